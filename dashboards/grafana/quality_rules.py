"""Alert rule on control charts: a process that left its limits, while it can still be set right."""

from contract.series import SPC
from dashboards.grafana.alert_rule import Rule
from dashboards.grafana.influxql import InWorld, Table, call, is_, select
from dashboards.grafana.texts import Text

_POINTS = InWorld(Table(SPC))
_CHART = ("site", "work_center", "work_unit", "characteristic")
# Points are computed behind the samples, and the next one may be long in coming.
_STANDS_S = 3600


def quality_rules() -> tuple[Rule, ...]:
    """Return the rules whose alerts go to who sets the process."""
    points = select(
        _POINTS,
        [call("count", _POINTS["mean"]).named("alarms")],
        where=[is_(_POINTS["void"], False), is_(_POINTS["alarm"], True)],
        time="time > now() - 1h",
        group=_CHART,
    )
    return (
        Rule(
            uid="sf-spc",
            title=Text("Control chart out of control", "控制图失控"),
            summary=Text(
                "{characteristic} of {work_unit} on {work_center} broke a rule of its control "
                "chart in the last hour.",
                "{work_center} 的 {work_unit}：{characteristic} 在最近一小时内违反控制图规则。",
            ),
            select=points,
            reducer="last",
            beyond="gt",
            limit=0,
            lasting="0s",
            severity="warning",
            page="quality",
            given=(("site", "{site}"), ("line", "{work_center}"), ("unit", "{work_unit}")),
            look_back_s=_STANDS_S,
        ),
    )
