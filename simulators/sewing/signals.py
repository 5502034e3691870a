"""The station terminal: signals, andon codes and counters in the words of its vendor.

A retrofitted box on every station reads machine power, a key switch, the cycle sensor (light
barrier of the bin to last trim), the andon panel and the badge and ticket readers; digital
machines add stitches and programs.
"""

from collections.abc import Mapping

from simulators.journal import Activity
from simulators.plc import Plc

__all__ = [
    "ANDON",
    "COMMON_COUNTERS",
    "DIGITAL_COUNTERS",
    "NEEDLE_COUNTERS",
    "OPERATOR_COUNTERS",
    "show",
]

ANDON: Mapping[str, int] = {
    "": 0,
    "style_changeover": 1,
    "thread_break": 11,
    "bobbin_change": 12,
    "needle_break": 13,
    "needle_change": 14,
    "warm_up": 15,
    "breakdown_waiting": 21,
    "breakdown_repair": 22,
    "starved_upstream": 31,
    "blocked_downstream": 32,
    "no_work": 33,
    "missing_trims": 34,
    "shade_mismatch": 35,
    "bundle_handling": 41,
    "quality_rework": 42,
    "training": 43,
    "personal_need": 44,
    "operator_absent": 45,
    "break": 51,
    "handover": 52,
    "no_order": 53,
    "planned_maintenance": 54,
    "power_failure": 61,
}

COMMON_COUNTERS = (
    "PieceCount",
    "RejectCount",
    "RepairCount",
    "DefectCount",
    "CycleCount",
    "DispAuto",
    "DispHand",
    "ConfAuto",
    "ConfHand",
)
NEEDLE_COUNTERS = ("StitchCount", "TrimCount", "LifterCount", "MotorOnMs", "ThreadBreakCount")
DIGITAL_COUNTERS = ("ParamSys", "ParamHand")
OPERATOR_COUNTERS: Mapping[str, str] = {
    "acknowledge": "EvAck",
    "reset": "EvReset",
    "door": "EvGuard",
    "estop_release": "EvEStop",
    "leave_automatic": "EvAutoOff",
    "manual_touch": "EvHand",
}


def show(plc: Plc, activity: Activity, cause: str) -> None:
    """Set the signals that tell what the station does; together they determine it."""
    plc.set("MachineOn", activity != "off")
    plc.set("KeySwitch", 1 if activity == "setup" else 2 if activity == "maintenance" else 0)
    plc.set("CycleOn", activity == "producing")
    plc.set("Andon", ANDON[cause])
