"""The mapping file of the furniture cell knows every unit, rate and tag of its machines."""

import tomllib
from importlib.resources import files
from pathlib import Path

from simulators.scenario import Scenario
from simulators.scenario_file import load_line
from simulators.world import World

START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
PACKAGE = Path(str(files("simulators")))
LINE = load_line(PACKAGE / "scenarios/demo-plant/furniture.toml")
MAPPING = tomllib.loads(
    (PACKAGE.parent / "factory/plants/demo-plant/cell-3.agent.toml").read_text(encoding="utf-8")
)
REGISTER = {row["source_unit"]: row for row in MAPPING["unit"]}
UNITS = [unit.id for unit in LINE.config.units]


def test_register_tells_the_scenario_s_rates() -> None:
    """Planned run times and units of the mapping file equal those of the scenario."""
    rates = {p.id: p.planned_run_time_per_item_s for p in LINE.config.products}
    assert [row["unit"] for row in MAPPING["unit"]] == UNITS
    for row, unit in zip(MAPPING["unit"], LINE.config.units, strict=True):
        assert row["source_unit"] == unit.vendor
        assert row["items_per_count"] == unit.items_per_count
        assert row["planned_run_time_s"] == {p: rates[p][unit.id] for p in rates}


def test_every_tag_is_mapped_or_ignored_by_name() -> None:
    """No machine gives a tag that its mapping does not know, and none is waited for in vain."""
    scenario = Scenario(name="cell", start=START, lines=(LINE,))
    first = World(scenario, seed=1, start=START).lines[LINE.config.path].run_until(START)
    assert len(first) == len(UNITS)
    for reading in first:
        mapping = MAPPING["mapping"][REGISTER[reading.unit]["mapping"]]
        known = {origin["tag"] for origin in mapping["tags"].values()}
        known |= {origin["tag"] for origin in mapping["values"].values()}
        known |= {tag for row in mapping["rows"] for tag in row["when"]}
        known |= {"Terminal.MessageNumber", *mapping["ignore"]}
        assert known == set(reading.tags)
