"""Energy, water, air and waste: per good piece, by state, by product."""

from contract.kpi import consumption_field
from contract.states import LEAVES
from dashboards.grafana.influxql import above, chosen, equal, is_, select, sum_of
from dashboards.grafana.kpi_panels import NO_WINDOW
from dashboards.grafana.kpi_queries import (
    CHOSEN_WINDOW,
    KPIS,
    PER_LINE,
    PER_UNIT_TAGS,
    SEGMENTS,
    Meter,
    consumed_sum,
    rows_of,
)
from dashboards.grafana.media_panels import by_leaf, per_good
from dashboards.grafana.panel import Dashboard, Panel, Query, Row
from dashboards.grafana.states import LEAF_COLOUR, leaf_name
from dashboards.grafana.texts import Text, same
from dashboards.grafana.variables import LINES, PRODUCT, SITE, WINDOW, WORLD

_TOTALS: tuple[tuple[Meter, Text, str], ...] = (
    ("energy_kwh", Text("Energy", "电能"), "kwatth"),
    ("water_l", Text("Water", "水"), "litre"),
    ("compressed_air_m3", Text("Compressed air", "压缩空气"), "m3"),
    ("waste_kg", Text("Waste", "废料"), "masskg"),
    ("process_co2_kg", Text("Process CO2", "工艺二氧化碳"), "masskg"),
)


def energy() -> Dashboard:
    """Return the page of whoever pays for energy and water."""
    return Dashboard(
        key="energy",
        title=Text("Energy and consumption", "能源与消耗"),
        description=Text(
            "Energy, water, air and waste per good piece, by state and by product, from KPI rows "
            "and segments.",
            "单件合格品的电能、水、压缩空气与废料，按状态与产品，取自指标行与时间段。",
        ),
        variables=(WORLD, SITE, LINES, PRODUCT, WINDOW),
        since="now-24h",
        rows=(
            Row(title=Text("In this time", "所选时间内"), panels=(_totals(), _by_machine())),
            Row(
                title=Text("Per good piece", "单件合格品"),
                panels=(
                    per_good("energy_kwh", width=12),
                    per_good("water_l", width=12),
                    per_good("compressed_air_m3", width=12),
                    per_good("waste_kg", width=12),
                ),
            ),
            Row(
                title=Text("By state", "按状态"),
                panels=(
                    by_leaf("energy_kwh", width=12),
                    by_leaf("water_l", width=12),
                    by_leaf("compressed_air_m3", width=12),
                    by_leaf("waste_kg", width=12),
                ),
            ),
            Row(
                title=Text("Product ${product}", "产品 ${product}"),
                repeat="product",
                panels=(
                    _product(
                        "energy_kwh",
                        Text("Energy per good piece of it", "该产品单件能耗"),
                        "kwatth",
                    ),
                    _product(
                        "water_l", Text("Water per good piece of it", "该产品单件耗水"), "litre"
                    ),
                    _product(
                        "waste_kg", Text("Waste per good piece of it", "该产品单件废料"), "masskg"
                    ),
                    _product_by_state(),
                ),
            ),
        ),
    )


def _totals() -> Panel:
    return Panel(
        kind="stat",
        title=Text("Consumed", "消耗合计"),
        description=Text(
            "Sums of the chosen lines over the windows chosen above that begin in this time.",
            "所选产线在此时间段内（按上方时间窗）的合计。",
        ),
        width=14,
        height=8,
        queries=tuple(
            Query(
                select=select(
                    KPIS,
                    [consumed_sum(meter).named("consumed")],
                    where=rows_of("line", CHOSEN_WINDOW),
                ),
                alias=title,
                unit=unit,
                decimals=1,
            )
            for meter, title, unit in _TOTALS
        ),
        no_value=NO_WINDOW,
    )


def _by_machine() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Energy by machine", "各设备电能"),
        description=Text(
            "Energy of each machine over the chosen time.", "所选时间内各设备的电能。"
        ),
        width=10,
        height=8,
        queries=(
            Query(
                select=select(
                    KPIS,
                    [consumed_sum("energy_kwh").named("energy")],
                    where=rows_of("unit", CHOSEN_WINDOW, all_units=True),
                    group=PER_UNIT_TAGS,
                ),
                alias=same("$tag_work_unit"),
            ),
        ),
        unit="kwatth",
        decimals=1,
        no_value=NO_WINDOW,
    )


def _of_product() -> list[str]:
    """Return the conditions for segments of lines: those of machines count the same pieces."""
    return [
        is_(SEGMENTS["void"], False),
        equal(SEGMENTS["work_unit"], ""),
        chosen(SEGMENTS["site"], "site"),
        chosen(SEGMENTS["work_center"], "line"),
        chosen(SEGMENTS["product"], "product"),
    ]


def _product(meter: Meter, title: Text, unit: str) -> Panel:
    sums = select(
        SEGMENTS,
        [
            consumed_sum(meter, SEGMENTS).named("used"),
            sum_of(SEGMENTS["good_quantity"]).named("good"),
        ],
        where=_of_product(),
        group=PER_LINE,
    )
    return Panel(
        kind="stat",
        title=title,
        description=Text(
            "All consumption of the lines while they made this product, over its good pieces; "
            "from segments, so setup and stops inside its orders are in it.",
            "产线生产该产品期间的全部消耗除以其合格品数；取自时间段，含工单内的调整与停顿。",
        ),
        width=5,
        height=5,
        queries=(
            Query(
                select=select(
                    sums,
                    [sums["used"].over(sums["good"]).named("per_good")],
                    where=[above(sums["good"], 0)],
                    time="",
                    group=PER_LINE,
                ),
                alias=same("$tag_work_center"),
            ),
        ),
        unit=unit,
        decimals=4,
        no_value=Text("No good piece of it in this time.", "此时间段内没有该产品的合格品。"),
    )


def _product_by_state() -> Panel:
    return Panel(
        kind="bargauge",
        title=Text("Its energy by state", "该产品各状态能耗"),
        description=Text(
            "Energy used in each time leaf while this product was made.",
            "生产该产品期间各时间类别的电能。",
        ),
        width=9,
        height=5,
        queries=tuple(
            Query(
                select=select(
                    SEGMENTS,
                    [sum_of(SEGMENTS[consumption_field("energy_kwh", leaf)]).named("energy")],
                    where=_of_product(),
                ),
                alias=leaf_name(leaf),
                colour=LEAF_COLOUR[leaf],
            )
            for leaf in LEAVES
        ),
        unit="kwatth",
        decimals=1,
        no_value=Text("No good piece of it in this time.", "此时间段内没有该产品的合格品。"),
    )
