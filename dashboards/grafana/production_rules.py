"""Alert rules on production: OEE under target, a machine that is down, scrap.

No rule reads a silence as zero: a query that finds nothing has no series and fires nothing.
"""

from contract.series import KPI, SAMPLE
from contract.states import STATE_CODES
from dashboards.grafana.alert_rule import Rule
from dashboards.grafana.influxql import (
    InWorld,
    Table,
    above,
    call,
    equal,
    is_,
    none_of,
    select,
    unequal,
)
from dashboards.grafana.stop_queries import DOWNSTREAM, PLANNED, UPSTREAM
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text

_KPIS = InWorld(Table(KPI))
_SAMPLES = InWorld(Table(SAMPLE))
# The contract's heartbeat; a machine that says less is silent, not down.
_HEARTBEATS_A_MINUTE = 6
_SEEN_SHARE = 0.9
_UNIT = ("work_center", "work_unit")
# A shift is judged after its first hour of planned busy time, all lines of the place together.
_JUDGED_AFTER_S = 3600


def production_rules(targets: Targets) -> tuple[Rule, ...]:
    """Return the rules whose alerts go to the shop floor."""
    return (
        _oee_under_line_target(),
        _oee_under_site_target(targets),
        _down(targets),
        _scrap(targets),
    )


def _shift_rows(level: str) -> list[str]:
    return [
        is_(_KPIS["void"], False),
        equal(_KPIS["level"], level),
        equal(_KPIS["window"], "shift"),
        is_(_KPIS["oee_index_null"], False),
        above(_KPIS["planned_busy_time_s"], _JUDGED_AFTER_S),
    ]


def _oee_under_line_target() -> Rule:
    distances = select(
        _KPIS,
        [_KPIS["oee_index"].minus(_KPIS["target_oee_index"]).named("distance")],
        where=[*_shift_rows("line"), is_(_KPIS["target_oee_index_null"], False)],
        time="time > now() - 12h",
        group=("work_center",),
    )
    return Rule(
        uid="sf-oee-line",
        title=Text("OEE of the shift under the line's target", "本班 OEE 低于产线目标"),
        summary=Text(
            "OEE of the shift on {work_center} is below the line's target since half an hour.",
            "{work_center} 本班 OEE 低于产线目标已半小时。",
        ),
        select=select(
            distances,
            [call("last", distances["distance"]).named("distance")],
            time="",
            group=("work_center",),
        ),
        reducer="last",
        beyond="lt",
        limit=0,
        lasting="30m",
        severity="warning",
        page="line",
        given=(("line", "{work_center}"),),
        look_back_s=43_200,
    )


def _oee_under_site_target(targets: Targets) -> Rule:
    return Rule(
        uid="sf-oee-site",
        title=Text("OEE of the shift under the site's target", "本班 OEE 低于工厂目标"),
        summary=Text(
            f"OEE of the shift at {{site}} is below {targets.oee_index:.0%} since half an hour.",
            f"{{site}} 本班 OEE 低于 {targets.oee_index:.0%} 已半小时。",
        ),
        select=select(
            _KPIS,
            [call("last", _KPIS["oee_index"]).named("oee_index")],
            where=_shift_rows("site"),
            time="time > now() - 12h",
            group=("site",),
        ),
        reducer="last",
        beyond="lt",
        limit=targets.oee_index,
        lasting="30m",
        severity="warning",
        page="plant",
        given=(("site", "{site}"),),
        look_back_s=43_200,
    )


def _down(targets: Targets) -> Rule:
    minutes = targets.down_minutes
    code = _SAMPLES["state_code"]
    # Zero when the machine executes or is set up; a repair is maintenance, whose code is higher.
    at_work = (code.minus(STATE_CODES[one]).bracketed() for one in ("executing", "setup"))
    distances = select(
        _SAMPLES,
        [next(at_work).times(next(at_work)).named("from_work")],
        where=[
            unequal(_SAMPLES["order"], ""),
            none_of(_SAMPLES["reason"], (*UPSTREAM, *DOWNSTREAM, *PLANNED)),
        ],
        time=f"time > now() - {minutes}m",
        group=_UNIT,
    )
    seen = select(
        distances,
        [
            call("count", distances["from_work"]).named("seen"),
            call("min", distances["from_work"]).named("nearest"),
        ],
        time="",
        group=_UNIT,
    )
    return Rule(
        uid="sf-down",
        title=Text(f"Machine down for {minutes} minutes", f"设备停机 {minutes} 分钟"),
        summary=Text(
            f"{{work_unit}} on {{work_center}} has not produced for {minutes} minutes although an "
            "order runs, and it does not wait for others.",
            f"{{work_center}} 的 {{work_unit}} 已 {minutes} 分钟未生产："
            "有工单，且不是在等待其他设备。",
        ),
        select=select(
            seen,
            [call("max", seen["seen"]).named("seen")],
            where=[above(seen["nearest"], 0)],
            time="",
            group=_UNIT,
        ),
        reducer="last",
        beyond="gt",
        limit=round(minutes * _HEARTBEATS_A_MINUTE * _SEEN_SHARE),
        lasting="0s",
        severity="critical",
        page="machine",
        given=(("line", "{work_center}"), ("unit", "{work_unit}")),
        look_back_s=minutes * 60,
    )


def _scrap(targets: Targets) -> Rule:
    shares = select(
        _KPIS,
        [_KPIS["scrap_quantity"].over(_KPIS["produced_quantity"]).named("share")],
        where=[
            is_(_KPIS["void"], False),
            equal(_KPIS["level"], "line"),
            equal(_KPIS["window"], "hour"),
            above(_KPIS["produced_quantity"], 0),
        ],
        time="time > now() - 3h",
        group=("work_center",),
    )
    limit = round(1 - targets.quality_ratio, 4)
    return Rule(
        uid="sf-scrap",
        title=Text("Scrap rate", "报废率"),
        summary=Text(
            f"More than {limit:.1%} of the pieces of an hour on {{work_center}} are scrap.",
            f"{{work_center}} 某小时的报废率超过 {limit:.1%}。",
        ),
        select=select(
            shares,
            [call("last", shares["share"]).named("share")],
            time="",
            group=("work_center",),
        ),
        reducer="last",
        beyond="gt",
        limit=limit,
        lasting="10m",
        severity="warning",
        page="line",
        given=(("line", "{work_center}"),),
        look_back_s=10_800,
    )
