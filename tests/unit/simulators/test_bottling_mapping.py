"""The bottling line's mapping file fits its scenario and every tag its controllers give."""

import tomllib
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import msgspec

from simulators.plc import Reading
from simulators.scenario import Scenario
from simulators.scenario_file import load_line
from simulators.world import World

START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
SIMULATORS = Path(str(files("simulators")))
LINE = load_line(SIMULATORS / "scenarios/demo-plant/bottling.toml")
MAPPING = tomllib.loads(
    (SIMULATORS.parent / "factory/plants/demo-plant/line-1.agent.toml").read_text("utf-8")
)
REGISTER = {row["source_unit"]: row for row in MAPPING["unit"]}


def _readings() -> list[Reading]:
    world = World(Scenario(name="bottling", start=START, lines=(LINE,)), seed=7, start=START)
    return world.lines[LINE.config.path].run_until(START + 8 * 3_600_000)


def test_mapping_file_fits_the_scenario() -> None:
    """Register, ideal rates and counts per item agree; every tag is mapped or ignored by name."""
    config = LINE.config
    assert MAPPING["line"] == config.path
    assert [row["unit"] for row in MAPPING["unit"]] == [unit.id for unit in config.units]
    for row, unit in zip(MAPPING["unit"], config.units, strict=True):
        assert row["source_unit"] == unit.vendor
        assert row["items_per_count"] == unit.items_per_count
        assert row["planned_run_time_s"] == {
            product.id: product.planned_run_time_per_item_s[unit.id] for product in config.products
        }
    told: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, set[str]] = defaultdict(set)
    for source_unit, _, _, tags in _readings():
        told[source_unit].update(tags)
        if "Admin.StopReason.ID" in tags:
            codes[source_unit].add(str(tags["Admin.StopReason.ID"]))
    for source_unit, tags_told in told.items():
        mapping = MAPPING["mapping"][REGISTER[source_unit]["mapping"]]
        used = {origin["tag"] for origin in mapping["tags"].values() if "tag" in origin}
        assert used <= tags_told, "a field is mapped that the machine never gives"
        used |= {origin["tag"] for origin in mapping["values"].values()} | set(mapping["ignore"])
        used |= {"Status.UnitModeCurrent", "Status.StateCurrent", "Admin.StopReason.ID"}
        assert tags_told <= used
        assert codes[source_unit] - {"0"} <= set(mapping["words"]["stop_reasons"])


def test_every_stop_code_of_the_scenario_has_a_word() -> None:
    """Also the rare ones that no short run meets."""
    section = msgspec.to_builtins(LINE.section)
    words = [mapping["words"]["stop_reasons"] for mapping in MAPPING["mapping"].values()]
    for machine in section["machine"]:
        for cause in (*machine["minor"]["causes"], *machine["breakdown"]["causes"]):
            assert all(str(cause["code"]) in table for table in words), cause
