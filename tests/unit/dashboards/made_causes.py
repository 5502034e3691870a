"""Losses and stops of the made plant's stories, as the lists of the API give them."""

from collections.abc import Sequence
from typing import cast

import pandas as pd

from analytics.listing.listings import listing_of
from analytics.oee.pareto import pareto_of
from analytics.oee.waterfall import LossSum, waterfall_of
from analytics.spc.listing import CAPABILITY_COLUMNS, POINT_COLUMNS
from analytics.stop_queries import STOP_COLUMNS
from analytics.trade.queries import TRADE_COLUMNS
from contract.kpi import KpiLevel
from contract.reasons import LossGroup, reason_of
from contract.states import Leaf
from dashboards.board.listing_queries import (
    ListingQuery,
    LossesQuery,
    SpcQuery,
    StopsQuery,
    TradeQuery,
)
from dashboards.board.model import OeeQuery, Stretch
from dashboards.board.reader import Listed
from dashboards.board.times import spell_time
from tests.unit.dashboards.made_stories import clipped, places

_STOPPED = ("setup", "delay", "down")
_EMPTY = {TradeQuery: TRADE_COLUMNS, SpcQuery: POINT_COLUMNS}


def causes(query: ListingQuery, *, now: int) -> Listed | None:
    """Return losses and stops up to now; measures and charts are made of nothing; else None."""
    if isinstance(query, LossesQuery):
        return _listed(query, _losses(query, now))
    if isinstance(query, StopsQuery):
        return _listed(query, _stops(query, now))
    if isinstance(query, SpcQuery) and query.show == "capability":
        return _listed(query, pd.DataFrame(columns=list(CAPABILITY_COLUMNS)))
    columns = _EMPTY.get(type(query))
    return None if columns is None else _listed(query, pd.DataFrame(columns=list(columns)))


def _listed(query: ListingQuery, rows: pd.DataFrame) -> Listed:
    keys = listing_of(query.listing).keys_of(rows)
    return Listed(query.listing, tuple(keys), rows)


def _stretches(
    query: LossesQuery | StopsQuery, level: KpiLevel, now: int
) -> list[tuple[str, int, Stretch]]:
    asked = OeeQuery(level=level, window="shift", path=query.path)
    end = now if query.end is None else min(query.end, now)
    return [
        (path, len(units), one)
        for path, units in places(asked)
        for unit in units
        for one in clipped(unit, query.start or 0, end)
    ]


def _group(one: Stretch) -> LossGroup:
    own: dict[Leaf, LossGroup] = {
        "production": "valuable",
        "unknown": "unknown",
        "planned_down": "planned_down",
        "setup": "setup",
    }
    return own.get(one.leaf) or reason_of(one.reason).group


def _losses(query: LossesQuery, now: int) -> pd.DataFrame:
    """Return the waterfall, a Pareto, or sums, of lines as the mean of their units."""
    rows = pd.DataFrame(
        [
            {
                "level": query.level,
                "path": path,
                "leaf": one.leaf,
                "loss_group": _group(one),
                "reason": one.reason,
                "root_unit": "",
                "attribution": reason_of(one.reason).attribution,
                "duration_s": (one.end - one.start) / 1000 / units,
                "count": 1 / units,
                "pieces": 0.0,
            }
            for path, units, one in _stretches(query, query.level, now)
        ]
    )
    if query.show == "waterfall":
        found = [
            {"level": query.level, "path": path, "position": position}
            | {"bar": bar.bar, "loss_group": bar.group}
            | {"duration_s": bar.duration_s, "left_s": bar.left_s}
            for path, own in rows.groupby("path")
            for position, bar in enumerate(waterfall_of(_sums(own)), start=1)
        ]
        return pd.DataFrame(found)
    keys = ["level", "path", *dict.fromkeys(("loss_group", *query.by))]
    sums = rows.groupby(keys, as_index=False)[["duration_s", "count", "pieces"]].sum()
    if query.show == "sums":
        return sums
    lost = sums[~sums["loss_group"].isin(("valuable", "unknown", "planned_down"))]
    return pareto_of(lost, by="count" if query.show == "pareto_count" else "duration_s")


def _sums(rows: pd.DataFrame) -> Sequence[LossSum]:
    sums = rows.groupby(["leaf", "loss_group"], as_index=False)["duration_s"].sum()
    return [
        LossSum(cast("Leaf", leaf), cast("LossGroup", group), float(duration))
        for leaf, group, duration in sums.itertuples(index=False, name=None)
    ]


def _stops(query: StopsQuery, now: int) -> pd.DataFrame:
    rows = [
        dict.fromkeys(STOP_COLUMNS, "")
        | {
            "path": path,
            "start": spell_time(one.start),
            "end": spell_time(one.end),
            "duration_s": (one.end - one.start) / 1000,
            "leaf": one.leaf,
            "loss_group": _group(one),
            "attribution": reason_of(one.reason).attribution,
            "reason": one.reason,
            "order": one.order,
            "product": one.product,
        }
        for path, _, one in _stretches(query, "unit", now)
        if one.leaf in _STOPPED
    ]
    return pd.DataFrame(rows, columns=list(STOP_COLUMNS))
