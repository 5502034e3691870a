"""Which time leaf an instant belongs to, as a table (ISO 22400-2 time model, OPC 40001-1 annex C).

State, operation mode, order context and calendar enter as codes; leaves leave as codes.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from contract.states import ITEM_STATES, LEAVES, OPERATION_MODES, ItemState, Leaf, OperationMode

Codes = npt.NDArray[np.int8]
OrderContext = Literal["active", "none", "unavailable"]
# An order that a machine does not report counts as active (contract 5, master data).
ORDER_CONTEXTS: tuple[OrderContext, ...] = ("active", "none", "unavailable")
# What else a mode may be: a field this machine does not have, or one it called unavailable.
Mode = OperationMode | Literal["not_provided", "unavailable"]
MODES: tuple[Mode, ...] = (*OPERATION_MODES, "not_provided", "unavailable")
State = ItemState | Literal["unavailable"]
STATES: tuple[State, ...] = (*ITEM_STATES, "unavailable")

UNSCHEDULED, PLANNED_DOWN, PRODUCTION, SETUP, DELAY, DOWN, UNKNOWN = range(len(LEAVES))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; an empty condition is any."""

    states: tuple[State, ...]
    modes: tuple[Mode, ...]
    orders: tuple[OrderContext, ...]
    leaf: Leaf
    clause: str


# First match wins. The calendar is applied afterwards, see `with_calendar`.
RULES: tuple[Rule, ...] = (
    Rule(("unavailable",), (), (), "unknown", "domain reference 1.7: missing data"),
    Rule(
        ("executing", "not_executing"),
        ("unavailable",),
        (),
        "unknown",
        "domain reference 1.7: missing data; it may be setup",
    ),
    Rule(
        ("executing",),
        ("processing", "not_provided"),
        (),
        "production",
        "ISO 22400-2 APT; OPC 40001-1 C.2: executing while processing",
    ),
    Rule((), ("setup",), (), "setup", "ISO 22400-2 AUST; OPC 40001-1 C.2: setup mode"),
    Rule(
        (),
        (),
        ("unavailable",),
        "unknown",
        "OPC 40001-1 C.2: delay or down depends on the order, which is not known",
    ),
    Rule((), (), ("active",), "delay", "ISO 22400-2 ADET; OPC 40001-1 C.2: order registered"),
    Rule((), (), ("none",), "down", "ISO 22400-2 ADOT; OPC 40001-1 C.2: no order"),
)


def leaf_of(state: State, mode: Mode, order: OrderContext) -> Leaf:
    """Return the leaf of an instant inside planned busy time."""
    for rule in RULES:
        if (
            (not rule.states or state in rule.states)
            and (not rule.modes or mode in rule.modes)
            and (not rule.orders or order in rule.orders)
        ):
            return rule.leaf
    raise AssertionError("the rules above cover every combination")  # our own bug


def _table() -> Codes:
    table = np.empty((len(STATES), len(MODES), len(ORDER_CONTEXTS)), dtype=np.int8)
    for s, state in enumerate(STATES):
        for m, mode in enumerate(MODES):
            for o, order in enumerate(ORDER_CONTEXTS):
                table[s, m, o] = LEAVES.index(leaf_of(state, mode, order))
    return table


# The rules spelled out for [state, mode, order context].
LEAF_TABLE: Codes = _table()
# Calendar kinds as codes, and the leaf a kind stands for (planned time stands for none).
CALENDAR_KINDS = ("planned", "unscheduled", "planned_down")
_CALENDAR_LEAVES: Codes = np.array([-1, UNSCHEDULED, PLANNED_DOWN], dtype=np.int8)


def with_calendar(leaves: Codes, kinds: Codes) -> Codes:
    """Apply the precedence of 1.7: producing, then calendar, then unknown, then the rest."""
    calendar = _CALENDAR_LEAVES[kinds]
    return np.where((leaves != PRODUCTION) & (calendar >= 0), calendar, leaves)
