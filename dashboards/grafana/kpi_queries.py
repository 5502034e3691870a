"""Queries of KPI rows and segments: what was computed, by the site's calendar.

A null ratio stands as 0 beside a flag, so each ratio is read with its own flag.
"""

from collections.abc import Sequence
from typing import Literal

from contract.kpi import KpiLevel, consumption_field
from contract.sample import CONSUMPTION_FIELDS
from contract.series import KPI, SEGMENT
from contract.states import LEAF_FIELD, LEAVES
from dashboards.grafana.influxql import (
    Expression,
    Select,
    Table,
    above,
    call,
    chosen,
    equal,
    is_,
    select,
    sum_of,
    total,
)

KPIS = Table(KPI)
SEGMENTS = Table(SEGMENT)
LEVEL_TAGS: dict[KpiLevel, tuple[str, ...]] = {
    "site": ("site",),
    # Two sites may each have a line of one name, and two lines a machine.
    "line": ("site", "work_center"),
    "unit": ("site", "work_center", "work_unit"),
}
PER_LINE = LEVEL_TAGS["line"]
PER_UNIT_TAGS = LEVEL_TAGS["unit"]
CHOSEN_WINDOW = "${window}"
# The shift that runs at the end of the chosen range began at most a day before. Only that one:
# where its ratio is null, the one before it must not stand in.
LAST_DAY = "time >= ${__to}ms - 24h AND time < ${__to}ms"
LAST_MONTH = "time >= ${__to}ms - 32d AND time < ${__to}ms"
_RUNS_AT_THE_END = f"{KPIS['end']} >= ${{__to}}"
# The window in which the range begins starts before it.
AND_BEFORE = "time >= ${__from}ms - 1h AND time <= ${__to}ms"

RATIOS = ("oee_index", "availability", "effectiveness", "quality_ratio")
Meter = Literal[
    "energy_kwh", "water_l", "compressed_air_m3", "process_co2_kg", "material_in_kg", "waste_kg"
]


def rows_of(level: KpiLevel, window: str, *, all_units: bool = False) -> list[str]:
    """Return the conditions for KPI rows of the chosen places."""
    conditions = [
        is_(KPIS["void"], False),
        equal(KPIS["level"], level),
        equal(KPIS["window"], window),
        chosen(KPIS["site"], "site"),
    ]
    if level != "site":
        conditions.append(chosen(KPIS["work_center"], "line"))
    if level == "unit" and not all_units:
        conditions.append(chosen(KPIS["work_unit"], "unit"))
    return conditions


def ratio_trend(name: str, *, level: KpiLevel, window: str = CHOSEN_WINDOW) -> Select:
    """Return a ratio window by window."""
    return select(
        KPIS,
        [KPIS[name].named(name)],
        where=[*rows_of(level, window), is_(KPIS[f"{name}_null"], False)],
        group=LEVEL_TAGS[level],
    )


def newest_ratio(
    name: str, *, level: KpiLevel, window: str = "shift", time: str = LAST_DAY
) -> Select:
    """Return a ratio of the shift, or longer window, that runs at the end of the range."""
    return select(
        KPIS,
        [call("last", KPIS[name]).named(name)],
        where=[*rows_of(level, window), is_(KPIS[f"{name}_null"], False), _RUNS_AT_THE_END],
        time=time,
        group=LEVEL_TAGS[level],
    )


def newest(name: str, *, level: KpiLevel, window: str = "shift") -> Select:
    """Return a sum, or coverage, of the shift that runs at the end of the range."""
    return select(
        KPIS,
        [call("last", KPIS[name]).named(name)],
        where=[*rows_of(level, window), _RUNS_AT_THE_END],
        time=LAST_DAY,
        group=LEVEL_TAGS[level],
    )


def newest_plan(level: KpiLevel) -> Select:
    """Return the planned pieces of that shift, where there is a plan."""
    return select(
        KPIS,
        [call("last", KPIS["planned_quantity"]).named("planned_quantity")],
        where=[
            *rows_of(level, "shift"),
            is_(KPIS["planned_quantity_null"], False),
            _RUNS_AT_THE_END,
        ],
        time=LAST_DAY,
        group=LEVEL_TAGS[level],
    )


def newest_share_of_plan(level: KpiLevel) -> Select:
    """Return good pieces over planned ones of that shift, where there is a plan."""
    shares = select(
        KPIS,
        [KPIS["good_quantity"].over(KPIS["planned_quantity"]).named("share")],
        where=[
            *rows_of(level, "shift"),
            is_(KPIS["planned_quantity_null"], False),
            above(KPIS["planned_quantity"], 0),
            _RUNS_AT_THE_END,
        ],
        time=LAST_DAY,
        group=LEVEL_TAGS[level],
    )
    return select(
        shares, [call("last", shares["share"]).named("share")], time="", group=LEVEL_TAGS[level]
    )


def sums_trend(
    names: Sequence[tuple[str, str]], *, level: KpiLevel, window: str = CHOSEN_WINDOW
) -> Select:
    """Return sums window by window, as (field, alias) pairs."""
    return select(
        KPIS,
        [KPIS[name].named(alias) for name, alias in names],
        where=rows_of(level, window),
        group=LEVEL_TAGS[level],
    )


def leaves_trend(level: KpiLevel, *, window: str = CHOSEN_WINDOW) -> Select:
    """Return the seven time leaves window by window."""
    names = [(LEAF_FIELD[leaf], leaf) for leaf in LEAVES]
    return sums_trend(names, level=level, window=window)


def consumed(meter: Meter, source: Table = KPIS) -> Expression:
    """Return what one meter counted, over all leaves."""
    if meter not in CONSUMPTION_FIELDS:
        raise KeyError(f"{meter} is no meter")
    return total([source[consumption_field(meter, leaf)] for leaf in LEAVES])


def consumed_sum(meter: Meter, source: Table = KPIS) -> Expression:
    """Return what one meter counted over many rows."""
    return sum_of(*(source[consumption_field(meter, leaf)] for leaf in LEAVES))


def per_good_trend(meter: Meter, *, level: KpiLevel, window: str = CHOSEN_WINDOW) -> Select:
    """Return consumption per good item, of windows that have good items."""
    return select(
        KPIS,
        [consumed(meter).over(KPIS["good_quantity"]).named("per_good")],
        where=[*rows_of(level, window), above(KPIS["good_quantity"], 0)],
        group=LEVEL_TAGS[level],
    )


def by_leaf_trend(meter: Meter, *, level: KpiLevel, window: str = CHOSEN_WINDOW) -> Select:
    """Return what one meter counted in each time leaf, window by window."""
    names = [(consumption_field(meter, leaf), leaf) for leaf in LEAVES]
    return sums_trend(names, level=level, window=window)


def ratio_over_range(
    upper: Expression, lower: Expression, *, where: Sequence[str], group: Sequence[str]
) -> Select:
    """Return the quotient of two sums over the whole range, where the divisor is above zero."""
    sums = select(
        KPIS,
        [upper.named("upper"), lower.named("lower")],
        where=where,
        group=group,
    )
    return select(
        sums,
        [sums["upper"].over(sums["lower"]).named("ratio")],
        where=[above(sums["lower"], 0)],
        time="",
        group=group,
    )


def shifts(level: KpiLevel, columns: Sequence[str], *, all_units: bool = False) -> Select:
    """Return shift rows with the last ms of each, so that a link can show just that shift.

    Tags are columns, not groups: Grafana mixes up several tags of a table's groups.
    """
    return select(
        KPIS,
        [
            *(KPIS[name].named(name) for name in (*LEVEL_TAGS[level], *columns)),
            KPIS["end"].minus(1).named("to"),
        ],
        where=[*rows_of(level, "shift", all_units=all_units), chosen(KPIS["shift"], "shift")],
    )


def shift_values(level: KpiLevel, name: str, *, all_units: bool = False) -> Select:
    """Return a value of shift rows that may be null, where it is not."""
    where = [
        *rows_of(level, "shift", all_units=all_units),
        chosen(KPIS["shift"], "shift"),
        is_(KPIS[f"{name}_null"], False),
    ]
    columns = [KPIS[one].named(one) for one in (*LEVEL_TAGS[level], name)]
    return select(KPIS, columns, where=where)


def by_leaf_of_lines(meter: Meter, *, window: str = CHOSEN_WINDOW) -> Select:
    """Return what one meter counted in each time leaf, summed over the chosen lines."""
    return select(
        KPIS,
        [sum_of(KPIS[consumption_field(meter, leaf)]).named(leaf) for leaf in LEAVES],
        where=rows_of("line", window),
        # Rows of one window share their start, so an hour keeps any kind of window apart.
        every="1h",
        fill="none",
    )
