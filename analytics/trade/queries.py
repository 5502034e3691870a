"""Measures of the trades as people read them: stored rows added up, divided last, null for nothing.

Rows of the series `line_trade` enter; one row per place, measure, part and window leaves.
"""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.oee.windows import Window, window_of
from analytics.queries import check_range, iso, paths_of
from contract.path import EquipmentPath
from contract.series import LINE_TAGS, UNIT_TAGS
from contract.trade_measure import TradeLevel
from contract.trade_measures import TRADE_MEASURES

TradeBy = Literal["part", "shift", "order", "product"]
TRADE_BY: tuple[TradeBy, ...] = get_args(TradeBy)
Windows = Callable[[EquipmentPath], Sequence[Window]]
TRADE_COLUMNS: tuple[str, ...] = (
    "level",
    "path",
    "measure",
    "name_en",
    "name_zh",
    "unit",
    "part",
    "shift",
    "order",
    "product",
    "window",
    "window_start",
    "window_end",
    "value",
    "numerator",
    "denominator",
)


def trade_rows(
    kpi_store: KpiStore,
    *,
    start: int = 0,
    end: int = 2**62,
    below: EquipmentPath | None = None,
    measures: Sequence[str] = (),
    level: TradeLevel | None = None,
    by: Sequence[TradeBy] = ("part",),
    windows: Windows | None = None,
) -> pd.DataFrame:
    """Return the measures of a range in a stable order; `value` is NaN where it has none.

    Args:
        kpi_store: where the rows are read.
        start: ms UTC.
        end: ms UTC.
        below: rows of this place and of everything below it.
        measures: ids of the catalogue; empty is all.
        level: unit or line; None is both.
        by: what splits a measure; the words of what does not are empty.
        windows: gives the windows of a line, in order of time, that do not overlap; without it the
            whole range is one.
    """
    _check(start=start, end=end, measures=measures, by=by)
    rows = kpi_store.read(
        KpiQuery("line_trade", start=start, end=end, below=below, levels=(level,) if level else ())
    )
    rows = rows[rows["measure"].isin(tuple(measures or TRADE_MEASURES))]
    rows = _in_windows(rows, windows, start=start, end=end)
    for name in TRADE_BY:
        if name not in by:
            rows[name] = ""
    return _readable(_divided(rows))


def _check(*, start: int, end: int, measures: Sequence[str], by: Sequence[str]) -> None:
    check_range(start, end)
    for given, allowed, what in (
        (measures, tuple(TRADE_MEASURES), "measure"),
        (by, TRADE_BY, "by"),
    ):
        unknown = [name for name in given if name not in allowed]
        if unknown:
            raise BadQuery(f"{what} {unknown[0]!r} must be one of {', '.join(allowed)}")


def _in_windows(
    rows: pd.DataFrame, windows: Windows | None, *, start: int, end: int
) -> pd.DataFrame:
    """Give each row its window and leave out those in none; a copy."""
    if windows is None or rows.empty:
        begun = int(rows["time"].min()) if len(rows) else start
        ended = int(rows["end"].max()) if len(rows) else end
        return rows.assign(window="", window_start=begun, window_end=ended)
    parts = []
    for line, of_line in rows.groupby(list(LINE_TAGS), sort=True):
        known = windows(EquipmentPath(*(str(tag) for tag in line)))
        place = window_of(of_line["time"], known)
        found = [known[at] for at in place if at >= 0]
        parts.append(
            of_line[place >= 0].assign(
                window=[window.kind for window in found],
                window_start=[window.start for window in found],
                window_end=[window.end for window in found],
            )
        )
    return pd.concat(parts, ignore_index=True)


def _divided(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up; where parts share a denominator, each place and time gives it once."""
    whole = [*UNIT_TAGS, "measure", "window", "window_start", "window_end"]
    whole += ["shift", "order", "product"]
    sums = rows.groupby([*whole, "part"], sort=True, as_index=False)[["numerator", "denominator"]]
    found = sums.sum()
    shares = {name for name, measure in TRADE_MEASURES.items() if measure.shared}
    once = rows[rows["measure"].isin(shares)].drop_duplicates([*UNIT_TAGS, "measure", "time"])
    of_all = once.groupby(whole, as_index=False)["denominator"].sum()
    found = found.merge(of_all, on=whole, how="left", suffixes=("", "_of_all"))
    shared = found["denominator_of_all"].notna()
    found["denominator"] = found["denominator"].mask(shared, found["denominator_of_all"])
    none = found["denominator"] == 0
    found["value"] = found["numerator"] / found["denominator"].mask(none, np.nan)
    return found


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    measures = [TRADE_MEASURES[name] for name in rows["measure"]]
    number = {name: at for at, name in enumerate(TRADE_MEASURES)}
    found = rows.assign(
        level=[measure.level for measure in measures],
        path=paths_of(rows),
        name_en=[measure.name_en for measure in measures],
        name_zh=[measure.name_zh for measure in measures],
        unit=[measure.unit for measure in measures],
        number=[number[name] for name in rows["measure"]],
    ).sort_values(
        ["path", "window_start", "number", "part", "shift", "order", "product"],
        kind="stable",
        ignore_index=True,
    )
    for name in ("window_start", "window_end"):
        found[name] = [iso(time) for time in found[name]]
    return found[list(TRADE_COLUMNS)]
