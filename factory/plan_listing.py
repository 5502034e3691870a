"""The list of machines to connect next: rates of one place and period in, its rows out."""

import pandas as pd

from analytics.automation.connection_plan import connection_plan
from analytics.automation.rates import rates_of
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.rate_points import rate_points
from analytics.listing.plan import plan_rows
from contract.path import EquipmentPath
from dashboards.board.listing_queries import PlanQuery
from factory.live_rates import live_sums
from factory.store_reader import StoreReader


def plan_listing(store: StoreReader, query: PlanQuery, place: EquipmentPath | None) -> pd.DataFrame:
    """Return the machines of a place that are not networked, those that gain most first."""
    sums = live_sums(store, place, period=query.period, day=query.day)
    plan = connection_plan(rates_of(sums), sums.register, rate_points(shipped()))
    return plan_rows(plan, sums.register.equipment)
