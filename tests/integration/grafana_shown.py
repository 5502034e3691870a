"""Columns of panels that must equal columns of `factory oee`: at least one of each dashboard."""

from dataclasses import dataclass

from contract.kpi import KpiLevel, Window


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a panel's query, and the column of `factory oee` that it must equal."""

    page: str
    panel: str
    column: str
    level: KpiLevel
    window: Window
    kpi: str
    ref: str = "A"


_CURVES = "OEE, availability, performance, quality"
PLAN = "Produced against plan"
SHOWN = [
    Shown("sf-plant", "OEE by line", "oee_index", "line", "hour", "oee_index"),
    Shown("sf-plant", "OEE of the shift", "oee_index", "line", "shift", "oee_index"),
    Shown("sf-line", _CURVES, "oee_index", "line", "hour", "oee_index"),
    Shown("sf-line", _CURVES, "availability", "line", "hour", "availability", "B"),
    Shown("sf-line", _CURVES, "effectiveness", "line", "hour", "effectiveness", "C"),
    Shown("sf-line", _CURVES, "quality_ratio", "line", "hour", "quality_ratio", "D"),
    Shown("sf-line", "Where the time went", "delay", "line", "hour", "actual_unit_delay_time_s"),
    Shown("sf-line", _CURVES, "target_oee_index", "line", "hour", "target_oee_index", "E"),
    Shown(
        "sf-plant", "OEE of the shift", "target_oee_index", "line", "shift", "target_oee_index", "E"
    ),
    Shown("sf-plant", PLAN, "planned_quantity", "line", "shift", "planned_quantity", "B"),
    Shown(
        "sf-shift", "OEE and output", "planned_quantity", "line", "shift", "planned_quantity", "F"
    ),
    Shown("sf-machine", _CURVES, "oee_index", "unit", "hour", "oee_index"),
    Shown("sf-machine", "Output", "good", "unit", "hour", "good_quantity"),
    Shown("sf-sewing", "OEE of the shift", "oee_index", "line", "shift", "oee_index"),
    Shown("sf-bottling", "OEE by machine", "oee_index", "unit", "hour", "oee_index"),
    Shown("sf-furniture", "Where the time went", "down", "line", "hour", "actual_unit_down_time_s"),
    Shown("sf-shift", "OEE and output", "oee_index", "line", "shift", "oee_index", "B"),
    Shown("sf-shift", "OEE and output", "good_quantity", "line", "shift", "good_quantity"),
    Shown("sf-shift", "Machines in the shift", "oee_index", "unit", "shift", "oee_index", "B"),
    Shown("sf-machine", "Shares of time", "allocation_ratio", "unit", "shift", "allocation_ratio"),
    Shown("sf-machine", "Pieces", "scrap_ratio", "unit", "shift", "scrap_ratio"),
    Shown(
        "sf-machine",
        "Energy of a piece",
        "energy_per_item_kwh",
        "unit",
        "shift",
        "energy_per_item_kwh",
    ),
    Shown(
        "sf-machine",
        "Failures and maintenance of the month",
        "mean_time_between_failures_s",
        "unit",
        "month",
        "mean_time_between_failures_s",
    ),
]
