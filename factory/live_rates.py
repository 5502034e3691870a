"""The sums behind the rates of one place and period, computed from what is stored now."""

from datetime import date

from analytics.automation.period_rows import PeriodRows
from analytics.automation.period_sums import sums_of
from analytics.automation.periods import period_with
from analytics.automation.rate import PeriodOf
from analytics.automation.site_facts import SiteFacts
from analytics.automation.sums import PeriodSums
from analytics.errors import BadQuery
from analytics.green.base_period import base_range
from analytics.kpi_store import KpiQuery
from contract.path import EquipmentPath
from contract.rates import RATE_LEVELS, Period, RateLevel
from factory.store_reader import StoreReader


def site_facts(store: StoreReader, place: EquipmentPath) -> list[SiteFacts]:
    """Return what is known of each site at a place, or of the one that it lies in."""
    lines: dict[EquipmentPath, list[EquipmentPath]] = {}
    for line in store.lines():
        if line.at_site.lies_in(place) or place.lies_in(line.at_site):
            lines.setdefault(line.at_site, []).append(line)
    return [
        SiteFacts.of(
            store.master(site),
            {line: store.history.facts(line).register for line in own},
            records=store.records(store.master(site)),
        )
        for site, own in sorted(lines.items())
    ]


def live_sums(
    store: StoreReader, place: EquipmentPath | None, *, period: Period, day: date | None
) -> PeriodSums:
    """Return the sums of a line, site or enterprise in the period with a day, or the newest."""
    if place is None or place.level not in RATE_LEVELS or place.work_unit:
        raise BadQuery(f"{place or 'nothing'} is no line, site or enterprise: name one of these")
    facts = site_facts(store, place)
    chosen = _newest(store, place, period) if day is None else _with_day(facts[0], period, day)
    return summed(store, facts, place, chosen)


def live_base(store: StoreReader, sums: PeriodSums) -> PeriodSums | None:
    """Return the sums of the same place in the base period of its master data, None without."""
    facts = site_facts(store, sums.path)
    master = facts[0].master
    span = base_range(master.file.green_base_period, master.calendar)
    return None if span is None else summed(store, facts, sums.path, PeriodOf("month", *span))


def summed(
    store: StoreReader,
    facts: list[SiteFacts],
    place: EquipmentPath,
    period: PeriodOf,
    rows: PeriodRows | None = None,
) -> PeriodSums:
    """Return the sums of a place in any range of time."""
    level: RateLevel = "enterprise"
    if place.site:
        level = "line" if place.work_center else "site"
    return sums_of(store.kpis, facts, level=level, path=place, period=period, rows=rows)


def _newest(store: StoreReader, place: EquipmentPath, period: Period) -> PeriodOf:
    rows = store.kpis.read(KpiQuery("automation", below=place, windows=(period,)))
    if rows.empty:
        raise BadQuery(f"no {period} of {place} has rates yet")
    newest = rows.sort_values("time").iloc[-1]
    return PeriodOf(period, int(newest["time"]), int(newest["end"]))


def _with_day(site: SiteFacts, period: Period, day: date) -> PeriodOf:
    try:
        return period_with(site.master.calendar, period, day)
    except (OverflowError, ValueError) as error:
        raise BadQuery(f"{day} lies beyond what a calendar can say") from error
