"""Every situation a machine of the cell can be in, as data: what truly happens and what it shows.

State numbers are not here: the controller derives them from its flags as OPC 40550-1 defines.
"""

from dataclasses import dataclass
from typing import Literal

from simulators.journal import Activity, Attribution

__all__ = ["PAUSES", "SITUATIONS", "PowerLevel", "Situation"]

PowerLevel = Literal["off", "standby", "ready", "held", "run"]
"""`held`: vacuum and extraction go on although nothing is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Truth on one side, the controller's flags and its message number on the other."""

    activity: Activity
    cause: str = ""
    attribution: Attribution = "own"
    power: PowerLevel = "ready"
    code: int = 0
    """Message number of the vendor's terminal."""
    mode: int = 1
    """WwUnitModeEnumeration: 0 other, 1 automatic, 2 semi-automatic, 3 manual, 4 setup, 5 sleep."""
    on: bool = True
    calibrated: bool = True
    error: bool = False
    emergency: bool = False
    hold: bool = False
    saving: bool = False
    recipe: bool = False
    """A program runs, be it held; never together with `error`."""
    wait_load: bool = False
    wait_unload: bool = False
    workpiece: bool = False
    suction: bool = False
    service: bool = False
    """Service key turned (an extension of the vendor)."""
    hands: bool = False
    """Somebody works at the machine in this situation."""


def _alarm(cause: str, code: int) -> Situation:
    return Situation(
        activity="stopped",
        cause=cause,
        code=code,
        power="held",
        error=True,
        workpiece=True,
        suction=True,
    )


SITUATIONS: dict[str, Situation] = {
    "run": Situation(activity="producing", power="run", recipe=True, workpiece=True, suction=True),
    "setup": Situation(activity="setup", cause="changeover", code=10, mode=4, hands=True),
    # In the hands of people.
    "load": Situation(activity="stopped", cause="load_unload", code=20, wait_load=True, hands=True),
    "unload": Situation(
        activity="stopped",
        cause="load_unload",
        code=20,
        wait_unload=True,
        workpiece=True,
        hands=True,
    ),
    "wait_operator": Situation(
        activity="stopped", cause="wait_operator", attribution="operator", code=21
    ),
    "tool_change": Situation(activity="stopped", cause="tool_change", code=30, hands=True),
    "tape_end": Situation(
        activity="stopped", cause="tape_end", code=31, hold=True, recipe=True, hands=True
    ),
    # Waiting for the neighbours: still WORKING, with a flag that says for what.
    "starved": Situation(
        activity="stopped",
        cause="starved_upstream",
        attribution="upstream",
        power="held",
        code=40,
        recipe=True,
        wait_load=True,
        suction=True,
    ),
    "blocked": Situation(
        activity="stopped",
        cause="blocked_downstream",
        attribution="downstream",
        power="held",
        code=41,
        recipe=True,
        wait_unload=True,
        workpiece=True,
        suction=True,
    ),
    # Without an order; after a while the machine saves energy.
    "no_order": Situation(activity="stopped", cause="no_order", attribution="planned", code=50),
    "saving": Situation(
        activity="stopped",
        cause="no_order",
        attribution="planned",
        power="standby",
        code=50,
        mode=5,
        saving=True,
    ),
    # Minor stops.
    "vacuum_loss": _alarm("vacuum_loss", 101),
    "part_moved": Situation(
        activity="stopped",
        cause="part_moved",
        code=102,
        power="held",
        hold=True,
        recipe=True,
        workpiece=True,
        suction=True,
    ),
    "program_error": _alarm("program_error", 103),
    "extraction_fault": Situation(
        activity="stopped",
        cause="extraction_fault",
        attribution="media",
        code=104,
        error=True,
        workpiece=True,
    ),
    "tool_break": _alarm("tool_break", 105),
    "glue_temperature": Situation(
        activity="stopped", cause="glue_temperature", code=111, calibrated=False
    ),
    "panel_jam": _alarm("panel_jam", 112),
    "measuring_fault": _alarm("measuring_fault", 113),
    # Breakdowns: stopped until the mechanic turns the service key.
    "breakdown_spindle": Situation(
        activity="stopped", cause="breakdown_spindle", code=201, error=True, emergency=True
    ),
    "breakdown_glue_unit": Situation(
        activity="stopped", cause="breakdown_glue_unit", code=202, error=True, emergency=True
    ),
    "breakdown_drive": Situation(
        activity="stopped", cause="breakdown_drive", code=203, error=True, emergency=True
    ),
    "repair": Situation(
        activity="maintenance",
        cause="mechanic_repair",
        code=210,
        mode=3,
        error=True,
        service=True,
        hands=True,
    ),
    # Pauses of the calendar.
    "break": Situation(activity="stopped", cause="break", attribution="planned", code=60),
    "maintenance": Situation(
        activity="maintenance",
        cause="preventive_maintenance",
        attribution="planned",
        power="standby",
        code=61,
        mode=3,
        service=True,
        hands=True,
    ),
    "handover": Situation(
        activity="stopped",
        cause="handover",
        attribution="planned",
        power="standby",
        code=62,
        mode=5,
        saving=True,
    ),
    "off": Situation(
        activity="off",
        cause="switched_off",
        attribution="planned",
        power="off",
        code=63,
        mode=0,
        on=False,
    ),
}

PAUSES = {"break": "break", "maintenance": "maintenance", "handover": "handover", "": "off"}
"""Purpose of a calendar pause to the situation; without a purpose the plant is closed."""
