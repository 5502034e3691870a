"""What explains a kept index of one open store, and its change between two periods."""

from analytics.explain.index import index_data, index_text
from analytics.explain.index_change import comparison_data, comparison_text
from analytics.explain.index_kept import index_of, kept_period
from analytics.kpi_store import KpiStore
from dashboards.board.model import Explanation


def explain_index(kpi_store: KpiStore, unit: str, *, period: str | None) -> Explanation:
    """Explain the index of a unit, sector or region; raises NotKept, BadQuery."""
    kept = index_of(kept_period(kpi_store, period), unit)
    return Explanation(text=index_text(kept), data=index_data(kept))


def compare_index(kpi_store: KpiStore, unit: str, *, first: str, second: str) -> Explanation:
    """Explain what changed of an index from one period to another; raises NotKept, BadQuery."""
    before, after = kept_period(kpi_store, first), kept_period(kpi_store, second)
    start = index_of(before, unit)
    end = index_of(after, start.unit)
    return Explanation(
        text=comparison_text(start, end, periods=(before, after)),
        data=comparison_data(start, end, periods=(before, after)),
    )
