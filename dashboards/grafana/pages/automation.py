"""How automated a site is: rates beside what is declared, their bounds, trend and machines."""

from dashboards.grafana.panel import Dashboard, Row
from dashboards.grafana.rate_panels import (
    bounds,
    machine_counts,
    machines,
    of_lines,
    rate_table,
    rate_tiles,
    rate_trend,
)
from dashboards.grafana.rate_queries import CHOSEN_RATE, RATES
from dashboards.grafana.rate_words import OTHERS, SHARES
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import LINES, ONE_SITE, PERIOD, RATE, WORLD


def automation() -> Dashboard:
    """Return the page of whoever answers for how automated a plant is."""
    return Dashboard(
        key="automation",
        title=Text("Automation", "自动化"),
        description=Text(
            "Rates of automation per period: observed beside declared, bounds, trend, machines. "
            "`factory automation explain` says what each machine adds.",
            "按周期的自动化指标：观测值与登记值、区间、走势与设备。"
            "各设备的贡献见 `factory automation explain`。",
        ),
        variables=(WORLD, ONE_SITE, LINES, PERIOD, RATE),
        since="now-7d",
        rows=(
            Row(
                title=Text("The site", "全厂"),
                panels=(
                    rate_table(RATES, SHARES, level="site", width=14, height=17),
                    bounds(SHARES, level="site", width=10, height=17),
                    rate_tiles(
                        RATES,
                        OTHERS,
                        title=Text("Interventions and unattended runs", "人工干预与无人值守"),
                        level="site",
                        width=24,
                        height=4,
                    ),
                ),
            ),
            Row(
                title=same("${rate}"),
                panels=(
                    rate_trend(level="site", width=12, height=9),
                    of_lines(
                        RATES,
                        CHOSEN_RATE,
                        title=Text("By line", "各产线"),
                        width=12,
                        height=9,
                    ),
                ),
            ),
            Row(
                title=Text("The machines behind it", "涉及的设备"),
                panels=(
                    machines(
                        Text("Automatic share of production time", "自动运行占生产时间"),
                        Text(
                            "Production time in control mode automatic / production time.",
                            "自动模式下的生产时间 / 生产时间。",
                        ),
                        "automatic_time_s",
                        "production_time_s",
                        width=8,
                        height=12,
                    ),
                    machines(
                        Text("Values that came", "已采集数值"),
                        Text(
                            "Good values / expected values of the required tags.",
                            "必采标签的有效数值 / 应采数值。",
                        ),
                        "good_values",
                        "expected_values",
                        width=8,
                        height=12,
                    ),
                    machine_counts(
                        Text("Assists", "人工介入"),
                        Text(
                            "Operator events that reset a machine or leave automatic, merged "
                            "within 30 s.",
                            "复位或退出自动的操作事件，30 秒内合并。",
                        ),
                        "assists",
                        width=8,
                        height=12,
                    ),
                ),
            ),
        ),
    )
