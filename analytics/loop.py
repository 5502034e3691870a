"""The incremental loop: asks what changed, computes it within its budget, closes windows.

One thread calls `step` again and again; a step is cheap when nothing changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from analytics.automation.rate_places import RateFunctions
from analytics.books import Books
from analytics.config import AnalyticsConfig
from analytics.history import Cursor, History
from analytics.kpi_store import KpiStore
from analytics.late_feed import LateFeed, is_late_feed
from analytics.line_pass import LATE, Limits, LinePass, line_pass
from analytics.master.data import MasterData
from analytics.master.history import MasterHistory
from analytics.pace import Pace, by_wall
from analytics.progress import LineProgress, Now, now_of
from analytics.queries import iso
from analytics.rate_pass import RatePass
from analytics.reach import EXPIRY_MARGIN_MS
from analytics.resume import resume
from analytics.site_pass import SiteProgress, site_passes
from analytics.stores.memory_books import memory_books
from contract.path import EquipmentPath

COMMANDED = "recomputed by command"


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step did.

    Args:
        changes: commits taken from the feed.
        lines: lines of which something was computed.
        rows: KPI rows written.
        revisions: closed revisions written.
        too_late: commits beyond the lateness horizon, left to a command.
        taken: wall ms of the newest commit taken; None before the first and between looks.
        refused: sentences about rows that changed master data leave as they were.
    """

    changes: int = 0
    lines: tuple[EquipmentPath, ...] = ()
    rows: int = 0
    revisions: int = 0
    too_late: int = 0
    taken: int | None = None
    refused: tuple[str, ...] = ()


class Analytics:
    """Keeps the KPI store up to date with history.

    Args:
        history: what ingest committed.
        kpi_store: what is written; nobody else writes it.
        master_data: one for each site; a site without one gets bare master data.
        wall_ms: wall clock, ms UTC; paces the passes and stamps revisions.
        logger: a structlog logger.
        config: limits and intervals.
        books: what people told; None is nothing yet, and is forgotten at the end.
        rates: what computes rates of automation and green measures.
    """

    def __init__(
        self,
        history: History,
        kpi_store: KpiStore,
        master_data: Sequence[MasterData] = (),
        *,
        wall_ms: Callable[[], int],
        logger: structlog.typing.FilteringBoundLogger,
        config: AnalyticsConfig | None = None,
        books: Books | None = None,
        rates: RateFunctions | None = None,
    ) -> None:
        self._history = history
        self._books = books or memory_books()
        self._late = LateFeed(self._books.reasons)
        self._master_history = MasterHistory(self._books.masters, wall_ms=wall_ms)
        self._store = kpi_store
        self._masters = {EquipmentPath(m.enterprise, m.site): m for m in master_data}
        self._wall_ms = wall_ms
        self._logger = logger
        config = config or AnalyticsConfig()
        self._config = config
        self._limits = Limits.of(config)
        self._lines: dict[EquipmentPath, LineProgress] = {}
        self._sites: dict[EquipmentPath, SiteProgress] = {}
        self._rates = RatePass(
            kpi_store, functions=rates or RateFunctions(), limits=self._limits, wall_ms=wall_ms
        )
        self._pace = Pace(config)
        self._cursor = Cursor()
        self._resumed = False

    def step(self) -> StepResult:
        """Do one pass: at most one chunk of each line that is due, then their sites."""
        began = self._wall_ms()
        if began < self._pace.look_at:
            return StepResult()
        self._resume()
        changes, too_late = self._take()
        self._pace.looked(began)
        passes: list[LinePass] = []
        looked = self._look(began)
        self._compare_masters()
        for line, now in looked:
            # A run that is over has nothing to wait for.
            if now.ended or self._pace.due(self._lines[line].facts, wall=began):
                done = line_pass(
                    self._history,
                    self._store,
                    self._lines[line],
                    reasons=self._books.reasons,
                    master=self._master(line),
                    now=now,
                    wall=began,
                    limits=self._limits,
                )
                if done is not None:
                    passes.append(done)
        taken = max(self._cursor.positions.values(), default=None)
        result = StepResult(
            changes=changes, too_late=too_late, taken=taken, refused=self._refused()
        )
        rows, revisions = site_passes(
            self._store,
            self._sites,
            self._lines,
            passes,
            master_of=self._master,
            wall=began,
            limits=self._limits,
        )
        self._rates.step(self._lines.values(), passes, self._master)
        self._master_history.done(self._is_whole)
        if not passes:
            return result
        if any(done.more for done in passes):
            self._pace.look_at = 0
        else:
            live = all(by_wall(progress.facts) for progress in self._lines.values())
            self._pace.passed(began, self._wall_ms(), live=live)
        return replace(
            result,
            lines=tuple(done.line for done in passes),
            rows=rows + sum(done.rows for done in passes),
            revisions=revisions + sum(done.revisions for done in passes),
        )

    def settled(self) -> bool:
        """Tell that all that was stored is computed, and every window of an ended run is closed.

        Ask after the last status of a played run is stored: before it nobody knows of the end.
        """
        self._resume()
        # Who asks is waiting: the next step shall look at once.
        self._pace.look_at = 0
        if self._history.changed_since(self._cursor).changes or self._late.news():
            return False
        nows = dict(self._look(self._wall_ms()))
        for line, now in nows.items():
            progress = self._lines[line]
            # A run of one instant so far has no time to compute.
            done_to = progress.computed_to or progress.run_start or 0
            if not progress.whole or done_to < now.time:
                return False
            if now.ended and (progress.open or progress.long_due):
                return False
        return all(
            self._rates.settled(path) and not (path in self._sites and self._sites[path].open)
            for path in {line.at_site for line in nows}
            if all(now.ended for line, now in nows.items() if line.at_site == path)
        )

    def recompute(self, line: EquipmentPath, *, start: int, end: int) -> None:
        """Ask for event times from `start` to `end` (ms) again, however old they are.

        What retention has taken away stays as it was computed.
        """
        self._resume()
        self._ask(line, start=start, end=end, whys={COMMANDED})

    def done(self) -> bool:
        """Tell that what was asked for is computed, also where time never stands still."""
        self._resume()
        self._pace.look_at = 0
        return not self._late.news() and all(progress.whole for progress in self._lines.values())

    def _ask(self, line: EquipmentPath, *, start: int, end: int, whys: set[str]) -> None:
        progress = self._line(line)
        progress.facts = self._history.facts(line)
        first = progress.facts.first_time
        if first is None:
            return
        taken_away = progress.run_start is not None and progress.run_start < first
        oldest = first + EXPIRY_MARGIN_MS if taken_away else first
        if taken_away and start < oldest:
            told = f"{line}: what was asked for before {iso(oldest)} stays as it is"
            progress.refused.append(f"{told}, for the samples of that time have expired")
        if end < oldest:
            return
        progress.whys |= whys
        if progress.run_start is not None and not taken_away and start < progress.run_start:
            began, progress.run_start = progress.run_start, max(start, first)
            progress.add(progress.run_start, began)
        progress.add(max(start, oldest) if taken_away else start, end)

    def _resume(self) -> None:
        """Go on where the stored cursor stands; a store that is away is asked again next time."""
        if self._resumed:
            return
        stored, unfinished = self._store.cursor(), self._store.unfinished()
        for line in {*(feed.line for feed in stored), *unfinished}:
            self._line(line)
        for line, stretch in unfinished.items():
            self._line(line).redo(stretch)
        positions = {feed: at for feed, at in stored.items() if not is_late_feed(feed)}
        self._late.resume(stored)
        self._cursor, self._resumed = Cursor(positions), True

    def _take(self) -> tuple[int, int]:
        """Take what is new from the change feed; return commits, and those that came too late."""
        found = self._history.changed_since(self._cursor)
        too_late = 0
        for change in found.changes:
            progress = self._line(change.line)
            horizon = self._limits.horizon(progress)
            if change.first < horizon:
                too_late += 1
                self._logger.warning(
                    "data older than the lateness horizon are stored and not computed: recompute",
                    line=str(change.line),
                    first=change.first,
                    last=min(change.last, horizon),
                )
            if change.last >= horizon:
                # Pieces seen on an edge belong to what ends there (contract 2.2).
                progress.add(max(change.first - 1, horizon), change.last)
                closed = (progress.computed_to or 0) - self._limits.close_after_ms
                # Right after a start the newest commits are read once more, late or not.
                if self._cursor.recent and change.first < closed:
                    progress.whys.add(LATE)
        for feed, position in found.cursor.positions.items():
            self._line(feed.line).positions[feed] = position
        self._cursor = found.cursor
        for entry, feed, whys in self._late.take():
            self._ask(feed.line, start=entry.start, end=entry.end, whys=whys)
            self._line(feed.line).positions[feed] = entry.given_at
        return len(found.changes), too_late

    def _compare_masters(self) -> None:
        """Ask for what rests on other master data, once for each site after a start."""
        for site in sorted({line.at_site for line in self._lines}):
            lines = {path: one for path, one in self._lines.items() if path.at_site == site}
            self._master_history.compare(self._master(next(iter(lines))), lines)

    def _is_whole(self, site: EquipmentPath) -> bool:
        return all(one.whole for line, one in self._lines.items() if line.at_site == site)

    def _refused(self) -> tuple[str, ...]:
        told = tuple(said for progress in self._lines.values() for said in progress.tell())
        for sentence in told:
            self._logger.warning(sentence)
        return told

    def _look(self, wall: int) -> list[tuple[EquipmentPath, Now]]:
        """Ask for the facts of every line; those without samples are left out."""
        found: list[tuple[EquipmentPath, Now]] = []
        for line, progress in sorted(self._lines.items()):
            progress.facts = self._history.facts(line)
            now = now_of(
                progress.facts, wall=wall, patience_ms=round(self._config.end_patience_s * 1000)
            )
            progress.now = now
            if now is not None:
                found.append((line, now))
        return found

    def _line(self, line: EquipmentPath) -> LineProgress:
        if line not in self._lines:
            self._lines[line] = resume(self._store, line)
        return self._lines[line]

    def _master(self, line: EquipmentPath) -> MasterData:
        site = line.at_site
        if site not in self._masters:
            self._masters[site] = MasterData.bare(enterprise=site.enterprise, site=site.site)
        return self._masters[site]
