"""Alert rules on the pipeline itself: a silent agent, lag, dead letters, a store that is away."""

from contract.series import PIPELINE
from dashboards.grafana.alert_rule import Rule
from dashboards.grafana.influxql import InWorld, Table, call, either, equal, select
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text

_ACCOUNTS = InWorld(Table(PIPELINE))
_LINE = ("site", "work_center")
# A weekend and holidays pass; an agent that says nothing for longer was taken away.
_KNOWN_DAYS = 7


def pipeline_rules(targets: Targets) -> tuple[Rule, ...]:
    """Return the rules whose alerts go to whoever runs the pipeline."""
    return (_store(), _silent_agent(), _lag(targets), _dead_letters())


def _store() -> Rule:
    return Rule(
        uid="sf-store",
        title=Text("Store not writable", "存储无法写入"),
        summary=Text(
            "No account of ingest reached the store for two minutes: the store cannot be written, "
            "or ingest is down. Nothing is lost while spools and the broker hold it; see ingest's "
            "/healthz.",
            "两分钟内没有接入服务的记录写入存储：存储无法写入，或接入服务已停。"
            "缓存与消息代理保留期间数据不会丢失；请查看 ingest 的 /healthz。",
        ),
        select=select(
            _ACCOUNTS,
            [call("count", _ACCOUNTS["received"]).named("accounts")],
            where=[equal(_ACCOUNTS["service"], "ingest")],
            time="time > now() - 2m",
        ),
        reducer="last",
        beyond="lt",
        limit=1,
        lasting="1m",
        severity="critical",
        page="pipeline",
        nothing="Alerting",
        broken="Alerting",
        look_back_s=120,
    )


def _silent_agent() -> Rule:
    # An agent that gave an account in the last week adds a zero, one that does now its accounts: a
    # silence is a sum of zero. After a week it counts as taken away.
    accounts = [
        equal(_ACCOUNTS["service"], "edge_agent"),
        equal(_ACCOUNTS["kind"], "status"),
    ]
    known = select(
        _ACCOUNTS,
        [call("last", _ACCOUNTS["boot"]).times(0).named("accounts")],
        where=accounts,
        time=f"time > now() - {_KNOWN_DAYS}d",
        group=_LINE,
    )
    heard = select(
        _ACCOUNTS,
        [call("count", _ACCOUNTS["boot"]).named("accounts")],
        where=accounts,
        time="time > now() - 2m",
        group=_LINE,
    )
    both = either(known, heard)
    return Rule(
        uid="sf-agent",
        title=Text("Silent agent", "边缘代理失联"),
        summary=Text(
            "The agent of {work_center} has sent no account for more than two minutes. Its "
            "machines' time since then is unknown.",
            "{work_center} 的边缘代理已超过两分钟没有消息，其设备此后的时间为未知。",
        ),
        select=select(
            both,
            [call("sum", both["accounts"]).named("accounts")],
            time="",
            group=_LINE,
        ),
        reducer="last",
        beyond="lt",
        limit=1,
        lasting="1m",
        severity="critical",
        page="pipeline",
        given=(("site", "{site}"), ("line", "{work_center}")),
        look_back_s=_KNOWN_DAYS * 86_400,
    )


def _lag(targets: Targets) -> Rule:
    return Rule(
        uid="sf-lag",
        title=Text("Lag", "延迟"),
        summary=Text(
            f"{{instance}} stores messages more than {targets.lag_s} s after they were spooled.",
            f"{{instance}} 存储消息比其进入缓存晚 {targets.lag_s} 秒以上。",
        ),
        select=select(
            _ACCOUNTS,
            [call("max", _ACCOUNTS["lag_ms"]).named("lag_ms")],
            where=[equal(_ACCOUNTS["service"], "ingest")],
            time="time > now() - 5m",
            group=("instance",),
        ),
        reducer="last",
        beyond="gt",
        limit=targets.lag_s * 1000,
        lasting="2m",
        severity="warning",
        page="pipeline",
        look_back_s=300,
    )


def _dead_letters() -> Rule:
    return Rule(
        uid="sf-dead-letters",
        title=Text("New dead letters", "新的死信"),
        summary=Text(
            "{instance} wrote dead letters in the last quarter of an hour; "
            "`factory dead-letters list` says why.",
            "{instance} 在最近一刻钟写入了死信；`factory dead-letters list` 说明原因。",
        ),
        select=select(
            _ACCOUNTS,
            [call("non_negative_difference", call("max", _ACCOUNTS["rejected"])).named("rejected")],
            where=[equal(_ACCOUNTS["service"], "ingest")],
            time="time > now() - 15m",
            group=("instance",),
            every="1m",
            fill="none",
        ),
        reducer="sum",
        beyond="gt",
        limit=0,
        lasting="0s",
        severity="warning",
        page="pipeline",
        look_back_s=900,
    )
