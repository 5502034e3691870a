"""Random indices and tables for the laws of the engine: nested or flat, both directions, logs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from analytics.index import GroupConfig, IndexConfig, IndicatorConfig, WeightConfig
from analytics.index.config import Aggregator


@dataclass(frozen=True)
class Case:
    """A configuration and a table of its indicators without gaps."""

    config: IndexConfig
    table: pd.DataFrame


@st.composite
def cases(draw: st.DrawFn, aggregators: tuple[Aggregator, ...] = ("mean",)) -> Case:
    """Draw an index of up to nine indicators in up to three groups of up to three levels."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    nested = draw(st.booleans())
    groups = [GroupConfig(id="index", least_coverage=0.5)]
    if nested:
        groups += [
            GroupConfig(id="one", parent="index", weight=float(rng.uniform(0.1, 3))),
            GroupConfig(id="two", parent="index", weight=float(rng.uniform(0.1, 3))),
            GroupConfig(id="deep", parent="two", weight=float(rng.uniform(0.1, 3))),
        ]
    homes = ["one", "two", "deep"] if nested else ["index"]
    count = int(rng.integers(len(homes), 10))
    indicators = [
        indicator(rng, f"i{number}", homes[number % len(homes)]) for number in range(count)
    ]
    config = IndexConfig(
        indicators=tuple(indicators),
        groups=tuple(groups),
        weights=WeightConfig(method=draw(st.sampled_from(["points", "equal_by_group"]))),
        aggregators=aggregators,
    )
    units = int(rng.integers(2, 12))
    values = {one.id: drawn_values(rng, one, units) for one in indicators}
    return Case(config, pd.DataFrame(values, index=[f"u{number}" for number in range(units)]))


def indicator(rng: np.random.Generator, name: str, group: str) -> IndicatorConfig:
    """Draw three points in the order of a drawn direction."""
    corners = np.sort(rng.uniform(0.5, 50, 3)) * np.array([1.0, 1.2, 1.5])
    higher = bool(rng.integers(2))
    floor, reference, benchmark = (corners if higher else corners[::-1]).tolist()
    return IndicatorConfig(
        id=name,
        group=group,
        direction="higher" if higher else "lower",
        transform="log" if rng.integers(2) else "none",
        weight=float(rng.uniform(0.1, 3)),
        floor=floor,
        reference=reference,
        benchmark=benchmark,
    )


def drawn_values(rng: np.random.Generator, one: IndicatorConfig, units: int) -> list[float]:
    """Draw values in and around the scale of an indicator."""
    ends = sorted((one.floor or 0.0, one.benchmark or 0.0))
    return [float(x) for x in rng.uniform(ends[0] * 0.5, ends[1] * 1.5, units)]
