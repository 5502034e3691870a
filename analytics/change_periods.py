"""Which two periods of a place are laid beside each other: stored windows, or a range."""

from dataclasses import dataclass

import pandas as pd

from analytics.change_queries import Period
from analytics.errors import BadQuery
from analytics.kpi_store import KpiStore
from analytics.queries import iso, window_query
from contract.kpi import KPI_LEVELS, KpiLevel, Window
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class Beside:
    """Two periods, and whether the run began or ended inside one of them."""

    previous: Period
    current: Period
    partial: bool = False


def level_of(path: EquipmentPath) -> KpiLevel:
    """Return whether a place is a unit, a line or a site; raise BadQuery for any other."""
    for level in KPI_LEVELS:
        if path.level == level:
            return level
    raise BadQuery(f"{path} is an {path.level}: name a unit, a line or a site")


def windows_beside(
    kpi_store: KpiStore, path: EquipmentPath, *, window: Window, at: int | None
) -> Beside:
    """Return a window of a place beside the last one before it.

    It is the window that holds `at` (ms UTC), also one that is not over; None is the newest that
    is closed. Raises BadQuery that says which there are.
    """
    rows = kpi_store.read(
        window_query("kpi", start=None, end=None, level=level_of(path), window=window, below=path)
    ).sort_values("time")
    chosen = (
        rows[rows["revision"] > 0]
        if at is None
        else rows[(rows["time"] <= at) & (rows["end"] > at)]
    )
    if chosen.empty:
        said = "is closed yet: name an instant in one by at" if at is None else f"holds {iso(at)}"
        raise BadQuery(f"no {window} of {path} {said}; {_known(rows)}")
    newest = chosen.iloc[-1]
    current = _period(newest)
    earlier = rows[rows["end"] <= current.start]
    if earlier.empty:
        raise BadQuery(
            f"no {window} of {path} before {iso(current.start)} is stored to compare with; "
            f"{_known(rows)}"
        )
    last = earlier.iloc[-1]
    return Beside(_period(last), current, bool(last["partial"] or newest["partial"]))


def stretches_beside(start: int, end: int) -> Beside:
    """Return [start, end), ms UTC, beside the equally long stretch before it."""
    before = start - (end - start)
    if before < 0:
        raise BadQuery(
            f"the equally long stretch before {iso(start)} begins before 1970: ask for less"
        )
    return Beside(Period(before, start), Period(start, end))


def _period(row: "pd.Series[int]") -> Period:
    return Period(int(row["time"]), int(row["end"]))


def _known(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "there are none"
    return f"they begin from {iso(rows['time'].min())} to {iso(rows['time'].max())}"
