"""States, modes and time leaves in the words of OPC 40001-1 and ISO 22400-2."""

from typing import Literal, get_args

# OPC 40001-1 MachineryItemState, in snake case.
ItemState = Literal["not_available", "out_of_service", "not_executing", "executing"]
ITEM_STATES: tuple[ItemState, ...] = get_args(ItemState)

# OPC 40001-1 MachineryOperationMode.
OperationMode = Literal["none", "processing", "setup", "maintenance"]
OPERATION_MODES: tuple[OperationMode, ...] = get_args(OperationMode)

# Who moves the machine: program, hand, single blocks by hand (MDI), jog.
ControlMode = Literal["automatic", "manual", "mdi", "jog"]
CONTROL_MODES: tuple[ControlMode, ...] = get_args(ControlMode)

# Every millisecond of a work unit belongs to exactly one leaf (ISO 22400-2 time model, 1.2 of the
# domain reference): unscheduled, planned down, APT, AUST, ADET, ADOT and what nobody saw.
Leaf = Literal["unscheduled", "planned_down", "production", "setup", "delay", "down", "unknown"]
LEAVES: tuple[Leaf, ...] = get_args(Leaf)

# The name of each leaf in rows and exports (seconds).
LEAF_FIELD: dict[Leaf, str] = {
    "unscheduled": "unscheduled_time_s",
    "planned_down": "planned_down_time_s",
    "production": "actual_production_time_s",
    "setup": "actual_unit_setup_time_s",
    "delay": "actual_unit_delay_time_s",
    "down": "actual_unit_down_time_s",
    "unknown": "unknown_time_s",
}

# What a machine was seen to do, as one number: dashboards colour and name numbers, and only a
# number can be put where nothing was said. 0 is never stored: it stands for a silence.
STATE_UNKNOWN = 0
STATE_CODES: dict[str, int] = {
    "unknown": STATE_UNKNOWN,
    "not_available": 1,
    "out_of_service": 2,
    "not_executing": 3,
    "executing": 4,
    "setup": 5,
    "maintenance": 6,
}


def state_code(state: ItemState | None, operation_mode: OperationMode | None) -> int | None:
    """Return the number of a state, None without one; setup and maintenance show where at work."""
    if state is None:
        return None
    if state in {"executing", "not_executing"} and operation_mode in {"setup", "maintenance"}:
        return STATE_CODES[operation_mode]
    return STATE_CODES[state]
