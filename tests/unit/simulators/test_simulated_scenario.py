"""Scenarios: what is packaged loads, what is wrong is refused with a sentence."""

from pathlib import Path

import msgspec
import pytest

from simulators.errors import ScenarioError
from simulators.scenario_file import load_line, load_scenario

FOLDER = Path(load_scenario.__code__.co_filename).parent / "scenarios"
START = 'start = "2026-03-02T06:00:00Z"'
FAULT_ON_X = '[[fault]]\nkind = "silent_machine"\nline = "x"\nfrom_s = 3\nto_s = 4'
LINE_X = 'line = "x"'
HERE = 'line = "demo/here/area/line-1"'
LINE = (FOLDER / "two-machines" / "line.toml").read_text(encoding="utf-8")


def write(folder: Path, text: str) -> Path:
    """Write a line file."""
    path = folder / "line.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_packaged_scenario_loads_by_name() -> None:
    """The packaged plant is found by its name and starts at its fixed instant."""
    scenario = load_scenario("two-machines")
    assert scenario.start == 1_772_402_400_000
    assert [line.config.path for line in scenario.lines] == ["demo/here/area/line-1"]


def test_unknown_name_is_refused_with_the_known_ones() -> None:
    """A wrong scenario name is answered with the right ones."""
    with pytest.raises(ScenarioError, match="two-machines"):
        load_scenario("three-machines")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('trade = "example"', 'trade = "exemple"', "unknown: write one of"),
        ('trade = "example"', "", "no trade"),
        ('name = "Example"', 'name = "Example"\ncolour = 3', "unknown field `colour`"),
        ("cycle_ms = 9000", 'cycle_ms = "slow"', r"\[example\]: Expected `int`"),
        ("cycle_ms = 9000", "cycle_ms = 9000\nwarp = 9", "unknown field `warp`"),
        ('last_counter = "packer"', 'last_counter = "sealer"', "last_counter 'sealer'"),
        ('path = "demo/here/area/line-1"', 'path = "demo/line-1"', "must be enterprise/site"),
        ('vendor = "PCK01"', 'vendor = "CUT01"', "'CUT01' stands twice"),
        ('units = ["packer"]', 'units = ["cutter"]', "exactly one stage"),
        ("cutter = 9.0, packer = 9.0", "cutter = 9.0", "must name every unit"),
        ("cutter = 9.0, packer = 9.0", "cutter = 9.0, packer = 0", "> 0"),
        ('product = "b"\nquantity', 'product = "c"\nquantity', "unknown product 'c'"),
        ('unit = "cutter"\nkind', 'unit = "glue"\nkind', "unknown unit 'glue'"),
        ("jitter_s = 600", "jitter_s = 6000", "must exceed jitter_s"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Atlantis"', "zone 'Asia/Atlantis' is unknown"),
        ('start = "13:50"', 'start = "13:50:05"', "does not match|start"),
        ('kind = "unscheduled"', 'kind = "siesta"', "planned_down or unscheduled"),
        ("[calendar]", "[plc]\nscan_ms = 700\n\n[calendar]", "does not divide 10000"),
    ],
)
def test_wrong_line_file_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """Each mistake in a line file is refused by a sentence that names it."""
    assert old in LINE
    with pytest.raises(ScenarioError, match=sentence):
        load_line(write(tmp_path, LINE.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        ('start = "2026-03-02T06:00:00"', "needs an offset"),
        ('start = "tomorrow"', "not ISO 8601"),
        ('start = "2026-03-02T06:00:00Z"\nspeed = 1', "unknown field `speed`"),
        (
            f"{START}\n{FAULT_ON_X}",
            "unknown line 'x'",
        ),
        (
            f'{START}\n{FAULT_ON_X.replace(LINE_X, HERE)}\nunit = "nobody"',
            "unknown unit 'nobody'",
        ),
        (
            f"{START}\n{FAULT_ON_X.replace(LINE_X, HERE).replace('to_s = 4', 'to_s = 2')}",
            "must be before",
        ),
        (
            'start = "2026-03-02T06:00:00Z"\n[[fault]]\nkind = "gremlin"\nline = "x"',
            "gremlin",
        ),
    ],
)
def test_wrong_plant_file_is_refused(tmp_path: Path, plant: str, sentence: str) -> None:
    """Each mistake in a plant file is refused by a sentence that names it."""
    write(tmp_path, LINE)
    path = tmp_path / "plant.toml"
    path.write_text(f'name = "p"\nlines = ["line.toml"]\n{plant}\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=sentence):
        load_scenario(path)


def test_missing_and_broken_files_are_refused(tmp_path: Path) -> None:
    """A file that is not there or is not TOML is refused by its name."""
    with pytest.raises(ScenarioError, match=r"gone\.toml: cannot be read"):
        load_scenario(tmp_path / "gone.toml")
    with pytest.raises(ScenarioError, match=r"line\.toml: is not TOML"):
        load_line(write(tmp_path, "path = "))


def test_a_line_file_extends_another(tmp_path: Path) -> None:
    """What stands in a line file wins; all the rest is of the file that it extends."""
    whole = load_line(write(tmp_path, LINE))
    other = tmp_path / "other.toml"
    other.write_text('extends = "line.toml"\npath = "a/b/c/d"\n', encoding="utf-8")
    found = load_line(other)
    assert found.config == msgspec.structs.replace(whole.config, path="a/b/c/d")
    assert found.section == whole.section


def test_a_line_file_that_is_extended_must_be_there(tmp_path: Path) -> None:
    """The refusal names the file that is not there."""
    with pytest.raises(ScenarioError, match=r"none\.toml: cannot be read"):
        load_line(write(tmp_path, 'extends = "none.toml"\n'))
