"""Rates and green measures of the made plant: ten days of each place, and what explains a rate."""

from functools import cache

import pandas as pd

from analytics.kpi_store import KpiBatch
from analytics.listing.listings import listing_of
from analytics.rate_queries import rate_rows
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.path import EquipmentPath
from contract.rates import RateLevel, RateSeries
from dashboards.board.listing_queries import AutomationQuery, GreenQuery, ListingQuery
from dashboards.board.reader import Listed
from factory.rate_listing import level_of
from tests.made_rates import DAY_MS, automation, green
from tests.unit.dashboards.made_stories import LINES, SHIFT_START, SITE

_DAYS = 10


def rate_lists(query: ListingQuery) -> Listed | None:
    """Return the rows of these lists, None for all others."""
    if not isinstance(query, AutomationQuery | GreenQuery):
        return None
    series: RateSeries = "automation" if isinstance(query, AutomationQuery) else "green"
    below = EquipmentPath.parse(query.path or SITE)
    level: RateLevel | None = level_of(query.level, below)
    names: tuple[str, ...] = ()
    if isinstance(query, GreenQuery):
        names = query.measure
        level = "unit" if query.by == "unit" else level
    rows = rate_rows(
        _store(),
        series,
        level=level,
        period=query.period,
        names=names,
        start=query.start,
        end=query.end,
        below=below,
    )
    if isinstance(query, GreenQuery):
        parts = rows["part"] != ""
        rows = rows[parts if query.by == "leaf" else ~parts].reset_index(drop=True)
    return Listed(series, tuple(listing_of(series).keys_of(rows)), rows)


def explained(name: str, path: str) -> dict[str, object]:
    """Return a rate of two machines, one of which nobody saw."""
    unit = f"{SITE}/bottling/line-1/filler"
    return {
        "name": name,
        "path": path,
        "unit": "1",
        "items": [
            _item(unit, 1.0, lower=1.0, upper=1.0),
            _item(f"{SITE}/bottling/line-1/inspector", 0.0, lower=0.0, upper=1.0),
        ],
    }


def _item(path: str, numerator: float, *, lower: float, upper: float) -> dict[str, object]:
    return {
        "path": path,
        "part": "",
        "numerator": numerator,
        "denominator": 1.0,
        "lower": lower,
        "upper": upper,
        "declared": 1.0,
    }


@cache
def _store() -> MemoryKpiStore:
    site = EquipmentPath.parse(SITE)
    lines = [EquipmentPath.parse(f"{SITE}/{line[0]}") for line in LINES]
    units = [
        line.unit(unit[0]) for line, made in zip(lines, LINES, strict=True) for unit in made[6]
    ]
    places: list[tuple[EquipmentPath, RateLevel]] = [
        (EquipmentPath(site.enterprise), "enterprise"),
        (site, "site"),
        *((line, "line") for line in lines),
    ]
    starts = [SHIFT_START - n * DAY_MS for n in range(_DAYS)]
    rates = [
        automation(path, level, start=start, end=start + DAY_MS)
        for path, level in places
        for start in starts
    ]
    whole: list[tuple[EquipmentPath, RateLevel]] = [*places, *((unit, "unit") for unit in units)]
    newest = SHIFT_START
    measures = [green(path, level, start=newest, end=newest + DAY_MS) for path, level in whole]
    store = MemoryKpiStore()
    store.write(KpiBatch(rates={"automation": pd.concat(rates), "green": pd.concat(measures)}))
    return store
