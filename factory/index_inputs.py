"""What an index rests on, of one store: observations, facts of units, members of each period.

Rows of the rates, the book of observations and, where asked for, the demo city enter.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd

from analytics.automation.played_records import PlayedRecords
from analytics.automation.rates import rates_of
from analytics.errors import BadQuery
from analytics.green.rates import green_of
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.city import SEED
from analytics.index.digital.city_years import year_of
from analytics.index.digital.demo_region import city_plants, demo_region
from analytics.index.digital.observation import Observation, UnitFacts
from analytics.index.digital.observations_kept import known_of
from analytics.index.digital.observations_measured import measured_observations
from analytics.index.digital.observations_period import Span, period_at, span_of
from analytics.index.digital.raise_most import Item
from analytics.index.digital.supplementary import supplementary_figures
from analytics.kpi_store import KpiQuery
from contract.path import EquipmentPath
from contract.rates import RateSeries
from factory.commands.reading import Source
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.index_facts import read_facts
from factory.live_rates import live_base, live_sums
from factory.open_stores import open_stores
from factory.store_reader import StoreReader
from factory.stores import Reading, Stores

_SERIES: tuple[RateSeries, ...] = ("automation", "green")
_SPANS: tuple[Span, ...] = ("month", "quarter", "year")
# From the start of a period, wherever on earth, into its first production day.
_INTO_THE_DAY = timedelta(hours=18)
# The last quarter of the demo city where no plant was measured.
CITY_QUARTER = "2026-Q1"


@dataclass(frozen=True, slots=True)
class IndexInputs:
    """Everything but the configuration.

    Args:
        members: of each period, periods in order.
        green: rows of the series `green`, for figures beside the index.
        spans: start and end of measured periods, ms UTC.
    """

    observations: tuple[Observation, ...]
    facts: Mapping[str, UnitFacts]
    members: Mapping[str, tuple[str, ...]]
    green: pd.DataFrame
    spans: Mapping[str, tuple[int, int]]

    def chosen(self, period: str | None) -> str:
        """Return the period that was asked for, or the newest; raises BadQuery."""
        if period is None and self.members:
            return max(self.members, key=self._age)
        known = ", ".join(self.members) or "none"
        if period is None:
            raise BadQuery(f"there are no observations of any period; there is {known}")
        if period not in self.members:
            span = span_of(period)
            by = "" if span in map(span_of, self.members) else f" or any other {span}"
            raise BadQuery(f"there are no observations of {period}{by}; there is {known}")
        return period

    def until(self, period: str) -> list[str]:
        """Return the periods of this length up to this one, in order."""
        span = span_of(period)
        return [one for one in sorted(self.members) if span_of(one) == span and one <= period]

    def year_before(self, period: str) -> str | None:
        """Return the same period a year before, None where it is not known."""
        before = f"{int(period[:4]) - 1}{period[4:]}"
        return before if before in self.members else None

    def supplementary(self, period: str) -> pd.DataFrame:
        """Return the green figures beside the index."""
        return pd.DataFrame() if self.green.empty else supplementary_figures(self.green, period)

    def _age(self, period: str) -> tuple[bool, str, int]:
        # Of a quarter and its last month, the quarter: it is the longer one. A year, which goes on
        # behind all of them, only where there is nothing else.
        order = ("month", "quarter", "year")
        year, _, rest = period.partition("-")
        last = int(rest.removeprefix("Q")) * (3 if "Q" in rest else 1) if rest else 12
        return bool(rest), f"{year}-{last:02d}", order.index(span_of(period))


@contextmanager
def index_store(source: Source, *, write: bool = False) -> Iterator[Stores | None]:
    """Open the store of a command; None where its directory has none.

    Raises ConfigError while another process has it.
    """
    directory = DataDir(source.data_dir)
    world = directory.remembered() if directory.root.exists() else None
    place = source.place or (None if world is None else world.influx)
    if place is None:
        if directory.root.exists() and (owner := directory.owner()) is not None:
            raise ConfigError(f"{directory.root} is in use by process {owner.pid}: stop it first")
        if not directory.store.exists():
            yield None
            return
    with open_stores(directory, place, read_only=not write) as stores:
        yield stores


@contextmanager
def written_store(source: Source) -> Iterator[Stores]:
    """Own the store of a command to write into it; raises ConfigError where there is none."""
    directory = DataDir(source.data_dir)
    none = ConfigError(f"{source.data_dir} holds no store: give --data-dir")
    if source.place is None and not directory.root.exists():
        raise none
    with directory.owned(), index_store(source, write=True) as stores:
        if stores is None:
            raise none
        yield stores


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rows of the rates say now.

    Args:
        spans: start and end of each period, ms UTC.
        cells: with the end of their period as vintage.
    """

    rows: Mapping[RateSeries, pd.DataFrame]
    spans: Mapping[str, tuple[int, int]]
    cells: tuple[Observation, ...]


def measured_now(stores: Reading, catalogue: Catalogue) -> Measured:
    """Read the rates of every period as observations."""
    rows = {name: stores.kpis.read(KpiQuery(name)) for name in _SERIES}
    spans = _spans(rows)
    return Measured(
        rows,
        spans,
        tuple(
            one
            for name, (_, end) in spans.items()
            for one in measured_observations(rows, catalogue, name, vintage=end)
        ),
    )


def index_inputs(
    source: Source,
    catalogue: Catalogue,
    *,
    city: bool,
    seed: int = SEED,
    as_of: int | None = None,
) -> IndexInputs:
    """Read what is known, or was at `as_of`; with `city` the demo city stands around its plants.

    Raises ConfigError where there is nothing at all.
    """
    found = Measured({}, {}, ())
    observations: tuple[Observation, ...] = ()
    with index_store(source) as stores:
        if stores is not None:
            found = measured_now(stores, catalogue)
            observations = known_of(
                stores.books.observations.of(), found.cells, catalogue, as_of=as_of
            )
        elif not city:
            raise ConfigError(
                f"{source.data_dir} holds no store: give --data-dir, or --city for the demo city"
            )
    green = found.rows.get("green", pd.DataFrame())
    if city:
        return _of_city(catalogue, observations, green, found.spans, seed=seed)
    facts = {one.unit: one for one in (*city_plants(), *read_facts(source.data_dir, as_of=as_of))}
    periods = sorted({one.period for one in observations})
    members = {
        name: tuple(sorted({one.unit for one in observations if one.period == name}))
        for name in periods
    }
    return IndexInputs(observations, facts, members, green, found.spans)


def _of_city(
    catalogue: Catalogue,
    told: Sequence[Observation],
    green: pd.DataFrame,
    spans: Mapping[str, tuple[int, int]],
    *,
    seed: int,
) -> IndexInputs:
    quarters = [name for name in spans if span_of(name) == "quarter"]
    last = max(quarters, default=CITY_QUARTER)
    plants = {one.unit for one in city_plants()}
    mine = [one for one in told if one.period in {last, year_of(last)} and one.unit in plants]
    found = demo_region(catalogue, period=last, measured=mine, seed=seed)
    return IndexInputs(found.observations, found.facts, found.members, green, spans)


def items_behind(
    source: Source, catalogue: Catalogue, unit: str, period: str, *, start: int
) -> Mapping[str, Sequence[Item]]:
    """Return what each rate of a measured plant was counted from, by indicator.

    Args:
        source: where the store is.
        catalogue: names the indicators.
        unit: path of the plant's site.
        period: month, quarter or year.
        start: its first instant, ms UTC.
    """
    span = span_of(period)
    site = EquipmentPath.parse(unit)
    directory = DataDir(source.data_dir)
    day = (datetime.fromtimestamp(start / 1000, UTC) + _INTO_THE_DAY).date()
    with index_store(source) as stores:
        if stores is None:
            return {}
        store = StoreReader(
            stores,
            masters=source.masters(),
            dead_letters=(),
            records=PlayedRecords(directory.records),
        )
        sums = live_sums(store, site, period=span, day=day)
        values = [*rates_of(sums), *green_of(sums, live_base(store, sums))]
    known = {one.rate: one.id for one in catalogue.indicators if one.rate}
    return {
        known[one.definition.id]: one.items
        for one in values
        if one.definition.id in known and one.path == site and not one.part
    }


def _spans(rows: Mapping[RateSeries, pd.DataFrame]) -> dict[str, tuple[int, int]]:
    """Return the periods that rates were kept of, in order, from their first start to last end."""
    found: dict[str, tuple[int, int]] = {}
    for table in rows.values():
        for span in _SPANS:
            chosen = table[(table["level"] == "site") & (table["window"] == span)]
            for start, end in set(zip(chosen["time"], chosen["end"], strict=True)):
                name = period_at(span, start=int(start), end=int(end))
                first, last = found.get(name, (int(start), int(end)))
                found[name] = min(first, int(start)), max(last, int(end))
    return dict(sorted(found.items()))
