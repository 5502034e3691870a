"""Queries of stops: when a machine stood still, for how long, and the reason it gave."""

from collections.abc import Sequence

from contract.series import STOP
from dashboards.grafana.influxql import (
    TIME_RANGE,
    Select,
    Table,
    call,
    chosen,
    is_,
    none_of,
    one_of,
    select,
)
from dashboards.grafana.kpi_queries import LAST_DAY, PER_UNIT_TAGS

STOPS = Table(STOP)
DETAILS = ("duration_s", "leaf", "reason", "order", "product")

# Whose fault a stop is (DIN 8743 counts only the machine's own); what is in none of the lists is
# the machine's own.
UPSTREAM = ("starved_upstream", "no_work")
DOWNSTREAM = ("blocked_downstream",)
MEDIA = ("compressed_air_low", "water_pressure_low", "power_failure")
OPERATOR = (
    "operator_absent",
    "operator_missing",
    "wait_operator",
    "personal_need",
    "training",
    "mechanic_wait",
)
PLANNED = (
    "break",
    "handover",
    "shift_handover",
    "planned_maintenance",
    "preventive_maintenance",
    "plant_closed",
    "no_order",
    "order_end",
    "changeover",
    "style_changeover",
    "cleaning_in_place",
    "line_clearance",
    "warm_up",
    "switched_off",
)
_ATTRIBUTED = (*UPSTREAM, *DOWNSTREAM, *MEDIA, *OPERATOR, *PLANNED)


def stops_of(*, unit: bool = True) -> list[str]:
    """Return the conditions for stops of the chosen places."""
    conditions = [
        is_(STOPS["void"], False),
        chosen(STOPS["site"], "site"),
        chosen(STOPS["work_center"], "line"),
    ]
    return [*conditions, chosen(STOPS["work_unit"], "unit")] if unit else conditions


def listed(*, unit: bool = True, where: Sequence[str] = (), tail: str = "") -> Select:
    """Return stops one by one, the newest first."""
    return select(
        STOPS,
        [STOPS["work_unit"].named("unit"), *(STOPS[name].named(name) for name in DETAILS)],
        where=[*stops_of(unit=unit), *where],
        tail=tail or "ORDER BY time DESC LIMIT 500",
    )


def newest_stop() -> Select:
    """Return the stop that began last on the chosen lines."""
    return select(
        STOPS,
        [
            call("last", STOPS["duration_s"]).named("duration_s"),
            STOPS["reason"].named("reason"),
            STOPS["leaf"].named("leaf"),
            STOPS["work_unit"].named("unit"),
        ],
        where=stops_of(unit=False),
        time=LAST_DAY,
    )


def time_lost(
    reasons: Sequence[str], *, unit: bool = True, group: Sequence[str] = PER_UNIT_TAGS
) -> Select:
    """Return the seconds lost for these reasons."""
    return _lost([one_of(STOPS["reason"], reasons)], unit=unit, group=group)


def time_lost_own(*, unit: bool = True, group: Sequence[str] = PER_UNIT_TAGS) -> Select:
    """Return the seconds lost for reasons that are the machine's own."""
    return _lost([none_of(STOPS["reason"], _ATTRIBUTED)], unit=unit, group=group)


def _lost(where: Sequence[str], *, unit: bool, group: Sequence[str]) -> Select:
    return select(
        STOPS,
        [call("sum", STOPS["duration_s"]).named("lost_s")],
        where=[*stops_of(unit=unit), *where],
        group=group,
    )


def count_of(reasons: Sequence[str], *, unit: bool = False, time: str = TIME_RANGE) -> Select:
    """Return how often machines stopped for these reasons."""
    return select(
        STOPS,
        [call("count", STOPS["duration_s"]).named("stops")],
        where=[*stops_of(unit=unit), one_of(STOPS["reason"], reasons)],
        time=time,
        group=PER_UNIT_TAGS,
    )
