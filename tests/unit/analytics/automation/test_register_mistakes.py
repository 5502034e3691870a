"""A register with mistakes: each is told once with its place, and nothing of the file is used."""

import re
from pathlib import Path

import pytest

from analytics.automation.register_sheets import read_register
from analytics.errors import BadConfig
from analytics.master.data import load_master_data
from tests.unit.analytics.automation.register_texts import (
    EQUIPMENT,
    LINES,
    OPERATIONS,
    SITE,
    SITE_TOML,
    put,
)

BAD_EQUIPMENT = """\
path,name_en,name_zh,kind,net_value_cny,digital_interface,control_type,connected,required_tags,\
standby_power,gateway
e/s/a/l/saw,Saw,锯床,saw,120000,opc_ua,numerical_control,yes,12,,
E/s/a/l/mill,,,,,,,yes,,,
e/s/a/l,,,,,,,yes,,,
e/s/a/other/mill,,,,,,,yes,,,
e/elsewhere/a/l/mill,,,,,,,yes,,,
e/s/a/l/saw,,,,,,,yes,,,
e/s/a/l/lathe,,,,-5,profibus,robotic,yes,,,
e/s/a/l/oven,,,,"1,350,000",none,automatic,yes,,,
e/s/a/l/table,,,,1800,none,manual,,0,,
e/s/a/l/bench,,,,,none,manual,no,0,,light, barrier
"""
BAD_OPERATIONS = """\
path,operation,name_en,name_zh,standard_time_s,control_type,key,level_physical,level_cognitive
e/s/a/l/saw,cut,,,0,numerical_control,yes,6,4
e/s/a/l/saw,cut,,,30,numerical_control,yes,6,4
e/s/a/l/robot,weld,,,30,automatic,maybe,8,2
"""
TOLD = [
    ("equipment", 1, "standby_power", "'standby_power' is no column: known are path, name_en"),
    ("equipment", 1, "standby_power_kw", "is missing: add it; its cells may be blank"),
    ("equipment", 3, "path", "enterprise 'E' must be 1 to 64 characters"),
    ("equipment", 4, "path", "'e/s/a/l' is the path of a line, not of a unit"),
    ("equipment", 5, "path", "e/s/a/other is no line of the site: its lines are a/l"),
    ("equipment", 6, "path", "lies outside the site e/s: write e/s/AREA/LINE/UNIT"),
    ("equipment", 7, "path", "e/s/a/l/saw stands twice: keep one row"),
    ("equipment", 8, "net_value_cny", "-5 is negative: write 0 or more"),
    ("equipment", 8, "digital_interface", "'profibus' is not known here: write opc_ua, mtconnect"),
    ("equipment", 8, "control_type", "'robotic' is not known here: write manual, semi_automatic"),
    ("equipment", 9, "net_value_cny", "'1,350,000' is no number: write digits and a point"),
    ("equipment", 9, "connected", "is yes, but the machine has no digital interface: write no"),
    ("equipment", 10, "connected", "is blank: every row needs it"),
    ("equipment", 11, "", "has 12 cells, the header 11: put a text with a comma between"),
    ("equipment", 11, "net_value_cny", "is blank: write it, for a machine that is not connected"),
    ("operations", 2, "standard_time_s", "0 is zero: write more than 0"),
    ("operations", 3, "operation", "cut of e/s/a/l/saw stands twice: keep one row"),
    ("operations", 4, "path", "e/s/a/l/robot is no unit of equipment.csv: correct it, or add"),
    ("operations", 4, "key", "'maybe' is neither yes nor no: write yes or no"),
    ("operations", 4, "level_physical", "8 is outside 1 to 7: write 1 to 7"),
]


def test_twenty_mistakes_get_twenty_messages(tmp_path: Path) -> None:
    """Each mistake is told once, with file, row, column, what is wrong and what is allowed."""
    folder = put(tmp_path, equipment=BAD_EQUIPMENT, operations=BAD_OPERATIONS)
    _, mistakes = read_register(folder, site=SITE, lines=LINES)
    assert len(mistakes) == 20
    for mistake, (file, row, column, said) in zip(mistakes, TOLD, strict=True):
        assert mistake.file == str(folder / f"{file}.csv")
        assert (mistake.row, mistake.column) == (row, column)
        assert said in str(mistake)
        assert mistake.wrong
        assert mistake.allowed


def test_a_start_is_refused_with_all_of_them(tmp_path: Path) -> None:
    """Master data that name such a register are refused whole, every mistake on its own line."""
    (tmp_path / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    put(tmp_path / "register", equipment=BAD_EQUIPMENT, operations=BAD_OPERATIONS)
    with pytest.raises(BadConfig, match=f"^{len(TOLD)} mistakes in CSV files") as refused:
        load_master_data(tmp_path / "site.toml")
    first, *lines = str(refused.value).splitlines()
    assert "nothing of them is used" in first
    assert len(lines) == len(TOLD)
    assert all(re.search(r"\.csv, row \d+", line) for line in lines)


def _bytes_of(equipment: str) -> dict[str, bytes]:
    return {
        "is UTF-16": equipment.encode("utf-16"),
        "is not UTF-8, byte 0xbe in line 2": equipment.encode("gbk"),
        "is empty": b"\n\n",
        "has a zero byte": equipment.encode() + b"\0",
        "its columns are divided by semicolons": equipment.replace(",", ";").encode(),
        "its columns are divided by tabs": equipment.replace(",", "\t").encode(),
        "its first row names no known column": equipment.split("\n", 1)[1].encode(),
        "is no CSV from here on": equipment.encode() + b'"e/s/a/l/open,',
    }


@pytest.mark.parametrize("said", list(_bytes_of(EQUIPMENT)))
def test_a_file_that_is_no_csv_is_told_once(tmp_path: Path, said: str) -> None:
    """What spoils a whole file is one message, not one for each row."""
    put(tmp_path, operations=OPERATIONS.splitlines()[0] + "\n")
    (tmp_path / "equipment.csv").write_bytes(_bytes_of(EQUIPMENT)[said])
    _, (mistake,) = read_register(tmp_path, site=SITE, lines=LINES)
    assert said in str(mistake)


def test_a_file_that_nobody_reads_is_told(tmp_path: Path) -> None:
    """A misspelt name of a file is no silence; a folder that is not there is none either."""
    put(tmp_path)
    for name in ("Equipment.CSV", "._equipment.csv", "equipment.xlsx"):
        (tmp_path / name).write_text("path\n")
    _, (mistake,) = read_register(tmp_path, site=SITE, lines=LINES)
    assert "is read by nobody: name it equipment.csv or operations.csv" in str(mistake)
    _, (mistake,) = read_register(tmp_path / "none", site=SITE, lines=LINES)
    assert "is no folder" in str(mistake)


@pytest.mark.parametrize(
    ("head", "wrong"), [("path,path", "stands 2 times"), ("path,key_flag", "'key_flag' is no col")]
)
def test_a_header_is_told_as_row_one(tmp_path: Path, head: str, wrong: str) -> None:
    """A column twice and a column that is none are mistakes of the header."""
    put(tmp_path, operations=OPERATIONS.replace("path", head, 1))
    _, mistakes = read_register(tmp_path, site=SITE, lines=LINES)
    assert wrong in str(mistakes[0])
    assert mistakes[0].row == 1
