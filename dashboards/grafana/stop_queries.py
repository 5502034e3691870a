"""Queries of stops: when a machine stood still, for how long, why, and through whom."""

from collections.abc import Sequence

from contract.series import STOP
from dashboards.grafana.influxql import Select, Table, call, chosen, is_, select
from dashboards.grafana.kpi_queries import LAST_DAY

STOPS = Table(STOP)
DETAILS = ("duration_s", "leaf", "reason", "attribution", "root_unit", "order", "product")


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
    others = ("reason", "attribution", "root_unit")
    return select(
        STOPS,
        [
            call("last", STOPS["duration_s"]).named("duration_s"),
            *(STOPS[name].named(name) for name in others),
            STOPS["work_unit"].named("unit"),
        ],
        where=stops_of(unit=False),
        time=LAST_DAY,
    )
