"""Panels of the account that analytics gives: its counters count commits and KPI rows."""

from dashboards.grafana.panel import Panel, Query
from dashboards.grafana.pipeline_queries import counter_rate, lag
from dashboards.grafana.states import GOOD, POOR
from dashboards.grafana.texts import Text

NO_ANALYTICS = Text(
    "Analytics gave no account in this time. It gives one on InfluxDB only; if it runs there, "
    "look at its /healthz.",
    "此时间段内没有指标计算服务的记录。仅在使用 InfluxDB 时才有；若正在运行，请查看其 /healthz。",
)


def analytics_panels(alias: Text) -> tuple[Panel, Panel]:
    """Return how much analytics writes and how far behind its newest commit is."""
    rows = Panel(
        kind="timeseries",
        title=Text("KPI rows written per second", "每秒写入的指标行"),
        description=Text(
            "KPI rows and revisions that analytics wrote, and commits that came too late for it.",
            "指标计算写入的指标行与修订，以及过迟而未计入的提交。",
        ),
        width=12,
        height=7,
        queries=(
            Query(
                select=counter_rate("stored", "analytics"),
                alias=alias,
                colour=GOOD,
            ),
            Query(
                select=counter_rate("rejected", "analytics"),
                alias=Text("too late $tag_instance", "过迟 $tag_instance"),
                colour=POOR,
            ),
        ),
        unit=Text("/s", "/秒"),
        decimals=1,
        least=0,
        every="30s",
        axis=Text("rows per second", "行/秒"),
        no_value=NO_ANALYTICS,
    )
    behind = Panel(
        kind="timeseries",
        title=Text("Age of the newest commit that is computed", "已计算的最新提交距今"),
        description=Text(
            "Wall time minus the newest commit of ingest that analytics has taken. It rises while "
            "nothing is stored, too.",
            "实际时间减去指标计算已处理的最新接入提交；没有新数据存入时也会上升。",
        ),
        width=12,
        height=7,
        queries=(Query(select=lag("analytics"), alias=alias),),
        unit="ms",
        decimals=1,
        least=0,
        every="30s",
        axis=Text("age", "时长"),
        no_value=NO_ANALYTICS,
    )
    return rows, behind
