"""The enterprises of the city are lines of the demo plant at other places, on one shift a day."""

import csv
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from analytics.automation.register_file import RegisterFile, process_register
from analytics.master.calendar import Calendar
from analytics.master.data import MasterData
from contract.messages import WorkUnit
from contract.path import EquipmentPath
from edge_agent.config import AgentConfig
from edge_agent.register import register
from factory.errors import ConfigError
from factory.plant_files import PlantFiles, find_plant, packaged_plants
from factory.world_run import PlantSetup, load_setup
from simulators.plant_calendar import PlantCalendar

ENTERPRISES = {"cq-bottling": 7, "cq-furniture": 4, "cq-sewing": 25}
HOUR = 3_600_000
DAYS = 5


@cache
def city() -> PlantSetup:
    """Return the city as it ships."""
    return load_setup("city")


def births(agents: Mapping[str, AgentConfig]) -> dict[EquipmentPath, WorkUnit]:
    """Return what agents say of their machines."""
    return {
        config.path.unit(unit.unit): unit for config in agents.values() for unit in register(config)
    }


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_three_enterprises_have_a_line_each() -> None:
    """Every site has master data, an agent and a line of its own."""
    assert {master.enterprise for master in city().masters} == set(ENTERPRISES)
    assert {line.enterprise for line in city().lines} == set(ENTERPRISES)
    for master in city().masters:
        (line,) = [line for line in city().lines if line.enterprise == master.enterprise]
        assert list(master.place.lines) == [line]
        assert len(city().agents[str(line)].unit) == ENTERPRISES[master.enterprise]


def test_machines_are_those_of_the_demo_plant() -> None:
    """But for where they stand, births and simulated machines are equal."""
    demo = load_setup("demo-plant")
    for one, other in zip(city().scenario.lines, demo.scenario.lines, strict=True):
        assert one.section == other.section
        assert (one.config.units, one.config.products) == (
            other.config.units,
            other.config.products,
        )
        mine, theirs = city().agents[one.config.path], demo.agents[other.config.path]
        assert mine == theirs.model_copy(update={"line": one.config.path})


@pytest.mark.parametrize("master", city().masters, ids=lambda master: master.enterprise)
def test_registers_and_records_say_what_those_of_the_demo_plant_say(master: MasterData) -> None:
    """Rows of the register are the demo plant's at another place; every machine has one."""
    demo = packaged_plants() / "demo-plant" / "register"
    mine = packaged_plants() / "city" / master.enterprise / "register"
    here = f"{master.enterprise}/plant/"
    for name in ("equipment.csv", "operations.csv"):
        written = rows(mine, name)
        moved = [
            row | {"path": row["path"].replace("demo/chongqing/", here)} for row in rows(demo, name)
        ]
        areas = {row["path"].split("/")[2] for row in written}
        assert written == [row for row in moved if row["path"].split("/")[2] in areas]
    born = process_register(RegisterFile(), births(city().agents))
    assert {path for path in born.equipment if path.enterprise == master.enterprise} == set(
        process_register(master.register, {}).equipment
    )
    planned = {(one.line, one.id) for one in master.file.orders}
    recorded = {
        (f"{one.line.area}/{one.line.work_center}", one.order) for one in master.records.orders
    }
    assert recorded == planned
    assert set(master.records.materials) == {one.product for one in master.file.orders}


@pytest.mark.parametrize("master", city().masters, ids=lambda master: master.enterprise)
def test_bills_and_base_period_lie_in_the_five_days(master: MasterData) -> None:
    """Electricity is billed for the five days that are played, and the first one is the base."""
    start = city().scenario.start
    (bill,) = master.records.bills
    assert (bill.start, bill.end) == (start, start + DAYS * 24 * HOUR)
    assert master.file.green_base_period == "2026-03-02/2026-03-02"
    assert datetime.fromtimestamp(start / 1000, master.calendar.zone).isoformat() == (
        "2026-03-02T06:00:00+08:00"
    )


@pytest.mark.parametrize("number", range(len(ENTERPRISES)))
def test_both_calendars_have_one_shift_a_day(number: int) -> None:
    """Simulated line and master data agree every ten minutes of five days: 8 h a day are open."""
    line = city().scenario.lines[number]
    simulated = PlantCalendar(line.config.calendar)
    known = city_calendar(EquipmentPath.parse(line.config.path))
    start = city().scenario.start
    end = start + DAYS * 24 * HOUR
    kinds = {"open": "planned"}
    spans = {span.start: span for span in known.spans(start, end)}
    now = None
    open_ms = 0
    for instant in range(start, end, 600_000):
        now = spans.get(instant, now)
        slot = simulated.slot_at(instant)
        assert now is not None
        assert (kinds.get(slot.kind, slot.kind), slot.shift.name if slot.shift else "") == (
            now.kind,
            now.shift,
        )
        open_ms += 600_000 * (slot.shift is not None)
    assert open_ms == DAYS * 8 * HOUR


def city_calendar(line: EquipmentPath) -> Calendar:
    """Return the calendar that master data give a line."""
    (master,) = [one for one in city().masters if one.enterprise == line.enterprise]
    return master.line(line).calendar


def test_a_folder_of_plants_is_found(tmp_path: Path) -> None:
    """A folder has the sites and agents of the plants in it; an empty one is refused."""
    assert len(find_plant("city", scenario="city").sites) == len(ENTERPRISES)
    assert PlantFiles(packaged_plants() / "demo-plant").sites == (
        packaged_plants() / "demo-plant" / "site.toml",
    )
    (tmp_path / "none.plant").mkdir()
    with pytest.raises(ConfigError, match=r"must hold site\.toml"):
        find_plant("none", scenario=str(tmp_path / "none.toml"))
