"""Studies that cannot be drawn are refused before their first run."""

from typing import Any

import msgspec
import pandas as pd
import pytest

from analytics.index import BadIndex, GroupConfig, IndexConfig, IndicatorConfig, ScaleConfig
from analytics.index.cells import Cells
from analytics.index.monte_carlo import bands_of
from analytics.index.uncertainty_config import Study, UncertaintyConfig

CONFIG = IndexConfig(
    indicators=tuple(
        IndicatorConfig(
            id=name,
            group="index",
            floor=5.0,
            reference=50.0,
            benchmark=80.0,
            goalposts=(1.0, 100.0),
        )
        for name in ("i0", "i1")
    ),
    groups=(GroupConfig(id="index"),),
)
STUDY = Study(index=CONFIG, uncertainty=UncertaintyConfig(runs=2))
TABLE = pd.DataFrame({"i0": [20.0, 60.0], "i1": [40.0, 30.0]}, index=["u", "v"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scales": ()}, "scales of a study is empty"),
        ({"scales": (ScaleConfig(method="ratio"),)}, "does not draw the scale ratio"),
        ({"scales": (ScaleConfig(clamp=None),)}, "kept above 0"),
        ({"scales": (ScaleConfig(method="min_max", low=9.0, high=1.0),)}, "low, high must rise"),
        ({"aggregators": ((),)}, "empty choice"),
        ({"aggregators": (("average",),)}, "average"),
        ({"concentration": -1.0}, "concentration"),
        ({"low": 95.0, "high": 5.0}, "percentiles"),
    ],
)
def test_studies_that_cannot_be_drawn_are_refused(change: dict[str, Any], message: str) -> None:
    """Before the first run, saying what is wrong."""
    uncertainty = msgspec.structs.replace(STUDY.uncertainty, **change)
    with pytest.raises(BadIndex, match=message):
        bands_of(TABLE, Cells.exact(TABLE), msgspec.structs.replace(STUDY, uncertainty=uncertainty))


@pytest.mark.parametrize("name", ["goalposts", "floor", "reference", "benchmark"])
def test_indicators_without_what_a_study_draws_are_refused(name: str) -> None:
    """No point is replaced by another."""
    first, *others = CONFIG.indicators
    index = msgspec.structs.replace(
        CONFIG,
        indicators=(msgspec.structs.replace(first, **{name: None}), *others),
        scale=ScaleConfig(method="rank"),
    )
    with pytest.raises(BadIndex, match=f"i0.*{name}"):
        bands_of(TABLE, Cells.exact(TABLE), Study(index=index))
