"""What the fields of samples and KPI rows mean, in a line each, for people who write queries."""

from contract.kpi import CONSUMPTION_KPI_FIELDS, PLAN_FIELDS, RATIO_FIELDS
from contract.kpi_catalogue import KPIS
from contract.kpi_record import Kpi
from contract.sample import CONSUMPTION_FIELDS
from contract.states import LEAVES

_METERS = {
    "energy_kwh": "electric energy",
    "water_l": "water",
    "compressed_air_m3": "compressed air",
    "process_co2_kg": "carbon dioxide of the process itself",
    "material_in_kg": "material taken in",
    "waste_kg": "waste",
}
_LEAVES = {
    "unscheduled": "outside the calendar's shifts",
    "planned_down": "planned downtime, such as breaks and planned maintenance",
    "production": "APT: executing an order",
    "setup": "AUST: preparing for an order",
    "delay": "ADET: stopped while an order runs",
    "down": "ADOT: scheduled, but no order runs",
    "unknown": "nobody saw what the unit did",
}


def _said(kpi: Kpi) -> str:
    """Say what a KPI is: its name and its formula in symbols of the standard."""
    formula = kpi.formula.replace("( ", "(").replace(" )", ")").replace("*", "\u00d7")
    return f"{kpi.name_en}: {formula}" + (", an estimate" if kpi.estimator else "")


SAMPLE_DOCS = {
    "state": "not_available, out_of_service, not_executing or executing (OPC 40001-1)",
    "operation_mode": "none, processing, setup or maintenance (OPC 40001-1)",
    "control_mode": "automatic, manual, mdi or jog",
    "reason": "code of the stop-reason catalogue, empty for none",
    "order": "order at work, empty for none",
    "product": "product at work, empty for none",
    "program": "program that runs, empty for none",
    "operation": "operation of the process at work",
    "operator": "pseudonym, empty when nobody attends",
    "produced": "pieces made",
    "good": "pieces made well",
    "scrap": "pieces lost",
    "rework": "pieces to be mended",
    "defects": "defects found; a piece may have several",
    "cycles": "machine cycles",
    "operator_acknowledge": "messages acknowledged by hand",
    "operator_reset": "resets by hand",
    "operator_door": "doors opened",
    "operator_e_stop_release": "emergency stops released",
    "operator_leave_automatic": "times automatic mode was left",
    "operator_manual_touch": "other interventions by hand",
    "parameter_changes_system": "parameters changed by a system",
    "parameter_changes_hand": "parameters changed by hand",
    "inspected_automatically": "pieces inspected by machine with a traceable result",
    "dispatched_system": "operations dispatched by a system",
    "dispatched_hand": "operations dispatched by hand",
    "confirmed_system": "operations confirmed by a system",
    "confirmed_hand": "operations confirmed by hand",
    **{meter: _METERS[meter] for meter in CONSUMPTION_FIELDS},
}

KPI_DOCS = {
    "unscheduled_time_s": _LEAVES["unscheduled"],
    "planned_down_time_s": _LEAVES["planned_down"],
    "actual_production_time_s": _LEAVES["production"],
    "actual_unit_setup_time_s": _LEAVES["setup"],
    "actual_unit_delay_time_s": _LEAVES["delay"],
    "actual_unit_down_time_s": _LEAVES["down"],
    "unknown_time_s": f"{_LEAVES['unknown']}, inside planned busy time",
    "planned_busy_time_s": "PBT: the shifts without planned downtime",
    "produced_quantity": "PQ: pieces made while seen",
    "good_quantity": "GQ: of those, the good ones",
    "scrap_quantity": "SQ: of those, the lost ones",
    "rework_quantity": "RQ: of those, the ones to be mended",
    "unknown_produced_quantity": "pieces counted across unknown time, in no ratio",
    "unknown_good_quantity": "good pieces counted across unknown time, in no ratio",
    "planned_run_time_produced_s": "S_P: sum of PRI * PQ over products",
    "planned_run_time_good_s": "S_G: sum of PRI * GQ over products",
    "microstop_time_s": "of the delay: stretches shorter than the threshold of the TPM view",
    "order_execution_time_s": "AOET: known time with an order on the unit, breaks included",
    "corrective_maintenance_time_s": "CMT: stopped by a breakdown; its restoration, TTR",
    "preventive_maintenance_time_s": "PMT: preventive maintenance, in planned downtime or not",
    "attended_time_s": "APAT: somebody attends; shared where one person attends several units",
    "attended_work_time_s": "APWT: of that, while the unit produces or is set up",
    "failure_count": "FE: breakdowns that begin",
    "repair_count": "breakdowns whose end was seen",
    "inspected_quantity": "IP: pieces inspected while seen",
    "first_pass_quantity": "GP: of those, good at the first inspection",
    "defect_quantity": "defects found while seen; a piece may have several",
    **{kpi.field: _said(kpi) for kpi in KPIS},
    "planned_quantity": "of all orders seen on the line in this window",
    "planned_scrap_quantity": "PSQ: of all orders seen on the line in this window",
    "target_oee_index": "target of master data",
    "partial": "the run begins or ends inside the window",
    "withheld": "coverage is below the limit: headline ratios are null",
    "unplanned_production": "pieces were made in unscheduled or planned down time",
    "ideal_rate_suspect": "effectiveness of a unit is above 1: its planned run time is doubtful",
    "ideal_rate_missing": "pieces of a product without a planned run time: its ratios are null",
    "wip_change": "effectiveness of a line is above 1: buffers were drained",
    "clock_suspect": "a source's clock was off by more than the heartbeat",
    "formula": "id and version of the formula set",
    "master_data": "hash of the master data",
    "inputs_hash": "hash of base quantities and flags; equal inputs make no new revision",
    "planned_run_time_source": "master, birth or none",
    "constraint_unit": "unit that limited the line, for people",
    **{
        name: f"{_METERS[meter]}; time leaf: {leaf.replace('_', ' ')}"
        for name, (meter, leaf) in zip(
            CONSUMPTION_KPI_FIELDS,
            ((meter, leaf) for meter in CONSUMPTION_FIELDS for leaf in LEAVES),
            strict=True,
        )
    },
    **{
        f"{name}_null": f"{name} has no value; it is written as 0"
        for name in (*RATIO_FIELDS, *(name for name, _ in PLAN_FIELDS))
    },
}
