"""The two CSV files of the process register in, their rows and every mistake in them out.

equipment.csv has a row per machine or workstation, operations.csv one per operation of such.
"""

from collections.abc import Collection
from pathlib import Path
from typing import get_args

from analytics.automation.cells import amount, one_of, positive, text, unit_at, whole, yes_no
from analytics.automation.register_file import EquipmentRow, OperationRow, RegisterFile
from analytics.automation.sheet import Column, Mistake, Row, Sheet, read_sheet, strangers
from contract.messages import ControlType, DigitalInterface
from contract.path import EquipmentPath

EQUIPMENT_FILE = "equipment.csv"
OPERATIONS_FILE = "operations.csv"

_CONTROLS: tuple[ControlType, ...] = get_args(ControlType)
_INTERFACES: tuple[DigitalInterface, ...] = get_args(DigitalInterface)
_MOST_TAGS = 100_000
_LEVELS = 7  # Frohm et al. 2008

NAME_EN = Column("name_en", text)
NAME_ZH = Column("name_zh", text)
CONTROL_TYPE = Column("control_type", one_of(_CONTROLS))
KIND = Column("kind", text)
NET_VALUE = Column("net_value_cny", amount)
INTERFACE = Column("digital_interface", one_of(_INTERFACES))
CONNECTED = Column("connected", yes_no)
REQUIRED_TAGS = Column("required_tags", whole(0, _MOST_TAGS))
STANDBY_POWER = Column("standby_power_kw", amount)
GATEWAY = Column("gateway", text)
OPERATION = Column("operation", text)
STANDARD_TIME = Column("standard_time_s", positive)
KEY = Column("key", yes_no)
LEVEL_PHYSICAL = Column("level_physical", whole(1, _LEVELS))
LEVEL_COGNITIVE = Column("level_cognitive", whole(1, _LEVELS))

_MACHINE = (
    NAME_EN,
    NAME_ZH,
    KIND,
    NET_VALUE,
    INTERFACE,
    CONTROL_TYPE,
    CONNECTED,
    REQUIRED_TAGS,
    STANDBY_POWER,
    GATEWAY,
)
_STEP = (
    OPERATION,
    NAME_EN,
    NAME_ZH,
    STANDARD_TIME,
    CONTROL_TYPE,
    KEY,
    LEVEL_PHYSICAL,
    LEVEL_COGNITIVE,
)
EQUIPMENT_COLUMNS = ("path", *(column.name for column in _MACHINE))
OPERATION_COLUMNS = ("path", *(column.name for column in _STEP))

_ALWAYS = "every row needs it"
_UNSEEN = "write it, for a machine that is not connected tells nothing itself"

_Path = Column[EquipmentPath]


def read_register(
    folder: Path, *, site: EquipmentPath, lines: Collection[EquipmentPath]
) -> tuple[RegisterFile, list[Mistake]]:
    """Read the register of a site; with mistakes, nothing of what is returned is to be used.

    Args:
        folder: holds one of the files, or both.
        site: whose register it is.
        lines: its lines as master data name them; empty where they name none.
    """
    mistakes = strangers(folder, (EQUIPMENT_FILE, OPERATIONS_FILE))
    path: _Path = Column("path", unit_at(site, lines))
    equipment, operations = folder / EQUIPMENT_FILE, folder / OPERATIONS_FILE
    machines: dict[EquipmentPath, EquipmentRow] = {}
    steps: dict[tuple[EquipmentPath, str], OperationRow] = {}
    named: frozenset[str] = frozenset()
    if equipment.exists():
        sheet = read_sheet(equipment, (path, *_MACHINE))
        machines = _machines(sheet, path)
        named = frozenset(row.raw(path) for row in sheet.rows) - {""}
        mistakes += sheet.mistakes
    if operations.exists():
        sheet = read_sheet(operations, (path, *_STEP))
        unseen = frozenset(one for one, row in machines.items() if not row.connected)
        steps = _steps(sheet, path, named=named, unseen=unseen)
        mistakes += sheet.mistakes
    file = RegisterFile(
        tuple(machines[one] for one in sorted(machines)), tuple(steps[key] for key in sorted(steps))
    )
    return file, mistakes


def _machines(sheet: Sheet, path: _Path) -> dict[EquipmentPath, EquipmentRow]:
    found: dict[EquipmentPath, EquipmentRow] = {}
    for row in sheet.rows:
        one = _machine(row, path)
        if one is None:
            continue
        if one.path in found:
            row.tell(f"{one.path} stands twice", "keep one row", column=path.name)
        found.setdefault(one.path, one)
    return found


def _machine(row: Row, path: _Path) -> EquipmentRow | None:
    place, connected = row.of(path, _ALWAYS), row.of(CONNECTED, _ALWAYS)
    why = _UNSEEN if connected is False else ""
    interface = row.of(INTERFACE, why)
    if connected and interface == "none":
        row.tell(
            "is yes, but the machine has no digital interface",
            "write no, or the interface it is read by",
            column=CONNECTED.name,
        )
    names = [row.of(column) or "" for column in (NAME_EN, NAME_ZH, KIND, GATEWAY)]
    one = EquipmentRow(
        path=place or _NOWHERE,
        connected=bool(connected),
        name_en=names[0],
        name_zh=names[1],
        kind=names[2],
        net_value_cny=row.of(NET_VALUE, why),
        digital_interface=interface,
        control_type=row.of(CONTROL_TYPE, why),
        required_tags=row.of(REQUIRED_TAGS, why),
        standby_power_kw=row.of(STANDBY_POWER),
        gateway=names[3],
    )
    return None if place is None else one


def _steps(
    sheet: Sheet, path: _Path, *, named: frozenset[str], unseen: frozenset[EquipmentPath]
) -> dict[tuple[EquipmentPath, str], OperationRow]:
    found: dict[tuple[EquipmentPath, str], OperationRow] = {}
    for row in sheet.rows:
        one = _step(row, path, unseen)
        if one is None:
            continue
        if named and str(one.path) not in named:
            row.tell(
                f"{one.path} is no unit of {EQUIPMENT_FILE}",
                "correct it, or add its row there",
                column=path.name,
            )
        key = one.path, one.operation
        if key in found:
            row.tell(
                f"{one.operation} of {one.path} stands twice",
                "keep one row",
                column=OPERATION.name,
            )
        found.setdefault(key, one)
    return found


def _step(row: Row, path: _Path, unseen: frozenset[EquipmentPath]) -> OperationRow | None:
    place, operation = row.of(path, _ALWAYS), row.of(OPERATION, _ALWAYS)
    why = _UNSEEN if place in unseen else ""
    one = OperationRow(
        path=place or _NOWHERE,
        operation=operation or "",
        name_en=row.of(NAME_EN) or "",
        name_zh=row.of(NAME_ZH) or "",
        standard_time_s=row.of(STANDARD_TIME, why),
        control_type=row.of(CONTROL_TYPE, why),
        key=row.of(KEY, why),
        level_physical=row.of(LEVEL_PHYSICAL),
        level_cognitive=row.of(LEVEL_COGNITIVE),
    )
    return None if place is None or operation is None else one


_NOWHERE = EquipmentPath("nowhere")
