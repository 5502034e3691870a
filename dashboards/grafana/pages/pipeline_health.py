"""The pipeline's own page: agents alive, received, stored, rejected, lag, spool, ledger."""

from collections.abc import Sequence

from dashboards.grafana.analytics_panels import analytics_panels
from dashboards.grafana.panel import Column, Dashboard, Panel, Query, Row
from dashboards.grafana.pipeline_queries import (
    agent_accounts,
    agents,
    agents_alive,
    counter_now,
    counter_rate,
    lag,
    ledger_gap,
    ledger_rate,
    spool_depth,
)
from dashboards.grafana.states import GOOD, NEAR, NEUTRAL, POOR
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import LINES, SITE, WORLD

NO_ACCOUNTS = Text(
    "No account of the pipeline in this time. If the plant runs, the store cannot be written: look "
    "at ingest's /healthz.",
    "此时间段内没有数据管道的记录。若工厂正在运行，则存储无法写入：请查看 ingest 的 /healthz。",
)
_WALL = Text(
    "Times here are wall times, also of a played world.", "此处为实际时间，回放的数据集亦然。"
)
_PER_SECOND = Text("/s", "/秒")
_BY_INSTANCE = same("$tag_service $tag_instance")
_COUNTERS = (
    ("received", Text("Received", "已接收"), NEUTRAL),
    ("stored", Text("Stored", "已存储"), GOOD),
    ("rejected", Text("Dead letters", "死信"), POOR),
    ("retried", Text("Retried", "重试"), NEAR),
)


def pipeline_health(targets: Targets) -> Dashboard:
    """Return the page of whoever runs the pipeline."""
    return Dashboard(
        key="pipeline",
        title=Text("Pipeline health", "数据管道状况"),
        description=Text(
            "What agents and ingest report every ten seconds into the series `pipeline`, and the "
            "ledger of deliveries.",
            "代理与接入服务每十秒写入 `pipeline` 序列的记录，以及投递账本。",
        ),
        variables=(WORLD, SITE, LINES),
        since="now-1h",
        refresh="10s",
        rows=(
            Row(
                title=Text("Agents", "边缘代理"),
                panels=(_alive(), _agents(), _heard(), _spool()),
            ),
            Row(
                title=Text("Ingest", "接入"),
                panels=(_counts(), *_rates(), _lag(targets)),
            ),
            Row(title=Text("Analytics", "指标计算"), panels=analytics_panels(_BY_INSTANCE)),
            Row(title=Text("Ledger", "账本"), panels=(_ledger(), _gap())),
        ),
    )


def _alive() -> Panel:
    return Panel(
        kind="table",
        title=Text("Agents alive", "代理是否在线"),
        description=Text(
            "The last word on each agent: its own account, or its will after it died.",
            "各代理的最新消息：自身的记录，或其断线后的遗嘱消息。",
        ).then(_WALL),
        width=6,
        height=6,
        queries=(Query(select=agents_alive(), table=True),),
        columns=(
            Column(name="Time", title=Text("Heard", "时间"), hidden=True),
            Column(name="work_center", title=Text("Line", "产线")),
            Column(name="alive", title=Text("Alive", "在线"), names="yes_no"),
        ),
        no_value=NO_ACCOUNTS,
    )


def _agents() -> Panel:
    return Panel(
        kind="table",
        title=Text("Agents' accounts", "代理记录"),
        description=Text(
            "Newest figures of each agent since its start: samples sent, spool rows not yet sent, "
            "dropped by the spool's policy, refused as too late, connects.",
            "各代理自启动以来的最新数字：已发送样本、缓存未发送行数、按策略丢弃、过迟拒收、连接次数。",
        ),
        width=18,
        height=6,
        queries=(Query(select=agents(), table=True),),
        columns=(
            Column(name="Time", title=Text("Heard", "时间"), hidden=True),
            Column(name="work_center", title=Text("Line", "产线")),
            Column(name="samples", title=Text("Samples sent", "已发送样本"), unit="locale"),
            Column(name="spool", title=Text("Not yet sent", "未发送"), unit="locale"),
            Column(
                name="dropped",
                title=Text("Dropped", "丢弃"),
                unit="locale",
                steps=((None, GOOD), (1, POOR)),
            ),
            Column(
                name="refused_late",
                title=Text("Too late", "过迟"),
                unit="locale",
                steps=((None, GOOD), (1, NEAR)),
            ),
            Column(name="session", title=Text("Connects", "连接次数"), unit="locale"),
        ),
        no_value=NO_ACCOUNTS,
    )


def _heard() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Accounts heard", "收到的记录"),
        description=Text(
            "Accounts of each agent in each interval; one is due every ten seconds, and zero is "
            "silence.",
            "各间隔内收到的代理记录数；每十秒应有一条，零即失联。",
        ),
        width=12,
        height=7,
        queries=(Query(select=agent_accounts(), alias=same("$tag_work_center")),),
        unit="locale",
        least=0,
        every="30s",
        axis=Text("accounts", "条"),
        look="steps",
        no_value=NO_ACCOUNTS,
    )


def _spool() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Spool depth", "缓存深度"),
        description=Text(
            "Rows in each agent's spool that were not sent; they rise while the broker is away.",
            "各代理缓存中未发送的行数；消息代理不可达时上升。",
        ),
        width=12,
        height=7,
        queries=(Query(select=spool_depth(), alias=same("$tag_work_center")),),
        unit="locale",
        least=0,
        every="10s",
        axis=Text("rows", "行"),
        no_value=NO_ACCOUNTS,
    )


def _counts() -> Panel:
    return Panel(
        kind="stat",
        title=Text("Since each service's start", "自各服务启动以来"),
        description=Text(
            "Every sample received is stored, a dead letter, or retried. Samples, redeliveries "
            "included.",
            "收到的每个样本或已存储，或为死信，或在重试。单位为样本，含重复投递。",
        ),
        width=24,
        height=5,
        queries=tuple(
            Query(
                select=counter_now(name),
                alias=Text(f"{title.en} $tag_instance", f"{title.zh} $tag_instance"),
                colour=colour,
            )
            for name, title, colour in _COUNTERS
        ),
        unit="locale",
        no_value=NO_ACCOUNTS,
    )


def _rates() -> Sequence[Panel]:
    return tuple(
        Panel(
            kind="timeseries",
            title=Text(f"{title.en} per second", f"每秒{title.zh}"),
            description=Text(
                "Samples per second of each worker; a restart draws no negative rate.",
                "各工作进程的每秒样本数；重启不会产生负值。",
            ),
            width=12,
            height=7,
            queries=(Query(select=counter_rate(name), alias=_BY_INSTANCE, colour=colour),)
            if name == "rejected"
            else (Query(select=counter_rate(name), alias=_BY_INSTANCE),),
            unit=_PER_SECOND,
            decimals=1,
            least=0,
            every="10s",
            axis=Text("samples per second", "样本/秒"),
            no_value=NO_ACCOUNTS,
        )
        for name, title, colour in _COUNTERS
    )


def _lag(targets: Targets) -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Lag", "延迟"),
        description=Text(
            "Wall time of the commit minus the time the newest message was spooled. The dashed "
            "line is where the alert begins.",
            "提交的实际时间减去最新消息进入缓存的时间。虚线为报警起点。",
        ),
        width=24,
        height=7,
        queries=(Query(select=lag(), alias=_BY_INSTANCE),),
        unit="ms",
        decimals=1,
        least=0,
        steps=((None, "transparent"), (targets.lag_s * 1000, POOR)),
        every="10s",
        axis=Text("lag", "延迟"),
        no_value=NO_ACCOUNTS,
    )


def _ledger() -> Panel:
    return Panel(
        kind="timeseries",
        title=Text("Delivered and dead-lettered", "投递与死信"),
        description=Text(
            "Samples of the deliveries in the ledger, by the time they were spooled.",
            "账本中各次投递的样本数，按进入缓存的时间。",
        ),
        width=16,
        height=8,
        queries=(
            Query(
                select=ledger_rate("samples"),
                alias=Text("Delivered $tag_work_center", "已投递 $tag_work_center"),
            ),
            Query(
                select=ledger_rate("rejected"),
                alias=Text("Dead letters $tag_work_center", "死信 $tag_work_center"),
                colour=POOR,
            ),
        ),
        unit="locale",
        every="10s",
        axis=Text("samples", "样本"),
        look="bars",
        no_value=Text("No delivery in this time.", "此时间段内没有投递。"),
    )


def _gap() -> Panel:
    return Panel(
        kind="stat",
        title=Text("Audit gap", "审计缺口"),
        description=Text(
            "Samples that the numbering of the deliveries says were sent in this time, but no "
            "delivery brought. Exact while no agent restarted in this time; `factory audit` "
            "decides in every case, and knows what is still in a spool.",
            "按投递编号应在此时间段内发送、但没有任何投递带来的样本数。期间代理未重启时准确；"
            "任何情况下以 `factory audit` 为准，它也知道缓存中尚未发送的部分。",
        ),
        width=8,
        height=8,
        queries=(Query(select=ledger_gap(), alias=same("$tag_work_center")),),
        unit="locale",
        steps=((None, GOOD), (1, POOR)),
        no_value=Text("No delivery in this time.", "此时间段内没有投递。"),
    )
