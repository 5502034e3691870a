"""When rates of automation and green measures are computed: what passes touched in, rows out.

A day is due when something of it was computed; week, month, quarter and year when one of their days
closes or is computed again behind its end, and all of them when the run is over.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from analytics.automation.periods import longer_than, periods_in
from analytics.automation.rate import PeriodOf
from analytics.automation.rate_places import RateFunctions, RatePlaces, RecordsOf
from analytics.automation.site_facts import SiteFacts
from analytics.kpi_store import KpiBatch, KpiStore
from analytics.line_pass import Limits, LinePass
from analytics.master.data import MasterData
from analytics.progress import LineProgress
from contract.path import EquipmentPath
from contract.rates import PERIODS

# Computing rates takes at most one part in so many of the time between two computations.
_SHARE = 20
# A world played fast outruns the wall clock: behind by so much event time, rates are due, too.
_BEHIND_MS = 3_600_000
# What is left behind it waits for the next pass, unless the run is over.
_LONGEST_MS = 2_000


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site with its lines that have samples, and what passes just did."""

    master: MasterData
    lines: Sequence[LineProgress]
    passes: Sequence[LinePass]

    @property
    def path(self) -> EquipmentPath:
        """Return the place of the site."""
        return EquipmentPath(self.master.enterprise, self.master.site)

    @property
    def over(self) -> bool:
        """Tell whether all its runs have ended and are computed."""
        return all(line.now is not None and line.now.ended and line.whole for line in self.lines)

    @property
    def newest(self) -> int:
        """Return the event time up to which it is known, ms UTC."""
        return max(line.now.time for line in self.lines if line.now is not None)

    def facts(self, records: RecordsOf) -> SiteFacts:
        """Join master data, births and the records of now."""
        return SiteFacts.of(
            self.master,
            {line.line: line.facts.register for line in self.lines if line.facts is not None},
            records=records(self.master),
        )


@dataclass(slots=True)
class _Due:
    """The memory of one site or enterprise; after a restart it looks back instead.

    Args:
        open: days that rows were computed of and that are not closed.
        waiting: periods whose rates are older than their rows.
        computed_at, computed_to: wall and event time of the last computation, ms.
        took_ms: how long it took.
    """

    open: set[PeriodOf] = field(default_factory=set)
    waiting: set[PeriodOf] = field(default_factory=set)
    computed_at: int | None = None
    computed_to: int = 0
    took_ms: int = 0


class RatePass:
    """Keeps the rates of all sites and enterprises up to date with their rows."""

    def __init__(
        self,
        store: KpiStore,
        *,
        functions: RateFunctions,
        limits: Limits,
        wall_ms: Callable[[], int],
    ) -> None:
        self._store = store
        self._places = RatePlaces(store, functions)
        self._records = functions.records
        self._limits = limits
        self._wall_ms = wall_ms
        self._due: dict[EquipmentPath, _Due] = {}

    def settled(self, site: EquipmentPath) -> bool:
        """Tell whether no rates of a site and its enterprise are older than their rows."""
        places = (site, EquipmentPath(site.enterprise))
        found = [self._due.get(place) for place in places]
        return all(due is not None and not (due.waiting or due.open) for due in found)

    def step(
        self,
        lines: Iterable[LineProgress],
        passes: Sequence[LinePass],
        master_of: Callable[[EquipmentPath], MasterData],
    ) -> None:
        """Compute what is due of all lines that have samples."""
        known = [line for line in lines if line.now is not None]
        sites = [
            SiteState(
                master_of(next(line.line for line in known if line.line.at_site == path)),
                [line for line in known if line.line.at_site == path],
                [done for done in passes if done.line.at_site == path],
            )
            for path in sorted({line.line.at_site for line in known})
        ]
        for enterprise in sorted({site.path.enterprise for site in sites}):
            own = [site for site in sites if site.path.enterprise == enterprise]
            for site in own:
                self._step(site.path, [site])
            self._step(EquipmentPath(enterprise), own)

    def _step(self, place: EquipmentPath, sites: Sequence[SiteState]) -> None:
        if place in self._due:
            spans = [span for site in sites for span in _touched(site.passes)]
        else:
            self._due[place] = _Due()
            spans = [span for site in sites for span in self._looked_back(site)]
        due = self._due[place]
        calendar = sites[0].master.calendar
        closed_before = min(
            self._limits.closed_before(line, line.now)
            for site in sites
            for line in site.lines
            if line.now is not None
        )
        for start, end in spans:
            touched = set(periods_in(calendar, "day", start, end))
            due.waiting |= touched
            due.open |= touched
            self._places.changed(sites[0].master, start=start, end=end)
        closed = {day for day in due.open if day.end <= closed_before}
        due.waiting |= closed
        due.waiting.update(longer for day in closed for longer in longer_than(calendar, day))
        due.open -= closed
        if due.waiting and self._is_time(due, sites):
            self._compute(place, due, sites)

    def _looked_back(self, site: SiteState) -> list[tuple[int, int]]:
        """Return what may have been computed without its rates when the process ended."""
        return [
            (max(line.run_start, self._limits.horizon(line)), line.computed_to)
            for line in site.lines
            if line.run_start is not None and line.computed_to is not None
        ]

    def _is_time(self, due: _Due, sites: Sequence[SiteState]) -> bool:
        if due.computed_at is None or all(site.over for site in sites):
            return True
        rested = self._wall_ms() - due.computed_at
        behind = max(site.newest for site in sites) - due.computed_to
        enough = rested >= self._limits.long_windows_every_ms or behind >= _BEHIND_MS
        return enough and rested >= due.took_ms * _SHARE

    def _compute(self, place: EquipmentPath, due: _Due, sites: Sequence[SiteState]) -> None:
        began = self._wall_ms()
        over = all(site.over for site in sites)
        facts = [site.facts(self._records) for site in sites]
        for period in sorted(due.waiting, key=_newest_days_first):
            self._store.write(KpiBatch(rates=self._places.rows(facts, place, period)))
            due.waiting.discard(period)
            if not over and self._wall_ms() - began >= _LONGEST_MS:
                break
        due.computed_at = self._wall_ms()
        due.took_ms = due.computed_at - began
        if not due.waiting:
            due.computed_to = max(site.newest for site in sites)


def _newest_days_first(period: PeriodOf) -> tuple[int, int]:
    return PERIODS.index(period.period), -period.start


def _touched(passes: Sequence[LinePass]) -> list[tuple[int, int]]:
    """Return the event times, [start, end), of which rows were computed."""
    found = [
        (max(done.changed.first, done.scope.run.start), min(done.changed.last, done.scope.now.time))
        for done in passes
        if done.changed is not None
    ]
    return [(start, end) for start, end in found if start < end]
