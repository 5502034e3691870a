"""All places of some sites and one period in, rows of the series of rates out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import pandas as pd

from analytics.automation.period_rows import PeriodRows, read_rows
from analytics.automation.period_sums import sums_of
from analytics.automation.rate import PeriodOf, RateValue
from analytics.automation.rate_frames import frame
from analytics.automation.rates import rates_of
from analytics.automation.records import Records
from analytics.automation.site_facts import SiteFacts
from analytics.automation.sums import PeriodSums
from analytics.green.base_period import base_range
from analytics.green.rates import green_of
from analytics.kpi_store import KpiStore, KpiTable
from analytics.master.data import MasterData
from contract.path import EquipmentPath
from contract.rates import RateLevel

RecordsOf = Callable[[MasterData], Records]
"""What stands in the records of a site now."""


@dataclass(frozen=True, slots=True)
class RateFunctions:
    """What computes rates from sums; green measures also from those of the base period."""

    automation: Callable[[PeriodSums], Sequence[RateValue]] = rates_of
    green: Callable[[PeriodSums, PeriodSums | None], Sequence[RateValue]] = green_of
    records: RecordsOf = attrgetter("records")


class RatePlaces:
    """Computes the rates of places below an enterprise; sums of base periods are remembered."""

    def __init__(self, store: KpiStore, functions: RateFunctions) -> None:
        self._store = store
        self._functions = functions
        self._base: dict[EquipmentPath, PeriodSums] = {}

    def changed(self, master: MasterData, *, start: int, end: int) -> None:
        """Read base periods again where rows of one of them were computed anew."""
        span = base_range(master.file.green_base_period, master.calendar)
        if span is not None and start < span[1] and span[0] < end:
            self._base.clear()

    def rows(
        self, sites: Sequence[SiteFacts], place: EquipmentPath, period: PeriodOf
    ) -> Mapping[KpiTable, pd.DataFrame]:
        """Return the rows of a site with its lines, or of an enterprise alone."""
        found = read_rows(self._store, place, period)
        places: list[tuple[RateLevel, EquipmentPath]] = [("enterprise", place)]
        if place.site:
            places = [("site", place), *(("line", line) for line in sites[0].lines)]
        automation: list[RateValue] = []
        green: list[RateValue] = []
        for level, path in places:
            mine = found if path == place else found.below(path)
            sums = self._sums(sites, level, path, period, mine)
            automation += self._functions.automation(sums)
            green += self._functions.green(sums, self._base_of(sites, level, path))
        return {"automation": frame(automation, "automation"), "green": frame(green, "green")}

    def _sums(
        self,
        sites: Sequence[SiteFacts],
        level: RateLevel,
        path: EquipmentPath,
        period: PeriodOf,
        rows: PeriodRows | None,
    ) -> PeriodSums:
        return sums_of(self._store, sites, level=level, path=path, period=period, rows=rows)

    def _base_of(
        self, sites: Sequence[SiteFacts], level: RateLevel, path: EquipmentPath
    ) -> PeriodSums | None:
        master = sites[0].master
        span = base_range(master.file.green_base_period, master.calendar)
        if span is None:
            return None
        if path not in self._base:
            # Of a range that people chose: the kind of its period says nothing.
            self._base[path] = self._sums(sites, level, path, PeriodOf("month", *span), None)
        return self._base[path]
