"""Alert rules on production: OEE under target, a machine that is down, scrap.

No rule reads a silence as zero: a query that finds nothing has no series and fires nothing.
"""

from collections.abc import Sequence

from contract.series import KPI, SAMPLE
from contract.states import STATE_CODES
from dashboards.grafana.alert_rule import Rule
from dashboards.grafana.influxql import (
    InWorld,
    Select,
    Table,
    above,
    call,
    equal,
    is_,
    none_of,
    select,
    unequal,
)
from dashboards.grafana.loss_words import codes_attributed
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text

_KPIS = InWorld(Table(KPI))
_SAMPLES = InWorld(Table(SAMPLE))
# The contract's heartbeat; a machine that says less is silent, not down.
_HEARTBEATS_A_MINUTE = 6
_SEEN_SHARE = 0.9
_LINE = ("site", "work_center")
_UNIT = (*_LINE, "work_unit")
# A shift is judged after its first hour of planned busy time, all lines of the place together.
_JUDGED_AFTER_S = 3600
# Among few pieces a single one is a high share.
_JUDGED_AFTER_PIECES = 20


def production_rules(targets: Targets) -> tuple[Rule, ...]:
    """Return the rules whose alerts go to the shop floor."""
    return (
        _oee_under_line_target(),
        _oee_under_site_target(targets),
        _down(targets),
        _scrap(targets),
    )


def _newest_shift(level: str, group: Sequence[str], *names: str) -> Select:
    """Return the newest shift row of each place whole; older ones must not stand in for it."""
    columns = ("planned_busy_time_s", *names, *(f"{name}_null" for name in names))
    return select(
        _KPIS,
        [call("last", _KPIS[name]).named(name) for name in columns],
        where=[
            is_(_KPIS["void"], False),
            equal(_KPIS["level"], level),
            equal(_KPIS["window"], "shift"),
        ],
        time="time > now() - 12h",
        group=group,
    )


def _judged(shift: Select, *names: str) -> list[str]:
    return [
        above(shift["planned_busy_time_s"], _JUDGED_AFTER_S),
        *(is_(shift[f"{name}_null"], False) for name in names),
    ]


def _oee_under_line_target() -> Rule:
    names = ("oee_index", "target_oee_index")
    group = _LINE
    shift = _newest_shift("line", group, *names)
    return Rule(
        uid="sf-oee-line",
        title=Text("OEE of the shift under the line's target", "本班 OEE 低于产线目标"),
        summary=Text(
            "OEE of the shift on {work_center} is below the line's target since half an hour.",
            "{work_center} 本班 OEE 低于产线目标已半小时。",
        ),
        select=select(
            shift,
            [shift["oee_index"].minus(shift["target_oee_index"]).named("distance")],
            where=_judged(shift, *names),
            time="",
            group=group,
        ),
        reducer="last",
        beyond="lt",
        limit=0,
        lasting="30m",
        severity="warning",
        page="line",
        given=(("site", "{site}"), ("line", "{work_center}")),
        look_back_s=43_200,
    )


def _oee_under_site_target(targets: Targets) -> Rule:
    shift = _newest_shift("site", ("site",), "oee_index")
    return Rule(
        uid="sf-oee-site",
        title=Text("OEE of the shift under the site's target", "本班 OEE 低于工厂目标"),
        summary=Text(
            f"OEE of the shift at {{site}} is below {targets.oee_index:.0%} since half an hour.",
            f"{{site}} 本班 OEE 低于 {targets.oee_index:.0%} 已半小时。",
        ),
        select=select(
            shift,
            [shift["oee_index"].named("oee_index")],
            where=_judged(shift, "oee_index"),
            time="",
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
            none_of(_SAMPLES["reason"], codes_attributed("upstream", "downstream", "planned")),
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
        given=(("site", "{site}"), ("line", "{work_center}"), ("unit", "{work_unit}")),
        look_back_s=minutes * 60,
    )


def _scrap(targets: Targets) -> Rule:
    group = _LINE
    hour = select(
        _KPIS,
        [
            call("last", _KPIS["scrap_quantity"]).named("scrap"),
            call("last", _KPIS["produced_quantity"]).named("produced"),
        ],
        where=[
            is_(_KPIS["void"], False),
            equal(_KPIS["level"], "line"),
            equal(_KPIS["window"], "hour"),
        ],
        time="time > now() - 2h",
        group=group,
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
            hour,
            [hour["scrap"].over(hour["produced"]).named("share")],
            where=[above(hour["produced"], _JUDGED_AFTER_PIECES)],
            time="",
            group=group,
        ),
        reducer="last",
        beyond="gt",
        limit=limit,
        lasting="10m",
        severity="warning",
        page="line",
        given=(("site", "{site}"), ("line", "{work_center}")),
        look_back_s=7_200,
    )
