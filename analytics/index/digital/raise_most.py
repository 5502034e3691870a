"""What would raise a unit's index most, and the machines or processes that stand in its way.

Results, targets and the items behind rates enter; the gain of the index for every indicator and
step leaves, each computed anew: to the national reference, to the upper quartile of the peers, to
the benchmark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import msgspec
import numpy as np
import pandas as pd

from analytics.index.config import TreatmentConfig
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from analytics.index.engine import IndexResult, compute
from analytics.index.errors import BadIndex

Step = Literal["national", "peers", "benchmark"]
STEPS: tuple[Step, ...] = get_args(Step)
_MOST_ITEMS = 5


class Item(Protocol):
    """A machine, operation or order behind a rate, as `automation.rate.RateItem`."""

    @property
    def path(self) -> object:
        """Where it is."""

    @property
    def part(self) -> str:
        """Which operation or order of it is meant."""

    @property
    def numerator(self) -> float:
        """Its share of the rate's numerator."""

    @property
    def denominator(self) -> float:
        """Its share of the rate's denominator."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One item that keeps a rate from its target.

    Args:
        shortfall: what it lacks, in units of the numerator: of a higher rate target * denominator
            less numerator, of a lower one the reverse.
        share: of all shortfalls.
    """

    path: str
    part: str
    shortfall: float
    share: float


@dataclass(frozen=True, slots=True)
class Raise:
    """One step of one indicator.

    Args:
        gain: points of the index.
        items: what stands behind it, the largest shortfall first; empty where nobody told.
    """

    indicator: str
    step: Step
    value: float
    target: float
    gain: float
    items: tuple[Behind, ...] = ()


def raise_most(
    result: IndexResult,
    catalogue: Catalogue,
    unit: str,
    *,
    peer_quartiles: Mapping[str, float] | None = None,
    items: Mapping[str, Sequence[Item]] | None = None,
) -> tuple[Raise, ...]:
    """Return every step that improves an indicator's value, the largest gain first.

    Indicators without a value have no step, and a unit without an index none at all.

    Args:
        result: with the unit in it.
        catalogue: references of its indicators.
        unit: whose index is raised.
        peer_quartiles: indicator to the value that the best quarter of its peers reaches; without
            one there is no such step.
        items: indicator to the items that its value was counted from.
    """
    if result.config.scale.method == "base_period":
        raise BadIndex("scale base_period has no steps to references: choose another one")
    table = result.values  # noqa: PD011 - a field of ours
    own = {name: float(table[name][unit]) for name in result.tree.indicators}
    if np.isnan(result.index[unit]):
        return ()
    records = catalogue.by_id()
    steps = [
        (name, step, target)
        for name, step, target in _targets(records, peer_quartiles or {})
        if _better(records[name], own[name], target)
    ]
    gains = _gains(result, unit, [(name, target) for name, _, target in steps])
    found = [
        Raise(
            name,
            step,
            own[name],
            target,
            gain,
            _behind((items or {}).get(name, ()), target, records[name]),
        )
        for (name, step, target), gain in zip(steps, gains, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.gain, one.indicator, one.step)))


def _targets(
    records: Mapping[str, IndicatorRecord], quartiles: Mapping[str, float]
) -> Iterator[tuple[str, Step, float]]:
    for name, record in records.items():
        told: dict[Step, float] = {
            "national": record.national.value,
            "peers": quartiles.get(name, np.nan),
            "benchmark": record.benchmark.value,
        }
        yield from ((name, step, told[step]) for step in STEPS)


def _better(record: IndicatorRecord, value: float, target: float) -> bool:
    """Return whether a target is known and better than the value, which is known."""
    return value < target if record.direction == "higher" else value > target


def _gains(result: IndexResult, unit: str, changes: Sequence[tuple[str, float]]) -> list[float]:
    """Return what each change alone does to the index; statistics stay those of the units."""
    own = result.values  # noqa: PD011 - a field of ours
    table = pd.DataFrame([own.loc[unit]] * (len(changes) + 1))
    table.index = pd.Index([f"step {number}" for number in range(len(changes) + 1)])
    for number, (name, target) in enumerate(changes, start=1):
        table.loc[f"step {number}", name] = target
    # Values are already imputed and treated, and stay so.
    plain = msgspec.structs.replace(result.config, imputation="none", treatment=TreatmentConfig())
    found = compute(pd.concat([own, table]), plain, outside=list(table.index))
    index = found.index.loc[list(table.index)].to_numpy()
    return [float(gain) for gain in index[1:] - index[0]]


def _behind(items: Sequence[Item], target: float, record: IndicatorRecord) -> tuple[Behind, ...]:
    """Return the items that fall short of a target, the largest shortfall first."""
    rate = target / record.factor
    sign = 1.0 if record.direction == "higher" else -1.0
    short = [(item, sign * (rate * item.denominator - item.numerator)) for item in items]
    whole = sum(amount for _, amount in short if amount > 0)
    found = [
        Behind(str(item.path), item.part, amount, amount / whole)
        for item, amount in short
        if amount > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.shortfall, one.path, one.part)))[:_MOST_ITEMS]
