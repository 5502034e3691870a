"""The lists of rates and of green measures: a query in, rows of one open store out."""

import pandas as pd

from analytics.errors import BadQuery
from analytics.green_parts import PART_BY, PartBy, part_rows
from analytics.rate_queries import rate_rows
from contract.path import EquipmentPath
from contract.rates import RATE_LEVELS, RateLevel
from dashboards.board.listing_queries import AutomationQuery, GreenQuery, RatesOf
from factory.store_reader import StoreReader


def rate_listing(
    store: StoreReader, query: AutomationQuery | GreenQuery, below: EquipmentPath | None
) -> pd.DataFrame:
    """Return rows of rates of automation or of green measures."""
    if isinstance(query, AutomationQuery):
        return _automation(store, query, below)
    return _green(store, query, below)


def _automation(
    store: StoreReader, query: AutomationQuery, below: EquipmentPath | None
) -> pd.DataFrame:
    """Return rates of automation of one level, or of all."""
    if query.level == "unit" or (below is not None and below.level == "unit"):
        raise BadQuery(
            "rates of automation are of a line, site or enterprise: name one of these; "
            "`explain` says what each machine adds to them"
        )
    return rate_rows(
        store.kpis,
        "automation",
        level=level_of(query.level, below),
        period=query.period,
        names=query.rate,
        start=query.start,
        end=query.end,
        below=below,
    )


def _green(store: StoreReader, query: GreenQuery, below: EquipmentPath | None) -> pd.DataFrame:
    """Return green measures of one level or of all, whole or by time leaf or unit."""
    level = query.level
    if query.by == "unit":
        if level not in (None, "unit"):
            raise BadQuery(f"by unit the rows are of units: leave level {level} away")
        level = "unit"
    if query.by in PART_BY:
        return _parts(store, query, query.by, below)
    rows = rate_rows(
        store.kpis,
        "green",
        level=level_of(level, below),
        period=query.period,
        names=query.measure,
        start=query.start,
        end=query.end,
        below=below,
    )
    parts = rows["part"] != ""
    return rows[parts if query.by == "leaf" else ~parts].reset_index(drop=True)


def _parts(
    store: StoreReader, query: GreenQuery, by: PartBy, below: EquipmentPath | None
) -> pd.DataFrame:
    """Return measures of the products, orders or shifts of the whole range."""
    level = level_of(query.level, below)
    if level is None:
        raise BadQuery(f"by {by} the rows are of one level: name it instead of all")
    return part_rows(
        store.kpis,
        by,
        lambda site: store.master(site).records.factors,
        level=level,
        measures=query.measure,
        start=query.start,
        end=query.end,
        below=below,
    )


def level_of(asked: RatesOf | None, below: EquipmentPath | None) -> RateLevel | None:
    """Return the level of rows: as asked, else that of the place, else site; None is every one."""
    if asked == "all":
        return None
    own: RateLevel = "site" if below is None else _LEVEL_AT[below.level]
    if asked is None:
        return own
    if below is not None and RATE_LEVELS.index(asked) > RATE_LEVELS.index(own):
        raise BadQuery(f"a {asked} does not lie in {below}: leave level or path away")
    return asked


_LEVEL_AT: dict[str, RateLevel] = {
    "unit": "unit",
    "line": "line",
    # An area has no rates of its own; its lines have.
    "area": "line",
    "site": "site",
    "enterprise": "enterprise",
}
