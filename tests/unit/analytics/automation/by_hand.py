"""The same plant with one automatic operation done by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import floor

from analytics.automation.process_register import AUTOMATIC, RegisteredOperation
from tests.unit.analytics.automation.rate_plant import Plant, Row
from tests.unit.analytics.automation.unseen import without

# Assists are merged within 30 s.
MOST_ASSISTS_PER_S = 120 / 3600


def automatic_operations(plant: Plant) -> list[RegisteredOperation]:
    """Return what may be replaced."""
    return [one for one in plant.register.operations if one.control_type in AUTOMATIC]


def assisted(plant: Plant, one: RegisteredOperation, share: float) -> Plant:
    """Give an operation a share of the assists that its automatic time has room for."""

    def helped(row: Row) -> Row:
        return row | {"assists": float(floor(share * _most_assists(row)))}

    return _with_rows(plant, one, helped)


def by_hand(plant: Plant, one: RegisteredOperation, *, assists_stay: bool) -> Plant:
    """Take away an operation's automatic time, program cycles and runs, and perhaps its assists."""
    unit = str(one.path)

    def manual(row: Row) -> Row:
        gone: Row = {"automatic_time_s": 0.0, "program_cycles": 0.0}
        return row | gone | ({} if assists_stay else {"assists": 0.0})

    times = {row["time"] for row in plant.evidence[unit] if row["operation"] == one.id}
    done = replace(one, control_type="manual")
    operations = tuple(done if own is one else own for own in plant.register.operations)
    equipment = dict(plant.register.equipment)
    if not any(own.path == one.path and own.control_type in AUTOMATIC for own in operations):
        equipment[one.path] = replace(equipment[one.path], control_type="manual")
    return replace(
        _with_rows(plant, one, manual),
        register=replace(plant.register, equipment=equipment, operations=operations),
        runs={**plant.runs, unit: without(plant.runs[unit], times)},
    )


def _most_assists(row: Row) -> float:
    """Return how many assists there can be in the automatic time of a row."""
    automatic_s = row["automatic_time_s"]
    assert isinstance(automatic_s, float)
    return MOST_ASSISTS_PER_S * automatic_s


def _with_rows(plant: Plant, one: RegisteredOperation, change: Callable[[Row], Row]) -> Plant:
    unit = str(one.path)
    rows: Sequence[Row] = [
        change(row) if row["operation"] == one.id else row for row in plant.evidence[unit]
    ]
    return replace(plant, evidence={**plant.evidence, unit: rows})
