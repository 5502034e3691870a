"""Stored segments of windows in, KPI rows with their revisions out.

Short windows (hour, shift, day) and long ones (week, month) are sums of the same segments.
"""

from collections.abc import Callable, Collection, Sequence

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore, columns_of, empty, sort_keys
from analytics.master.file import Targets
from analytics.oee.fall_off import with_fall_off
from analytics.oee.kpi import kpi_rows
from analytics.oee.plan import planned_quantities, with_plan
from analytics.oee.rates import LineRates
from analytics.oee.timeline import Run
from analytics.oee.windows import Window, windows_in
from analytics.pipeline import Computed, Scope
from analytics.progress import OpenWindow
from analytics.revision_queries import latest_revisions
from analytics.revisions import Revised, revise, withdrawn
from contract.kpi import WINDOWS, KpiLevel
from contract.path import EquipmentPath

# Sums over many hours; computed less often than what a board shows.
LONG_WINDOWS = ("week", "month")


def kpis_of(
    store: KpiStore,
    scope: Scope,
    path: EquipmentPath,
    *,
    windows: Sequence[OpenWindow],
    runs: dict[str, Run],
    fresh: Computed | None = None,
) -> pd.DataFrame:
    """Compute the KPI rows of these windows of a line and its units, or of a site.

    `fresh` holds segments that are not stored yet and replace those of their range.
    """
    if not windows:
        return empty("kpi")
    start = min(window.start for window in windows)
    end = max(window.end for window in windows)
    at_site = path.level == "site"
    segments = store.read(
        KpiQuery("segment", start=start, end=end, below=path, levels=("line",) if at_site else ())
    )
    if fresh is not None:
        replaced = (segments["time"] >= fresh.start) & (segments["time"] < fresh.end)
        parts = [part for part in (segments[~replaced], fresh.segments) if len(part)]
        segments = pd.concat(parts, ignore_index=True)[columns_of("segment")]
    is_unit = segments["work_unit"] != ""
    levels: tuple[tuple[KpiLevel, pd.DataFrame], ...] = (
        (("site", segments),)
        if at_site
        else (("unit", segments[is_unit]), ("line", segments[~is_unit]))
    )
    wanted = set(windows)
    calendar = scope.line.site_calendar if at_site else scope.line.calendar
    rates = LineRates(scope.line, scope.register)
    parts = []
    for kind in WINDOWS:
        own = [window for window in wanted if window.kind == kind]
        if not own:
            continue
        spelled = [
            window
            for window in windows_in(
                calendar, kind, min(w.start for w in own), max(w.end for w in own)
            )
            if OpenWindow(kind, window.start, window.end) in wanted
        ]
        for level, rows in levels:
            computed = kpi_rows(
                rows,
                spelled,
                level=level,
                settings=scope.line.settings,
                runs=runs,
                master_hash=scope.master.hash,
                constraint_unit=_constraint_unit(rates) if level == "line" else None,
            )
            if level == "unit":
                computed = with_fall_off(computed, scope.line.stages, rates.items_per_count)
            parts.append(_planned(computed, scope, segments, windows=spelled, level=level))
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else empty("kpi")


def _planned(
    rows: pd.DataFrame,
    scope: Scope,
    segments: pd.DataFrame,
    *,
    windows: Sequence[Window],
    level: KpiLevel,
) -> pd.DataFrame:
    """Give rows their plan: orders are planned for lines, targets hold at a window's start."""
    planned: dict[int, float] = {}
    planned_scrap: dict[int, float] = {}
    if level == "line":
        planned = planned_quantities(segments, windows, scope.line.planned_quantity)
        planned_scrap = planned_quantities(segments, windows, scope.line.planned_scrap_quantity)
    wanted = [
        _targets(scope, level, unit=str(unit), at=int(time)).oee_index
        for unit, time in zip(rows["work_unit"], rows["time"], strict=True)
    ]
    return with_plan(rows, planned=planned, planned_scrap=planned_scrap, targets=wanted)


def _targets(scope: Scope, level: KpiLevel, *, unit: str, at: int) -> Targets:
    if level == "site":
        return scope.master.targets(at=at)
    return scope.line.unit_targets(unit, at=at) if unit else scope.line.targets(at=at)


def _constraint_unit(rates: LineRates) -> Callable[[str, int], str]:
    return lambda product, at: rates.constraint_unit(product, at=at)


def touched(
    scope: Scope, *, start: int, end: int, at_site: bool = False
) -> tuple[set[OpenWindow], set[OpenWindow]]:
    """Return the windows that meet [start, end) within the run: short ones, and long ones."""
    calendar = scope.line.site_calendar if at_site else scope.line.calendar
    start, end = max(start, scope.run.start), min(end, scope.now.time)
    short: set[OpenWindow] = set()
    long: set[OpenWindow] = set()
    if start >= end:
        return short, long
    for kind in WINDOWS:
        met = {_open(window) for window in windows_in(calendar, kind, start, end)}
        if kind in LONG_WINDOWS:
            long |= met
        else:
            short |= met
    return short, long


def revised(
    store: KpiStore,
    path: EquipmentPath,
    computed: pd.DataFrame,
    *,
    owed: Collection[OpenWindow],
    closed_before: int,
    committed_at: int,
    why: str,
    gone: pd.DataFrame,
) -> Revised:
    """Compare computed rows with the stored ones; windows that end by `closed_before` close.

    Closed rows of windows of which some is `owed` stay as they are; `gone` are stored rows whose
    windows there are no more.
    """
    stored = empty("kpi")
    if len(computed):
        stored = store.read(
            KpiQuery(
                "kpi",
                start=int(computed["time"].min()),
                end=int(computed["time"].max()) + 1,
                below=path,
            )
        )
        keys = sort_keys("kpi")
        computed = _without(computed, stored[stored["revision"] > 0], owed)
        there = pd.MultiIndex.from_frame(computed[keys]).isin(
            pd.MultiIndex.from_frame(stored[keys])
        )
        new = computed[~there & (computed["end"] <= closed_before)]
        if len(new):
            earlier = latest_revisions(store, new, below=path)
            stored = pd.concat([stored, earlier]) if len(earlier) else stored
    rows = revise(
        stored,
        computed,
        is_closed=lambda end: end <= closed_before,
        committed_at=committed_at,
        why=why,
    )
    if gone.empty:
        return rows
    last = withdrawn(gone, committed_at=committed_at, why=why)
    return Revised(rows.kpis, pd.concat([rows.kpi_revisions, last], ignore_index=True), gone)


def _without(
    computed: pd.DataFrame, closed: pd.DataFrame, owed: Collection[OpenWindow]
) -> pd.DataFrame:
    """Leave out the rows of owed windows that are closed."""
    if not owed or closed.empty:
        return computed
    keys = sort_keys("kpi")
    held = pd.MultiIndex.from_frame(computed[keys]).isin(pd.MultiIndex.from_frame(closed[keys]))
    starts = {(window.kind, window.start) for window in owed}
    held &= pd.MultiIndex.from_frame(computed[["window", "time"]]).isin(starts)
    return computed[~held]


def no_windows(
    store: KpiStore, scope: Scope, path: EquipmentPath, *, since: int | None, run_start: int
) -> pd.DataFrame:
    """Return stored KPI rows that end after `since` in windows that the calendar does not have.

    Nor does it have any that end before the run starts.
    """
    if since is None:
        return empty("kpi")
    at_site = path.level == "site"
    calendar = scope.line.site_calendar if at_site else scope.line.calendar
    levels: tuple[KpiLevel, ...] = ("site",) if at_site else ("unit", "line")
    rows = store.read(KpiQuery("kpi", start=since, below=path, levels=levels, reaching_back=True))
    known = pd.Series(data=False, index=rows.index)
    for kind in WINDOWS:
        own = rows["window"] == kind
        if own.any():
            start, end = int(rows.loc[own, "time"].min()), int(rows.loc[own, "end"].max())
            windows = windows_in(calendar, kind, max(start, run_start), end)
            starts = [window.start for window in windows]
            known |= own & rows["time"].isin(starts)
    return rows[~known].reset_index(drop=True)


def _open(window: Window) -> OpenWindow:
    return OpenWindow(window.kind, window.start, window.end)
