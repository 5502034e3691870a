"""The lists of rates and of green measures: a query in, rows of one open store out."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analytics.automation.period_rows import PeriodRows
from analytics.automation.rate import PeriodOf
from analytics.automation.sums import PeriodSums
from analytics.errors import BadQuery
from analytics.green_parts import PART_BY, PartBy, part_rows
from analytics.kpi_store import KpiQuery
from analytics.queries import paths_of
from analytics.rate_queries import rate_rows
from contract.path import EquipmentPath
from contract.rates import RATE_LEVELS, RateLevel
from dashboards.board.listing_queries import AutomationQuery, GreenQuery, RatesOf
from factory.live_rates import site_facts, summed
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
    end = 2**62 if query.end is None else query.end
    rows = store.kpis.read(KpiQuery("segment", start=query.start or 0, end=end, below=below))
    rows = rows.assign(path=pd.Series(paths_of(rows), rows.index, dtype=object))
    return part_rows(_places(store, level, rows), by, measures=query.measure)


def _places(store: StoreReader, level: RateLevel, segments: pd.DataFrame) -> Iterator[PeriodSums]:
    """Return the sums of each place of a level that has segments; a unit's are of its line."""
    depth = _DEPTHS["line" if level == "unit" else level]
    heads = {"/".join(path.split("/")[:depth]) for path in segments["path"]}
    for head in sorted(heads):
        place = EquipmentPath.parse(head)
        own = PeriodRows(_EMPTY, _EMPTY, segments, frozenset()).below(place)
        start, end = int(own.segments["time"].min()), int(own.segments["end"].max())
        sums = summed(store, site_facts(store, place), place, PeriodOf("day", start, end), own)
        if level != "unit":
            yield sums
            continue
        units = own.segments[own.segments["work_unit"] != ""]
        for unit, mine in units.groupby("path", sort=True):
            path = EquipmentPath.parse(str(unit))
            yield replace(sums, level="unit", path=path, segments=mine)


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


# Segments of a path.
_DEPTHS = {"line": 4, "site": 2, "enterprise": 1}
# Evidence and runs, of which parts need none.
_EMPTY = pd.DataFrame({"path": pd.Series(dtype=object)})
_LEVEL_AT: dict[str, RateLevel] = {
    "unit": "unit",
    "line": "line",
    # An area has no rates of its own; its lines have.
    "area": "line",
    "site": "site",
    "enterprise": "enterprise",
}
