"""The page of one line: ratios by window, time leaves, machines, buffers, output against plan."""

from dashboards.grafana.kpi_panels import (
    coverage_tile,
    output_bars,
    plan_tiles,
    ratio_curves,
    ratio_tiles,
    time_leaves,
)
from dashboards.grafana.loss_panels import loss_rows, own_stops, starved_and_blocked
from dashboards.grafana.pages.plant import shift_table
from dashboards.grafana.panel import Dashboard, Row
from dashboards.grafana.register_panels import nameplates
from dashboards.grafana.state_panels import machines_by_state, state_timeline
from dashboards.grafana.stop_panels import stop_list
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import Text
from dashboards.grafana.trade_panels import momentary_constraint
from dashboards.grafana.variables import LINE, SHIFT, SITE, WINDOW, WORLD


def line(targets: Targets) -> Dashboard:
    """Return the page of one line."""
    return Dashboard(
        key="line",
        title=Text("Line", "产线"),
        description=Text(
            "One line: what was lost and why, OEE by hour, what held it back, output and plan.",
            "单条产线：损失与原因、逐小时 OEE、制约设备、产量与计划。",
        ),
        variables=(WORLD, SITE, LINE, WINDOW, SHIFT),
        rows=(
            Row(
                title=Text("The shift", "本班"),
                panels=(
                    machines_by_state(width=7, height=4),
                    ratio_tiles("line", targets, width=8, height=4),
                    plan_tiles("line", width=6, height=4),
                    coverage_tile("line", targets, width=3, height=4),
                ),
            ),
            *loss_rows(unit=False),
            Row(
                title=Text("Who stood, and who waited", "谁停顿，谁等待"),
                panels=(
                    own_stops(width=8, height=10),
                    *starved_and_blocked(width=8, height=10),
                ),
            ),
            Row(
                title=Text("By window", "按时间窗"),
                panels=(
                    ratio_curves("line", width=12, height=8),
                    time_leaves("line", width=12, height=8),
                    output_bars("line", width=12, height=8),
                    momentary_constraint(width=12, height=8),
                ),
            ),
            Row(
                title=Text("Machines", "设备"),
                panels=(
                    state_timeline(width=24, height=14, unit=False),
                    nameplates(width=24, height=9, unit=False),
                ),
            ),
            Row(
                title=Text("Stops and shifts", "停顿与班次"),
                panels=(stop_list(width=24, height=9, unit=False), shift_table(targets)),
            ),
        ),
    )
