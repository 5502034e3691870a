"""The names of base quantities and KPIs in rows and exports (ISO 22400-2), with their units."""

from typing import Literal, get_args

from contract.sample import CONSUMPTION_FIELDS, CONSUMPTION_UNITS
from contract.states import LEAF_FIELD, LEAVES

Window = Literal["hour", "shift", "day", "week", "month"]
WINDOWS: tuple[Window, ...] = get_args(Window)
KpiLevel = Literal["unit", "line", "site"]
KPI_LEVELS: tuple[KpiLevel, ...] = get_args(KpiLevel)

# The seven leaves, in seconds, in the order of the time model.
LEAF_FIELDS: tuple[str, ...] = tuple(LEAF_FIELD[leaf] for leaf in LEAVES)

QUANTITY_KPI_FIELDS: tuple[str, ...] = (
    "produced_quantity",
    "good_quantity",
    "scrap_quantity",
    "rework_quantity",
    "unknown_produced_quantity",
    "unknown_good_quantity",
)

# sum(PRI * PQ) and sum(PRI * GQ): what mixed products and parallel machines add up by.
EARNED_FIELDS: tuple[str, ...] = ("planned_run_time_produced_s", "planned_run_time_good_s")

# What else the KPIs of ISO 22400-2 are made of. Of work units; all but the first are 0 in rows of
# lines and sites, whose ratios that need them are null.
EXTRA_TIME_FIELDS: tuple[str, ...] = (
    "microstop_time_s",
    "order_execution_time_s",
    "corrective_maintenance_time_s",
    "preventive_maintenance_time_s",
    "attended_time_s",
    "attended_work_time_s",
)
EXTRA_COUNT_FIELDS: tuple[str, ...] = (
    "failure_count",
    "repair_count",
    "inspected_quantity",
    "first_pass_quantity",
    "defect_quantity",
)


def consumption_field(meter: str, leaf: str) -> str:
    """Name the sum of one meter within one time leaf, as energy_kwh_production."""
    return f"{meter}_{leaf}"


CONSUMPTION_KPI_FIELDS: tuple[str, ...] = tuple(
    consumption_field(meter, leaf) for meter in CONSUMPTION_FIELDS for leaf in LEAVES
)

# Additive: a window is the sum of its segments.
BASE_FIELDS: tuple[tuple[str, str], ...] = (
    *((name, "s") for name in LEAF_FIELDS),
    ("planned_busy_time_s", "s"),
    *((name, "1") for name in QUANTITY_KPI_FIELDS),
    *((name, "s") for name in EARNED_FIELDS),
    *((name, "s") for name in EXTRA_TIME_FIELDS),
    *((name, "1") for name in EXTRA_COUNT_FIELDS),
    *(
        (consumption_field(meter, leaf), CONSUMPTION_UNITS[meter])
        for meter in CONSUMPTION_FIELDS
        for leaf in LEAVES
    ),
)
BASE_FIELD_NAMES: tuple[str, ...] = tuple(name for name, _ in BASE_FIELDS)

# Computed last, from sums; null where a denominator is zero or coverage is too low.
RATIO_UNITS: dict[str, str] = {
    "availability": "1",
    "effectiveness": "1",
    "quality_ratio": "1",
    "oee_index": "1",
    "availability_low": "1",
    "availability_high": "1",
    "oee_low": "1",
    "oee_high": "1",
    "nee_index": "1",
    "allocation_ratio": "1",
    "allocation_efficiency": "1",
    "utilization_efficiency": "1",
    "technical_efficiency": "1",
    "production_process_ratio": "1",
    "throughput_rate": "1/s",
    "setup_rate": "1",
    "scrap_ratio": "1",
    "rework_ratio": "1",
    "fall_off_ratio": "1",
    "first_pass_yield": "1",
    "worker_efficiency": "1",
    "mean_time_between_failures_s": "s",
    "mean_time_to_failure_s": "s",
    "mean_time_to_restoration_s": "s",
    "corrective_maintenance_ratio": "1",
    "energy_per_item_kwh": "kWh",
}
RATIO_FIELDS: tuple[str, ...] = tuple(RATIO_UNITS)

KPI_FIELDS: tuple[tuple[str, str], ...] = (
    *BASE_FIELDS,
    *RATIO_UNITS.items(),
    ("coverage", "1"),
)
KPI_FIELD_NAMES: tuple[str, ...] = tuple(name for name, _ in KPI_FIELDS)

# What master data wanted of the window; null where it says nothing.
PLAN_FIELDS: tuple[tuple[str, str], ...] = (
    ("planned_quantity", "1"),  # of all orders seen on the line in this window
    ("planned_scrap_quantity", "1"),  # PSQ, of the same orders
    ("actual_to_planned_scrap_ratio", "1"),  # SQ / PSQ
    ("target_oee_index", "1"),
)

FLAG_FIELDS: tuple[str, ...] = (
    "partial",  # the run begins or ends inside the window
    "withheld",  # coverage below the limit: headline ratios are null; quantities and bounds stay
    "unplanned_production",  # produced inside unscheduled or planned down time
    "ideal_rate_suspect",  # effectiveness of a unit above 1
    "ideal_rate_missing",  # pieces of a product without a planned run time
    "wip_change",  # effectiveness of a line above 1: buffers were drained
    "clock_suspect",  # a source's clock was off by more than the heartbeat
)

PROVENANCE_FIELDS: tuple[str, ...] = (
    "formula",  # formula set id and version
    "master_data",  # hash of the master data
    "inputs_hash",  # hash of the base quantities and flags
    "planned_run_time_source",
    "constraint_unit",  # the running constraint of a line, for people
)
