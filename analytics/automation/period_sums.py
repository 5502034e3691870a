"""From stored rows to the sums that rates of one line, site or enterprise and period rest on."""

from collections.abc import Iterable, Sequence

import pandas as pd

from analytics.automation.period_rows import PeriodRows, read_rows
from analytics.automation.rate import PeriodOf
from analytics.automation.records import Records
from analytics.automation.recurring_orders import named_orders
from analytics.automation.site_facts import LineKnown, SiteFacts, joined_register
from analytics.automation.sums import Counting, PeriodSums
from analytics.green.pieces import counting_of
from analytics.kpi_store import KpiStore
from contract.path import EquipmentPath
from contract.rates import RateLevel


def sums_of(
    store: KpiStore,
    sites: Sequence[SiteFacts],
    *,
    level: RateLevel,
    path: EquipmentPath,
    period: PeriodOf,
    rows: PeriodRows | None = None,
) -> PeriodSums:
    """Sum a place in a period.

    Args:
        store: where its rows are read, unless they are given.
        sites: all that lie at the place; limits of an enterprise are those of the first.
        level: that of the place.
        path: the place.
        period: of the site's calendar, for an enterprise of the first site's.
        rows: those of the place, if they are known already.
    """
    found = read_rows(store, path, period) if rows is None else rows
    lines = {
        line: known for site in sites for line, known in site.lines.items() if line.lies_in(path)
    }
    return PeriodSums(
        level=level,
        path=path,
        period=period,
        evidence=found.evidence,
        runs=found.runs,
        segments=found.segments,
        register=joined_register(sites).below(path),
        records=named_orders(_joined(sites), _at_work(found.segments)),
        last_counters={str(line): known.last_counters for line, known in lines.items()},
        unknown_before=found.unknown_before,
        settings=sites[0].master.settings,
        items_per_count={
            str(line.unit(unit)): known.items_per_count(unit)
            for line, known in lines.items()
            for unit in known.rates.stage_of
        },
        counting={
            str(line): _counting(known, found.segments, at=period.end - 1)
            for line, known in lines.items()
        },
    )


def _counting(known: LineKnown, segments: pd.DataFrame, *, at: int) -> dict[str, Counting]:
    """Return who counts the products that were at work on a line."""
    line = known.master.path
    mine = segments["work_center"] == line.work_center
    for tag in ("enterprise", "site", "area"):
        mine &= segments[tag] == getattr(line, tag)
    products = sorted({str(product) for product in segments.loc[mine, "product"].unique()})
    return dict(counting_of(known.master, known.rates, products, at=at))


def _at_work(segments: pd.DataFrame) -> Iterable[tuple[EquipmentPath, str]]:
    tags = ["enterprise", "site", "area", "work_center", "order"]
    told = segments.loc[segments["order"] != "", tags].drop_duplicates()
    return [(EquipmentPath(*tags), order) for *tags, order in told.to_numpy().tolist()]


def _joined(sites: Sequence[SiteFacts]) -> Records:
    """Return the records of several sites as one."""
    if len(sites) == 1:
        return sites[0].records
    records = [site.records for site in sites]
    return Records(
        orders=tuple(one for each in records for one in each.orders),
        stock=tuple(one for each in records for one in each.stock),
        links=tuple(one for each in records for one in each.links),
        bills=tuple(one for each in records for one in each.bills),
        factors=tuple(one for each in records for one in each.factors),
        materials={name: one for each in records for name, one in each.materials.items()},
        reuse=tuple(one for each in records for one in each.reuse),
    )
