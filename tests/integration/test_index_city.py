"""The demo city beside a store: its periods are the same, whichever is asked for."""

from pathlib import Path

import pytest

from analytics.errors import BadQuery
from factory.commands.index import IndexOptions, run_of
from factory.commands.reading import Source


def figures(folder: Path, period: str | None) -> dict[str, float]:
    """Return the indices of a period of the city, of every unit and the region."""
    run, _ = run_of(IndexOptions(source=Source(folder), city=True, period=period, runs=2))
    own = {str(unit): float(index) for unit, index in run.own.index.items()}
    return {**own, "region": run.index}


def test_each_period_of_the_city_is_another(tmp_path: Path) -> None:
    """A year apart the figures differ, and asking for one period changes no other."""
    newest = figures(tmp_path, None)
    earlier = figures(tmp_path, "2025-Q1")
    assert earlier["region"] != newest["region"]
    assert figures(tmp_path, "2026-Q1") == pytest.approx(newest, abs=0, nan_ok=True)


@pytest.mark.parametrize("period", ["2026-Q2", "2024-Q1", "2026-03"])
def test_the_city_has_no_period_beyond_its_own(tmp_path: Path, period: str) -> None:
    """What it does not have is refused with what it has; it does not move there."""
    with pytest.raises(BadQuery, match=r"there is 2024-Q2, .*2026-Q1"):
        figures(tmp_path, period)


def test_the_city_has_years(tmp_path: Path) -> None:
    """A year is computed of its quarters; a quarter stays what is meant without a name."""
    assert figures(tmp_path, "2025")["region"] != figures(tmp_path, "2024")["region"]
    run, inputs = run_of(IndexOptions(source=Source(tmp_path), city=True, runs=2))
    assert run.config.period == "2026-Q1"
    assert inputs.until("2025") == ["2024", "2025"]
    assert inputs.year_before("2025") == "2024"
