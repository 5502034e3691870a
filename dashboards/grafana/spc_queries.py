"""Queries of control charts: points with their limits; limits stand as 0 until they are known."""

from collections.abc import Sequence

from contract.series import SPC
from dashboards.grafana.influxql import Expression, Select, Table, call, chosen, is_, select

SPC_POINTS = Table(SPC)
_CHART = ("work_unit", "characteristic")


def points_of(*, all_charts: bool = False) -> list[str]:
    """Return the conditions for points of the chosen characteristic, or of all of the machine."""
    conditions = [
        is_(SPC_POINTS["void"], False),
        chosen(SPC_POINTS["site"], "site"),
        chosen(SPC_POINTS["work_center"], "line"),
        chosen(SPC_POINTS["work_unit"], "unit"),
    ]
    if all_charts:
        return conditions
    return [*conditions, chosen(SPC_POINTS["characteristic"], "characteristic")]


def column(name: str, *, where: Sequence[str] = ()) -> Select:
    """Return one column of the points."""
    return select(
        SPC_POINTS,
        [SPC_POINTS[name].named(name)],
        where=[*points_of(), *where],
        group=_CHART,
    )


def limit(name: str) -> Select:
    """Return a column that is known once limits are."""
    return column(name, where=[is_(SPC_POINTS["limits_known"], True)])


def specification(name: str) -> Select:
    """Return a specification limit where there is one."""
    return column(name, where=[is_(SPC_POINTS[f"{name}_null"], False)])


def alarms(name: str) -> Select:
    """Return a column of the points that broke a rule."""
    return column(name, where=[is_(SPC_POINTS["alarm"], True)])


def alarm_list(columns: Sequence[str]) -> Select:
    """Return the points of the machine that broke a rule, the newest first."""
    names = ("work_unit", "characteristic", *columns)
    return select(
        SPC_POINTS,
        [SPC_POINTS[name].named(name) for name in names],
        where=[*points_of(all_charts=True), is_(SPC_POINTS["alarm"], True)],
        tail="ORDER BY time DESC LIMIT 200",
    )


def counted(*, where: Sequence[str] = ()) -> Select:
    """Return how many points each characteristic of the machine has."""
    points: Expression = call("count", SPC_POINTS["mean"]).named("points")
    return select(
        SPC_POINTS,
        [points],
        where=[*points_of(all_charts=True), *where],
        group=("characteristic",),
    )
