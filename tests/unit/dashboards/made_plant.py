"""A small made plant behind the board's seams."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from contract.kpi import FLAG_FIELDS, KPI_FIELD_NAMES, PROVENANCE_FIELDS, Window
from contract.rates import Period, RateSeries
from dashboards.board.errors import UnknownPath
from dashboards.board.listing_queries import KpisQuery, ListingQuery
from dashboards.board.model import (
    AssignedReason,
    AssignedReasons,
    Bucket,
    Counters,
    Explanation,
    GivenReason,
    Health,
    LineNow,
    OeeQuery,
    Plant,
    ReplayReport,
    Timeline,
)
from dashboards.board.reader import Listed
from dashboards.report.model import ReportKind
from tests.unit.dashboards.made_causes import causes
from tests.unit.dashboards.made_rate_lists import explained, rate_lists
from tests.unit.dashboards.made_stories import (
    HOUR_MS,
    KEYS,
    LINES,
    SHIFT_MS,
    SHIFT_START,
    SHIFTS,
    SITE,
    UNITS,
    clipped,
    kpi,
    places,
    production,
    row,
    unit_now,
)


@dataclass
class MadePlant:
    """Implements KpiReader, DeliveryReader and PlantReader over made stories.

    Args:
        wall: ms UTC now; the stories run up to it.
        empty: nothing has been heard of yet.
    """

    wall: Callable[[], int]
    empty: bool = False
    pictures: int = 0
    replays: int = 0
    recomputed: list[tuple[str, int, int]] = field(default_factory=list)
    reasons: list[GivenReason] = field(default_factory=list)
    healthy: bool = True
    queries: list[OeeQuery] = field(default_factory=list)
    lists: list[ListingQuery] = field(default_factory=list)

    def plant(self) -> Plant:
        """Return the picture of this moment."""
        self.pictures += 1
        now = self.wall()
        return Plant(
            path=SITE,
            name_en="Demo plant Chongqing",
            name_zh="重庆示范工厂",
            at=now,
            doing="waiting" if self.empty else "playing",
            lines=() if self.empty else tuple(self._line(line, now) for line in LINES),
        )

    def timeline(self, path: str, *, start: int, end: int) -> Timeline:
        """Return what one work unit did."""
        unit = UNITS.get(path)
        if unit is None:
            raise UnknownPath(f"no work unit {path!r} is known; GET /api/v1/plant lists them")
        end = min(end, self.wall())
        pieces = clipped(path, start, end)
        step = 300_000
        rate = tuple(
            Bucket(
                at,
                min(at + step, end),
                produced=round(production(path, at, min(at + step, end)) / unit[1] * 0.93),
                ideal=(min(at + step, end) - at) / 1000 / unit[1],
            )
            for at in range(start, end, step)
        )
        return Timeline(path=path, start=start, end=end, stretches=pieces, rate=rate)

    def health(self) -> Health:
        """Return whether data flows."""
        return Health(
            ok=self.healthy,
            reason="data flows" if self.healthy else "nothing has arrived for 70 s",
            services=(
                Counters(
                    service="ingest",
                    instance="ingest-1",
                    received=100,
                    stored=99,
                    rejected=1,
                    retried=0,
                ),
            ),
            lag_ms=120,
        )

    def oee(self, query: OeeQuery) -> pd.DataFrame:
        """Return KPI rows."""
        self.queries.append(query)
        step = HOUR_MS if query.window == "hour" else SHIFT_MS
        now = self.wall()
        low = max(query.start or 0, SHIFT_START - 3 * SHIFT_MS)
        high = min(query.end or now, now)
        first = SHIFT_START + (low - SHIFT_START) // step * step
        rows = [
            row(query, path, units, start=at, end=at + step, now=now)
            for path, units in places(query)
            for at in range(first, high, step)
        ]
        columns = [*KEYS, *KPI_FIELD_NAMES, *FLAG_FIELDS, "revision", *PROVENANCE_FIELDS]
        return pd.DataFrame(rows, columns=columns)

    def listed(self, query: ListingQuery) -> Listed:
        """Return the rows of one list: causes, KPIs of a level, or a column of a dictionary."""
        self.lists.append(query)
        found = rate_lists(query) or causes(query, now=self.wall())
        if found is not None:
            return found
        if not isinstance(query, KpisQuery) or query.by not in ("unit", "line", "site"):
            return Listed("dictionary", ("field",), pd.DataFrame({"field": ["a", "b"]}))
        asked = OeeQuery(
            level=query.by,
            window=query.window or "shift",
            start=query.start,
            end=query.end,
            path=query.path,
        )
        return Listed("kpi", ("level", "path", "window", "window_start"), self.oee(asked))

    def report(self, site: str, *, kind: ReportKind, at: int | None) -> str:
        """Return a page that says what was asked."""
        if site != SITE:
            raise UnknownPath(f"{site!r} is no site here")
        return f"<!doctype html><title>{kind} {at}</title>"

    def explain(
        self,
        path: str,
        *,
        at: int | None,
        window: Window,
        revisions: tuple[int, int] | None = None,
    ) -> Explanation:
        """Explain a window, or echo which revisions of it were asked for."""
        if revisions is not None:
            return Explanation(text="differs\n", data={"path": path, "revisions": revisions})
        if path not in UNITS:
            raise UnknownPath(f"no KPI of {path!r} is known")
        text = f"unit {path}\n{window}, revision 0\n\nKPIs\n  Availability = APT / PBT = 81.20 %\n"
        return Explanation(text=text, data={"path": path, "window": window, "at": at})

    def explain_rate(
        self, series: RateSeries, name: str, *, path: str, period: Period, day: date | None
    ) -> Explanation:
        """Explain a rate with what was asked."""
        if not path.startswith(SITE):
            raise UnknownPath(f"{path!r} is no place here")
        asked: dict[str, object] = {"series": series, "period": period, "date": str(day)}
        return Explanation(text=f"{name} of {path}\n", data=asked | explained(name, path))

    def explain_index(self, unit: str, *, period: str | None) -> Explanation:
        """Explain an index with what was asked; the region alone is known."""
        if unit != "region":
            raise UnknownPath(f"no index of {unit!r} is kept")
        return Explanation(text=f"index of {unit}\n", data={"period": period})

    def compare_index(self, unit: str, *, first: str, second: str) -> Explanation:
        """Explain a change with what was asked."""
        return Explanation(
            text=f"{unit} from {first} to {second}\n",
            data={"unit": unit, "from": first, "to": second},
        )

    def recompute(self, path: str, *, start: int, end: int) -> str:
        """Remember what was asked."""
        self.recomputed.append((path, start, end))
        return path

    def assign_reasons(self, given: Sequence[GivenReason]) -> AssignedReasons:
        """Keep what was given; a stop has ten minutes."""
        for one in given:
            if one.path not in UNITS:
                raise UnknownPath(f"no unit {one.path!r} is known")
        self.reasons.extend(given)
        return AssignedReasons(
            tuple(
                AssignedReason(
                    path=one.path,
                    start=one.start,
                    end=one.end or one.start + 600_000,
                    reason=one.reason,
                    by=one.by,
                    force=one.force,
                    given_at=self.wall(),
                )
                for one in given
            )
        )

    def audit(self) -> tuple[pd.DataFrame, bool]:
        """Return conservation."""
        row = {"agent": f"{SITE}/bottling/line-1", "boot": 1, "sent": 9, "stored": 9, "missing": 0}
        return pd.DataFrame([row]), True

    def dead_letters(self, *, resolved: bool) -> pd.DataFrame:
        """Return what was refused."""
        return pd.DataFrame([{"reason": "bad_json", "resolved": resolved}])

    def replay_dead_letters(self) -> ReplayReport:
        """Try again."""
        self.replays += 1
        return ReplayReport(tried=3, resolved=2, refused=1)

    def _line(
        self,
        line: tuple[str, str, str, str, float, float | None, tuple[tuple[str, ...], ...]],
        now: int,
    ) -> LineNow:
        path, name_en, name_zh, product, target, plan, units = line
        start = SHIFT_START + (now - SHIFT_START) // SHIFT_MS * SHIFT_MS
        full = f"{SITE}/{path}"
        headline = kpi([f"{full}/{unit[0]}" for unit in units], start, now)
        return LineNow(
            path=full,
            name_en=name_en,
            name_zh=name_zh,
            zone="Asia/Shanghai",
            now=now - 2_000,
            badge="silent" if path.startswith("furniture") else "played",
            shift_name=SHIFTS[start // HOUR_MS % 24],
            shift_start=start,
            shift_end=start + SHIFT_MS,
            order="B1-20260302T06-1",
            product=product,
            planned_quantity=plan,
            ideal_quantity=None if headline is None else round(headline.produced_quantity / 0.7),
            target_oee=target,
            shift=headline,
            units=tuple(unit_now(f"{full}/{unit[0]}", unit, product, now) for unit in units),
        )
