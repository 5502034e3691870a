"""Comparison of KPI rows with truth rows."""

from typing import Any

import pytest

from contract.kpi import BASE_FIELD_NAMES
from factory.truth.kpis import RATIOS, compare


def row(**changes: Any) -> dict[str, Any]:
    """One complete row of a unit's hour."""
    values: dict[str, Any] = dict.fromkeys(BASE_FIELD_NAMES, 100.0)
    values |= dict.fromkeys(RATIOS, 0.5)
    key = {"level": "unit", "path": "a/b/c/d/e", "window": "hour", "window_start": "T"}
    return key | {"partial": False} | values | changes


def test_equal_rows_show_no_difference() -> None:
    """Rows that agree within tolerance are equal."""
    assert compare([row(good_quantity=100.00005)], [row()]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("good_quantity", 100.001),
        ("oee_index", 0.5 + 2e-9),
        ("availability", None),
        ("partial", True),
        ("energy_kwh_production", 99.0),
    ],
)
def test_a_difference_is_named(field: str, value: float | None) -> None:
    """A field beyond its tolerance is reported by name with both values."""
    (found,) = compare([row(**{field: value})], [row()])
    assert found.field == field
    assert found.got == value


def test_a_missing_and_a_surplus_row_are_differences() -> None:
    """A row that only one side has is a difference, whichever side it is."""
    surplus = compare([row(), row(window="day")], [row()])
    missing = compare([row()], [row(), row(window="day")])
    assert [(found.field, found.got) for found in surplus] == [("row", "present")]
    assert [(found.field, found.got) for found in missing] == [("row", "absent")]
