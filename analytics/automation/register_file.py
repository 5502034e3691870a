"""The process register as people wrote it and the births of machines in, the whole register out.

What a row leaves blank, and a unit without rows, is taken from the newest birth.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import pandas as pd

from analytics.automation.process_register import Equipment, ProcessRegister, RegisteredOperation
from contract.messages import ControlType, DigitalInterface, WorkUnit
from contract.path import EquipmentPath

_T = TypeVar("_T")
# From the least to the most automatic.
_RANK: tuple[ControlType, ...] = ("manual", "semi_automatic", "automatic", "numerical_control")


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """One row of equipment.csv; None and empty text are blank cells, see `Equipment`."""

    path: EquipmentPath
    connected: bool
    name_en: str = ""
    name_zh: str = ""
    kind: str = ""
    net_value_cny: float | None = None
    digital_interface: DigitalInterface | None = None
    control_type: ControlType | None = None
    required_tags: int | None = None
    standby_power_kw: float | None = None
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One row of operations.csv; None and empty text are blank cells.

    The rows of a unit are all its operations: what only its birth knows is none of them.
    """

    path: EquipmentPath
    operation: str
    name_en: str = ""
    name_zh: str = ""
    standard_time_s: float | None = None
    control_type: ControlType | None = None
    key: bool | None = None
    level_physical: int | None = None
    level_cognitive: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """Both files, in order of paths and ids."""

    equipment: tuple[EquipmentRow, ...] = ()
    operations: tuple[OperationRow, ...] = ()


def births_of(line: EquipmentPath, rows: pd.DataFrame) -> dict[EquipmentPath, WorkUnit]:
    """Return the newest birth of each work unit of a line from rows of the series `register`."""
    if rows.empty:
        return {}
    newest = rows.sort_values("time", kind="stable").drop_duplicates("work_unit", keep="last")
    return {
        line.unit(str(row["work_unit"])): _birth(row) for row in newest.to_dict(orient="records")
    }


def process_register(
    file: RegisterFile, births: Mapping[EquipmentPath, WorkUnit]
) -> ProcessRegister:
    """Join what people wrote with what the machines of a site said of themselves.

    What neither says counts least: by hand, without interface, value or standard time.
    """
    rows = {row.path: row for row in file.equipment}
    equipment = {
        path: _equipment(rows.get(path) or EquipmentRow(path, connected=True), births.get(path))
        for path in sorted({*rows, *births})
    }
    by_unit: dict[EquipmentPath, list[OperationRow]] = {}
    for row in file.operations:
        by_unit.setdefault(row.path, []).append(row)
    operations = (
        operation
        for path, one in equipment.items()
        for operation in _operations(one, by_unit.get(path), births.get(path))
    )
    ordered = sorted(operations, key=lambda operation: (operation.path, operation.id))
    return ProcessRegister(equipment, tuple(ordered))


def unsaid(
    file: RegisterFile, births: Mapping[EquipmentPath, WorkUnit]
) -> Mapping[EquipmentPath, tuple[str, ...]]:
    """Return the columns that neither a row nor a birth fills, so that they count least."""
    found: dict[EquipmentPath, list[str]] = {}
    known = {(path, one.id): one for path, birth in births.items() for one in birth.operations}
    for machine in file.equipment:
        if machine.path not in births:
            found.setdefault(machine.path, []).extend(_blank(machine, _OF_MACHINE))
    for step in file.operations:
        if (step.path, step.operation) not in known:
            blank = (f"{name} of {step.operation}" for name in _blank(step, _OF_OPERATION))
            found.setdefault(step.path, []).extend(blank)
    return {path: tuple(names) for path, names in sorted(found.items()) if names}


_OF_MACHINE = ("net_value_cny", "digital_interface", "control_type", "required_tags")
_OF_OPERATION = ("standard_time_s", "control_type", "key")


def _blank(row: EquipmentRow | OperationRow, names: Iterable[str]) -> list[str]:
    return [name for name in names if getattr(row, name) is None]


def _equipment(row: EquipmentRow, birth: WorkUnit | None) -> Equipment:
    said = birth or _nobody(row.path)
    return Equipment(
        path=row.path,
        name_en=row.name_en or said.name_en or row.path.work_unit,
        name_zh=row.name_zh or said.name_zh or row.path.work_unit,
        kind=row.kind or said.kind,
        net_value_cny=_or(row.net_value_cny, said.asset_value_cny),
        digital_interface=_or(row.digital_interface, said.digital_interface),
        control_type=_or(row.control_type, _control_type(said)),
        connected=row.connected,
        required_tags=_or(row.required_tags, len(said.metrics)),
        standby_power_kw=row.standby_power_kw,
        gateway=row.gateway,
    )


def _operations(
    unit: Equipment, rows: list[OperationRow] | None, birth: WorkUnit | None
) -> Iterator[RegisteredOperation]:
    said = {one.id: one for one in birth.operations} if birth else {}
    for row in rows or [OperationRow(unit.path, name) for name in said]:
        known = said.get(row.operation)
        yield RegisteredOperation(
            path=unit.path,
            id=row.operation,
            name_en=row.name_en or unit.name_en,
            name_zh=row.name_zh or unit.name_zh,
            standard_time_s=_or(row.standard_time_s, known.standard_time_s if known else 0.0),
            control_type=_or(row.control_type, known.control_type if known else "manual"),
            key=_or(row.key, known.key if known else False),
            level_physical=row.level_physical or 0,
            level_cognitive=row.level_cognitive or 0,
        )


def _control_type(birth: WorkUnit) -> ControlType:
    """Return how a unit is controlled as its birth says it: of several operations the least."""
    if birth.numerically_controlled:
        return "numerical_control"
    found = {operation.control_type for operation in birth.operations}
    return next((one for one in _RANK if one in found), "manual")


def _nobody(path: EquipmentPath) -> WorkUnit:
    return WorkUnit(
        unit=path.work_unit,
        name_en="",
        name_zh="",
        kind="",
        vendor="",
        model="",
        controller="",
        digital_interface="none",
        numerically_controlled=False,
        asset_value_cny=0.0,
        key_process=False,
    )


def _birth(row: Mapping[Hashable, object]) -> WorkUnit:
    """Return one row as it was born; a cell that is absent says nothing."""
    given = {
        str(name): msgspec.json.decode(value) if name in _JSON and isinstance(value, str) else value
        for name, value in row.items()
        if name in WorkUnit.__struct_fields__ and not _absent(value)
    }
    unit = str(row["work_unit"])
    blank = msgspec.to_builtins(_nobody(EquipmentPath("a", "a", "a", "a", unit)))
    return msgspec.convert(blank | given, WorkUnit, strict=False)


_JSON = frozenset(("operations", "planned_run_time_s", "metrics"))


def _absent(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and value != value)  # noqa: PLR0124  NaN


def _or(own: _T | None, other: _T) -> _T:
    return other if own is None else own
