"""One pass over one line: what is pending in, rows in the KPI store out."""

from collections.abc import Collection
from dataclasses import dataclass

from analytics.books import ReasonBook
from analytics.config import AnalyticsConfig
from analytics.history import History
from analytics.kpi_store import KpiStore
from analytics.master.data import MasterData
from analytics.pipeline import Computed, Scope, batch_of, compute
from analytics.progress import LineProgress, Now, OpenWindow, Stretch
from analytics.reach import hour_ceiling
from analytics.stored_pass import StoredPass, stored_pass
from analytics.window_kpis import kpis_of, no_windows, revised, touched
from contract.path import EquipmentPath

LATE = "late data"
_FOREVER = 2**62
# A world played fast outruns the wall clock: behind by so much event time, weeks are summed anew.
_LONG_BEHIND_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The intervals of the loop, in ms."""

    close_after_ms: int
    lateness_horizon_ms: int
    longest_ms: int
    long_windows_every_ms: int

    @classmethod
    def of(cls, config: AnalyticsConfig) -> "Limits":
        """Take them from the configuration."""
        return cls(
            close_after_ms=round(config.close_after_s * 1000),
            lateness_horizon_ms=round(config.lateness_horizon_s * 1000),
            longest_ms=round(config.longest_chunk_s * 1000),
            long_windows_every_ms=round(config.long_windows_every_s * 1000),
        )

    def horizon(self, progress: LineProgress) -> int:
        """Return the event time before which nothing is computed without a command."""
        return (progress.computed_to or 0) - self.lateness_horizon_ms

    def long_now(self, *, computed_at: int, computed_to: int, wall: int, now: int) -> bool:
        """Tell whether weeks and months are due, by wall time or by event time."""
        return wall - computed_at >= self.long_windows_every_ms or (
            now - computed_to >= _LONG_BEHIND_MS
        )

    def closed_before(self, progress: LineProgress, now: Now) -> int:
        """Return the end of the last window of a line that may be closed by now.

        What is not computed yet keeps its window open, however long ago that window ended.
        """
        closed = _FOREVER if now.ended else now.time - self.close_after_ms
        return min([closed, *(stretch.first for stretch in progress.pending)])


@dataclass(frozen=True, slots=True)
class LinePass:
    """What a pass did: its range of event time, rows written, and whether more is pending.

    `changed` is what was computed; None where windows closed and nothing else.
    `whys` are the reasons of revisions above 1 that people read; empty where data came late.
    `moved_from` is when a changed calendar may have lost windows from, ms.
    """

    line: EquipmentPath
    scope: Scope
    start: int
    end: int
    rows: int
    revisions: int
    more: bool
    whys: frozenset[str]
    moved_from: int | None
    changed: Stretch | None = None


def said(whys: Collection[str]) -> str:
    """Spell reasons of a revision as one."""
    return " and ".join(sorted(whys)) or LATE


def line_pass(
    history: History,
    store: KpiStore,
    progress: LineProgress,
    *,
    reasons: ReasonBook,
    master: MasterData,
    now: Now,
    wall: int,
    limits: Limits,
) -> LinePass | None:
    """Compute the first pending stretch of a line and its windows; None when nothing is due."""
    scope = Scope.of(master, progress, now, horizon=limits.horizon(progress))
    _extend(progress, scope)
    if progress.had_register is False and scope.register:
        # Its birth came behind its data: rates and stages of what was computed are known now.
        progress.add(max(scope.run.start, limits.horizon(progress)), now.time)
    progress.had_register = bool(scope.register)
    closed_before = limits.closed_before(progress, now)
    closing = {window for window in progress.open if window.end <= closed_before}
    long_now = limits.long_now(
        computed_at=progress.long_computed_at,
        computed_to=progress.long_computed_to,
        wall=wall,
        now=now.time,
    )
    fresh: Computed | None = None
    stored: StoredPass | None = None
    if progress.pending:
        stretch = _next_stretch(progress, scope)
        fresh = compute(
            history,
            store,
            progress,
            scope,
            reasons=reasons,
            stretch=stretch,
            longest_ms=limits.longest_ms,
        )
        if progress.units and not scope.line.stages:
            # Nobody had named the units of this line: now that they spoke, they are its stages.
            progress.add(max(scope.run.start, limits.horizon(progress)), now.time)
    elif progress.stored:
        stored = stored_pass(store, progress, scope, longest_ms=limits.longest_ms)
        fresh = stored.fresh
    elif not closing and not (progress.long_due and (long_now or now.ended)):
        return None
    windows = set(closing)
    changed = None if stored is None else stored.stretch
    if fresh is not None:
        changed = Stretch(fresh.start, fresh.end)
        for left in fresh.left:
            progress.add(left.first, left.last)
    if changed is not None:
        short, long = touched(scope, start=changed.first, end=changed.last)
        windows |= short
        progress.long_due |= long
    closed_before = limits.closed_before(progress, now)
    # What was pending may have kept windows open till now. Nothing in the store tells that a
    # closed week is due: it does not wait for its turn.
    due = progress.open | progress.long_due
    windows |= {window for window in due if window.end <= closed_before}
    if long_now or (now.ended and progress.whole):
        windows |= progress.long_due
        progress.long_computed_at, progress.long_computed_to = wall, now.time
    computed = kpis_of(
        store,
        scope,
        progress.line,
        windows=sorted(windows),
        runs={str(progress.line): scope.run},
        fresh=fresh,
    )
    # No closed row is revised on half a change: it waits for the rest.
    owed = {window for window in windows - progress.open if progress.owes(window)}
    rows = revised(
        store,
        progress.line,
        computed,
        owed=owed,
        closed_before=closed_before,
        committed_at=wall,
        why=said(progress.whys),
        gone=no_windows(
            store, scope, progress.line, since=progress.moved_from, run_start=scope.run.start
        ),
    )
    batch = batch_of(progress, fresh, rows) if stored is None else stored.batch(progress.line, rows)
    store.write(batch)
    whys, moved_from = frozenset(progress.whys), progress.moved_from
    _remember(progress, scope, fresh=fresh, windows=windows, owed=owed, closed_before=closed_before)
    return LinePass(
        line=progress.line,
        scope=scope,
        start=changed.first if changed else min((w.start for w in windows), default=0),
        end=changed.last if changed else max((w.end for w in windows), default=0),
        rows=len(rows.kpis),
        revisions=len(rows.kpi_revisions),
        more=not progress.whole,
        whys=whys,
        moved_from=moved_from,
        changed=changed,
    )


def _next_stretch(progress: LineProgress, scope: Scope) -> Stretch:
    """Take the first pending stretch with all others in the hours that it touches.

    Whole hours are computed, so each of them alone would compute the same again.
    """
    stretch = progress.pending.pop(0)
    while progress.pending:
        last = min(stretch.last, scope.now.time)
        if progress.pending[0].first >= hour_ceiling(scope.line.calendar, last + 1):
            break
        stretch = Stretch(stretch.first, progress.pending.pop(0).last)
    return stretch


def _extend(progress: LineProgress, scope: Scope) -> None:
    """Add what the passing of time and an earlier begin of the run changed."""
    if progress.run_start is not None and scope.run.start < progress.run_start:
        progress.add(scope.run.start, progress.run_start)
    if progress.computed_to is None:
        progress.add(scope.run.start, scope.now.time)
    elif progress.computed_to < scope.now.time:
        progress.add(progress.computed_to, scope.now.time)
    progress.run_start = scope.run.start


def _remember(
    progress: LineProgress,
    scope: Scope,
    *,
    fresh: Computed | None,
    windows: set[OpenWindow],
    owed: set[OpenWindow],
    closed_before: int,
) -> None:
    if fresh is not None and fresh.end > (progress.computed_to or 0):
        progress.computed_to = min(fresh.end, scope.now.time)
    known = progress.open | (windows - owed)
    progress.open = {window for window in known if window.end > closed_before}
    progress.long_due = (progress.long_due - windows) | owed
    progress.moved_from = None
    if progress.whole:
        progress.whys.clear()
