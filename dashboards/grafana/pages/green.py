"""Energy, water, emissions and material per good item, and what machines use while they idle."""

from contract.green_measures import GREEN_MEASURES
from dashboards.grafana.panel import Dashboard, Row
from dashboards.grafana.rate_panels import (
    energy_by_leaf,
    measured_by_machine,
    of_lines,
    rate_table,
    rate_tiles,
)
from dashboards.grafana.rate_queries import MEASURES
from dashboards.grafana.rate_words import rate_title
from dashboards.grafana.texts import Text
from dashboards.grafana.variables import LINES, ONE_SITE, PERIOD, WORLD

_BY_LEAF = "energy_by_leaf"
_WHOLE = tuple(one.id for one in GREEN_MEASURES if one.id != _BY_LEAF)
_TRENDS = ("energy_kwh_per_item", "emission_co2e_kg_per_item", "waste_kg_per_item")


def green() -> Dashboard:
    """Return the page of whoever answers for energy and emissions."""
    return Dashboard(
        key="green",
        title=Text("Green coordination", "绿色协同"),
        description=Text(
            "Energy, water, emissions and material per good item and period; what machines use "
            "while they do not produce. `factory green explain` says what each machine adds.",
            "按周期的单位合格品能耗、水耗、排放与物料；设备非生产时的能耗。"
            "各设备的贡献见 `factory green explain`。",
        ),
        variables=(WORLD, ONE_SITE, LINES, PERIOD),
        since="now-7d",
        rows=(
            Row(
                title=Text("The site", "全厂"),
                panels=(
                    rate_tiles(
                        MEASURES,
                        ("idle_energy_share", "standby_saving_kwh", "material_loss_rate"),
                        title=Text("What is lost", "损失"),
                        level="site",
                        width=8,
                        height=8,
                    ),
                    energy_by_leaf(level="site", width=16, height=8),
                    rate_table(MEASURES, _WHOLE, level="site", width=24, height=14),
                ),
            ),
            Row(
                title=Text("Idle energy by machine", "各设备非生产能耗"),
                panels=(
                    measured_by_machine(
                        "idle_energy_share",
                        "numerator",
                        title=Text("Energy outside production", "非生产时间电能"),
                        said=Text(
                            "kWh that each machine used while it did not produce.",
                            "各设备未生产时的电能。",
                        ),
                        width=8,
                        height=12,
                    ),
                    measured_by_machine(
                        "idle_energy_share",
                        "value",
                        title=Text("Share of its energy", "占其电能的比例"),
                        said=Text("Of all that the machine used.", "占该设备全部电能。"),
                        width=8,
                        height=12,
                    ),
                    measured_by_machine(
                        "standby_saving_kwh",
                        "value",
                        title=Text("What standby would save", "待机可节约"),
                        said=Text(
                            "Energy outside production less what it draws asleep.",
                            "非生产电能减去休眠时的消耗。",
                        ),
                        width=8,
                        height=12,
                    ),
                ),
            ),
            Row(
                title=Text("Line by line", "各产线"),
                panels=tuple(
                    of_lines(MEASURES, one, title=rate_title(one), width=8, height=9)
                    for one in _TRENDS
                ),
            ),
        ),
    )
