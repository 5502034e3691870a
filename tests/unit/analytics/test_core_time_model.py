"""The state table: what each combination of state, mode and order means."""

from itertools import product

import numpy as np
import pytest

from analytics.oee.time_model import (
    CALENDAR_KINDS,
    LEAF_TABLE,
    MODES,
    ORDER_CONTEXTS,
    PLANNED_DOWN,
    PRODUCTION,
    RULES,
    STATES,
    UNKNOWN,
    UNSCHEDULED,
    Mode,
    OrderContext,
    State,
    leaf_of,
    with_calendar,
)
from contract.states import LEAVES, Leaf


@pytest.mark.parametrize(
    ("state", "mode", "order", "leaf"),
    [
        ("executing", "processing", "active", "production"),
        ("executing", "processing", "none", "production"),
        ("executing", "not_provided", "active", "production"),
        ("executing", "unavailable", "active", "unknown"),
        ("executing", "setup", "active", "setup"),
        ("not_executing", "setup", "none", "setup"),
        ("not_executing", "processing", "active", "delay"),
        ("not_executing", "processing", "none", "down"),
        ("not_executing", "processing", "unavailable", "unknown"),
        ("executing", "maintenance", "active", "delay"),
        ("out_of_service", "maintenance", "none", "down"),
        ("not_available", "unavailable", "active", "delay"),
        ("executing", "none", "active", "delay"),
        ("unavailable", "processing", "active", "unknown"),
    ],
)
def test_combination_belongs_to_its_leaf(
    state: State, mode: Mode, order: OrderContext, leaf: Leaf
) -> None:
    """ISO 22400-2 leaf of a combination, by the order context of OPC 40001-1 annex C."""
    assert leaf_of(state, mode, order) == leaf


def test_table_covers_every_combination() -> None:
    """Every combination has a leaf, and only leaves that a machine can be in by itself."""
    assert LEAF_TABLE.shape == (len(STATES), len(MODES), len(ORDER_CONTEXTS))
    found = {LEAVES[code] for code in LEAF_TABLE.flat}
    assert found == {"production", "setup", "delay", "down", "unknown"}


def test_every_rule_names_its_clause_and_decides_something() -> None:
    """No row of the table is dead or without a source."""
    assert all(rule.clause for rule in RULES)
    decided = set()
    for state, mode, order in product(STATES, MODES, ORDER_CONTEXTS):
        decided.add(
            next(
                n
                for n, rule in enumerate(RULES)
                if (not rule.states or state in rule.states)
                and (not rule.modes or mode in rule.modes)
                and (not rule.orders or order in rule.orders)
            )
        )
    assert decided == set(range(len(RULES)))


def test_precedence_is_producing_then_calendar_then_unknown() -> None:
    """Domain reference 1.7, precedence for one second."""
    leaves = np.array([PRODUCTION, UNKNOWN, UNKNOWN, UNKNOWN], np.int8)
    kinds = np.array(
        [
            CALENDAR_KINDS.index(k)
            for k in ("planned_down", "planned_down", "unscheduled", "planned")
        ],
        np.int8,
    )
    assert with_calendar(leaves, kinds).tolist() == [
        PRODUCTION,
        PLANNED_DOWN,
        UNSCHEDULED,
        UNKNOWN,
    ]
