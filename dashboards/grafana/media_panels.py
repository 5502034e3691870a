"""Panels of energy, water, air and materials that several pages share: per good piece, by leaf."""

from dashboards.grafana.kpi_panels import LEAF_COLUMNS, NO_WINDOW
from dashboards.grafana.kpi_queries import Meter, by_leaf_of_lines, per_good_trend
from dashboards.grafana.panel import Panel, Query
from dashboards.grafana.texts import Text, same

_PER_GOOD: dict[Meter, tuple[Text, str]] = {
    "energy_kwh": (Text("Energy per good piece", "单件合格品能耗"), "kwatth"),
    "water_l": (Text("Water per good piece", "单件合格品耗水"), "litre"),
    "compressed_air_m3": (Text("Compressed air per good piece", "单件合格品压缩空气"), "m3"),
    "process_co2_kg": (Text("Process CO2 per good piece", "单件合格品工艺二氧化碳"), "masskg"),
    "waste_kg": (Text("Waste per good piece", "单件合格品废料"), "masskg"),
    "material_in_kg": (Text("Material per good piece", "单件合格品投料"), "masskg"),
}


def per_good(meter: Meter, *, width: int, height: int = 8) -> Panel:
    """Return the consumption of a medium per good piece of each line, window by window."""
    title, unit = _PER_GOOD[meter]
    return Panel(
        kind="timeseries",
        title=title,
        description=Text(
            "All consumption of the line's machines in a window over the line's good pieces; "
            "windows without good pieces have no value.",
            "时间窗内产线设备的全部消耗除以产线合格品数；无合格品的时间窗没有值。",
        ),
        width=width,
        height=height,
        queries=(
            Query(select=per_good_trend(meter, level="line"), alias=same("$tag_work_center")),
        ),
        unit=unit,
        decimals=4,
        least=0,
        axis=Text("per good piece", "每件合格品"),
        look="steps",
        no_value=NO_WINDOW,
    )


_BY_LEAF: dict[Meter, tuple[Text, str]] = {
    "energy_kwh": (Text("Energy by state", "各状态能耗"), "kwatth"),
    "water_l": (Text("Water by state", "各状态耗水"), "litre"),
    "compressed_air_m3": (Text("Compressed air by state", "各状态压缩空气"), "m3"),
    "waste_kg": (Text("Waste by state", "各状态废料"), "masskg"),
}


def by_leaf(meter: Meter, *, width: int, height: int = 8) -> Panel:
    """Return the consumption of a medium in each time leaf, summed over the chosen lines."""
    title, unit = _BY_LEAF[meter]
    return Panel(
        kind="timeseries",
        title=title,
        description=Text(
            "What the meters of the chosen lines counted in each time leaf, window by window; "
            "consumption while nothing is produced is the part to save.",
            "所选产线的计量在各时间类别中的消耗；未生产时的消耗即可节约的部分。",
        ),
        width=width,
        height=height,
        queries=(Query(select=by_leaf_of_lines(meter), alias=same("$col")),),
        columns=LEAF_COLUMNS,
        unit=unit,
        decimals=1,
        axis=Text("consumption", "消耗"),
        look="stacked",
        no_value=NO_WINDOW,
    )
