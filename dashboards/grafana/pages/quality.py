"""The page of quality in the process: control charts of one machine, a band for each."""

from dashboards.grafana.panel import Dashboard, Row
from dashboards.grafana.spc_panels import (
    alarm_counts,
    alarm_table,
    control_chart,
    ewma_chart,
    spread_chart,
)
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import CHARACTERISTIC, SITE, WATCHED_LINE, WATCHED_UNIT, WORLD


def quality() -> Dashboard:
    """Return the page of control charts."""
    return Dashboard(
        key="quality",
        title=Text("Quality in the process", "过程质量"),
        description=Text(
            "Control charts of what master data watch on a machine: Shewhart with Western Electric "
            "rules, EWMA, spread, alarms. Cp and Cpk are in `factory spc --show capability`.",
            "主数据所监控特性的控制图：休哈特图与西电规则、EWMA、离散、报警。"
            "Cp 与 Cpk 见 `factory spc --show capability`。",
        ),
        variables=(WORLD, SITE, WATCHED_LINE, WATCHED_UNIT, CHARACTERISTIC),
        rows=(
            Row(
                title=same("${characteristic}"),
                repeat="characteristic",
                panels=(
                    control_chart(width=12, height=10),
                    ewma_chart(width=6, height=10),
                    spread_chart(width=6, height=10),
                ),
            ),
            Row(
                title=Text("All charts of the machine", "该设备全部控制图"),
                panels=(alarm_counts(width=6, height=10), alarm_table(width=18, height=10)),
            ),
        ),
    )
