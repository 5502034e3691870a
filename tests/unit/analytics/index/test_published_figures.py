"""Published figures, reproduced by configuring the engine: the HDI and a table of comparisons."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.index import (
    GroupConfig,
    IndexConfig,
    IndicatorConfig,
    ScaleConfig,
    compare_pairs,
    compute,
)
from analytics.index.config import Transform

ROOT = Path(__file__).parents[4]
QUOTED = ROOT / "tests" / "cases" / "index" / "undp-hdi-quoted.csv"
WHOLE = ROOT.parent / "shared" / "data" / "undp-hdi-1990-2022.csv"


def indicator(
    name: str, group: str, low: float, high: float, transform: Transform = "none"
) -> IndicatorConfig:
    """Return an indicator between goalposts."""
    return IndicatorConfig(id=name, group=group, goalposts=(low, high), transform=transform)


HDI = IndexConfig(
    indicators=(
        indicator("le", "health", 20, 85),
        indicator("eys", "education", 0, 18),
        indicator("mys", "education", 0, 15),
        indicator("gnipc", "income", 100, 75_000, "log"),
    ),
    groups=(
        GroupConfig(id="hdi"),
        *(GroupConfig(id=name, parent="hdi") for name in ("health", "education", "income")),
    ),
    scale=ScaleConfig(method="goalposts", low=0.0, high=1.0, clamp=None),
    aggregators=("geometric", "mean"),
)


def published(path: Path) -> tuple[pd.DataFrame, list[float]]:
    """Return the columns of the index and the published value of each country and year."""
    rows = pd.read_csv(path, comment="#")
    table = rows.set_index(rows["iso3"] + " " + rows["year"].astype(str))
    return table[["le", "eys", "mys", "gnipc"]], table["hdi"].tolist()


def test_quoted_human_development_indices_are_reproduced() -> None:
    """Every quoted country and year equals the published value at three decimals."""
    table, want = published(QUOTED)
    assert compute(table, HDI).index.round(3).tolist() == want


@pytest.mark.skipif(not WHOLE.is_file(), reason="the whole of the HDI is not beside the project")
def test_every_human_development_index_is_reproduced() -> None:
    """So do all 5,808 countries and years from 1990 to 2022."""
    table, want = published(WHOLE)
    assert len(want) == 5808
    assert compute(table, HDI).index.round(3).tolist() == want


def test_comparisons_of_the_handbook_are_reproduced() -> None:
    """Table 20 of the OECD handbook 2008: lambda 8.211, consistency ratio 0.021."""
    rows = """1 2 3 2 5 5 1 3 / 1/2 1 2 1/2 4 4 1/2 3 / 1/3 1/2 1 1/4 2 2 1/5 1/2
        / 1/2 2 4 1 4 4 1/2 3 / 1/5 1/4 1/2 1/4 1 1 1/5 1/2 / 1/5 1/4 1/2 1/4 1 1 1/5 1/2
        / 1 2 5 2 5 5 1 4 / 1/3 1/3 2 1/3 2 2 1/4 1"""
    matrix = [[number(text) for text in row.split()] for row in rows.split(" / ")]
    found = compare_pairs(matrix)
    assert round(found.eigenvalue, 3) == 8.211
    assert round(found.ratio, 3) == 0.021


def number(text: str) -> float:
    """Read 3 or 1/3."""
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)
