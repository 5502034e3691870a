"""Tables for the terminal: figures stay whole where the terminal is narrow."""

import pytest
from rich.console import Console

from factory.tables import _oee_table
from factory.truth.kpis import Row

ROW: Row = {
    "level": "unit",
    "path": "demo/chongqing/bottling/line-1/depalletiser",
    "window": "shift",
    "window_start": "2026-03-01T22:00:00Z",
    "oee_index": 0.54801,
    "availability": 0.554,
    "effectiveness": 0.98912,
    "quality_ratio": 1.0,
    "produced_quantity": 73_649.0,
    "good_quantity": 72_933.0,
    "scrap_quantity": 716.0,
    "unknown_time_s": 0.0,
}


@pytest.mark.parametrize("width", [80, 100, 120, 180])
def test_figures_are_whole_at_any_width(width: int) -> None:
    """The path folds, so that no figure is cut."""
    console = Console(width=width)
    with console.capture() as shown:
        console.print(_oee_table("Work units", [ROW], {}))
    for figure in ("54.80", "55.40", "98.91", "100.00", "73,649", "72,933", "716", "0.000"):
        assert figure in shown.get()
    assert "…" not in shown.get()
