"""The register that people wrote, joined with what machines said of themselves at birth."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.automation.process_register import Equipment, ProcessRegister, RegisteredOperation
from analytics.automation.register_file import (
    EquipmentRow,
    OperationRow,
    RegisterFile,
    births_of,
    process_register,
    unsaid,
)
from analytics.automation.register_sheets import read_register
from analytics.master.data import load_master_data
from contract.messages import ControlType, Metric, Operation, WorkUnit
from tests.unit.analytics.automation.register_texts import (
    EQUIPMENT,
    LINE,
    LINES,
    OPERATIONS,
    SITE,
    SITE_TOML,
    put,
)

PRESS = WorkUnit(
    unit="press",
    name_en="Press",
    name_zh="压机",
    kind="press",
    vendor="v",
    model="m",
    controller="c",
    digital_interface="modbus",
    numerically_controlled=False,
    asset_value_cny=38500.0,
    key_process=True,
    operations=(
        Operation(id="press", standard_time_s=31.2, control_type="semi_automatic", key=True),
        Operation(id="turn", standard_time_s=9.0, control_type="automatic"),
    ),
    metrics=(Metric(name="produced", unit="1"), Metric(name="energy_kwh", unit="kWh")),
)


def register_of(folder: Path) -> RegisterFile:
    """Read a register that has no mistakes."""
    file, mistakes = read_register(folder, site=SITE, lines=LINES)
    assert mistakes == []
    return file


def test_blank_cells_are_taken_from_the_birth(tmp_path: Path) -> None:
    """What people wrote stands; what they left out is what the machine said of itself."""
    register = process_register(register_of(put(tmp_path)), {LINE.unit("press"): PRESS})
    assert list(register.equipment) == [LINE.unit(name) for name in ("press", "saw", "table")]
    assert register.equipment[LINE.unit("press")] == Equipment(
        path=LINE.unit("press"),
        name_en="Press",
        name_zh="压机",
        kind="press",
        net_value_cny=38500.0,
        digital_interface="modbus",
        control_type="semi_automatic",
        connected=True,
        required_tags=2,
    )
    table = register.equipment[LINE.unit("table")]
    assert (table.connected, table.gateway) == (False, "counter, light barrier")
    assert [(one.path.work_unit, one.id) for one in register.operations] == [
        ("press", "press"),
        ("saw", "cut"),
        ("table", "pack"),
    ]
    assert register.operations[0] == RegisteredOperation(
        path=LINE.unit("press"),
        id="press",
        name_en="Press",
        name_zh="压机",
        standard_time_s=31.2,
        control_type="semi_automatic",
        key=True,
        level_physical=5,
    )


def test_a_unit_without_rows_is_registered_as_it_was_born() -> None:
    """A machine that people never wrote down is in the register with all its operations."""
    register = process_register(RegisterFile(), {LINE.unit("press"): PRESS})
    assert [one.id for one in register.operations] == ["press", "turn"]
    assert register.equipment[LINE.unit("press")].connected


def test_what_nobody_says_counts_least() -> None:
    """A connected machine that never spoke is manual, without interface, value or weight."""
    file = RegisterFile(
        (EquipmentRow(LINE.unit("saw"), connected=True),), (OperationRow(LINE.unit("saw"), "cut"),)
    )
    register = process_register(file, {})
    saw, (cut,) = register.equipment[LINE.unit("saw")], register.operations
    assert (saw.digital_interface, saw.control_type, saw.net_value_cny) == ("none", "manual", 0.0)
    assert (cut.control_type, cut.standard_time_s, cut.key) == ("manual", 0.0, False)


def test_what_nobody_says_is_named(tmp_path: Path) -> None:
    """Blank cells without a birth are listed; those that the birth fills are not."""
    file = register_of(put(tmp_path))
    assert unsaid(file, {LINE.unit("press"): PRESS}) == {}
    assert unsaid(file, {}) == {
        LINE.unit("press"): (
            "net_value_cny",
            "digital_interface",
            "control_type",
            "required_tags",
            "standard_time_s of press",
            "control_type of press",
            "key of press",
        )
    }


@pytest.mark.parametrize(
    ("kinds", "program", "expected"),
    [
        ((), False, "manual"),
        (("automatic", "semi_automatic"), False, "semi_automatic"),
        (("automatic",), False, "automatic"),
        ((), True, "numerical_control"),
    ],
)
def test_the_birth_of_a_unit_tells_how_it_is_controlled(
    *, kinds: tuple[ControlType, ...], program: bool, expected: ControlType
) -> None:
    """Of several operations the least automatic counts, unless a program moves the machine."""
    operations = tuple(Operation(id=kind, standard_time_s=1.0, control_type=kind) for kind in kinds)
    birth = msgspec.structs.replace(PRESS, operations=operations, numerically_controlled=program)
    register = process_register(RegisterFile(), {LINE.unit("press"): birth})
    assert register.equipment[LINE.unit("press")].control_type == expected


def test_births_are_the_newest_rows_of_the_register() -> None:
    """Rows of the series say what the birth said; absent cells say nothing."""
    whole = msgspec.to_builtins(PRESS)
    lists = ("operations", "planned_run_time_s", "metrics")
    row = {name: value for name, value in whole.items() if name != "unit"}
    row |= {name: msgspec.json.encode(whole[name]).decode() for name in lists}
    rows = pd.DataFrame(
        [
            row | {"time": 2, "work_unit": "press"},
            row | {"time": 1, "work_unit": "press", "kind": "old"},
            {"time": 1, "work_unit": "bare"},
        ]
    )
    found = births_of(LINE, rows)
    assert found[LINE.unit("press")] == PRESS
    assert found[LINE.unit("bare")].digital_interface == "none"
    assert births_of(LINE, rows.iloc[:0]) == {}


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\n\n").encode() + b",,,,,,,,,,\n",
        lambda text: "\n".join(f'{row},""' for row in text.splitlines()).encode(),
        lambda text: text.replace(",yes,", ", yes ,").encode(),
    ],
    ids=["byte order mark", "carriage returns", "blank rows", "a blank column", "spaces"],
)
def test_how_a_spreadsheet_saves_it_changes_nothing(
    tmp_path: Path, spell: Callable[[str], bytes]
) -> None:
    """Byte order mark, line ends, blank rows and columns and spaces around cells say nothing."""
    plain = register_of(put(tmp_path / "plain"))
    folder = put(tmp_path / "spelled")
    (folder / "equipment.csv").write_bytes(spell(EQUIPMENT))
    (folder / "operations.csv").write_bytes(spell(OPERATIONS))
    assert register_of(folder) == plain


@given(order=st.permutations(EQUIPMENT.splitlines()[1:]))
def test_the_order_of_rows_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    """A register that was sorted anew is the same."""
    head = EQUIPMENT.splitlines()[0]
    folder = put(tmp_path_factory.mktemp("sorted"), equipment="\n".join([head, *order]) + "\n")
    assert register_of(folder) == register_of(put(tmp_path_factory.mktemp("plain")))


def test_the_hash_of_master_data_follows_the_register(tmp_path: Path) -> None:
    """A changed cell is another content of the master data; another spelling is not."""
    (tmp_path / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    put(tmp_path / "register")
    first = load_master_data(tmp_path / "site.toml")
    assert len(first.register.equipment) == 3
    put(tmp_path / "register", equipment=EQUIPMENT.replace("120000", "120000.0"))
    assert load_master_data(tmp_path / "site.toml").hash == first.hash
    put(tmp_path / "register", equipment=EQUIPMENT.replace("120000", "120001"))
    assert load_master_data(tmp_path / "site.toml").hash != first.hash


def test_a_register_below_a_place_has_its_own_units_only(tmp_path: Path) -> None:
    """Lines and units of other lines are left out."""
    whole = process_register(register_of(put(tmp_path)), {})
    assert whole.below(LINE) == whole
    assert whole.below(LINE.unit("saw")).operations == whole.operations[1:2]
    assert whole.below(SITE) == whole
    assert ProcessRegister({}, ()) == whole.below(LINE.unit("none"))
