"""The furniture cell behaves as a cell does: pauses, wear, panels, energy and whole shifts."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.cnc.job import nests_of
from simulators.cnc.section import CncSection, NestSection
from simulators.cnc.tool import Tool
from simulators.errors import ScenarioError
from simulators.journal import ActivityChange, CycleStart, JournalEvent, Pieces
from simulators.plant_calendar import PlantCalendar
from simulators.plc import Reading
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.world import World

HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
LINE = load_line(Path(str(files("simulators"))) / "scenarios/demo-plant/furniture.toml")
ROUTERS = ("router-1", "router-2")
SHIFT_FIELDS = (
    "unscheduled_time_s",
    "planned_down_time_s",
    "actual_production_time_s",
    "actual_unit_setup_time_s",
    "actual_unit_delay_time_s",
    "actual_unit_down_time_s",
    "scrap_quantity",
)


def section() -> CncSection:
    """Return the section of the demo plant."""
    assert isinstance(LINE.section, CncSection)
    return LINE.section


class Keep:
    """A journal sink that keeps every event."""

    def __init__(self) -> None:
        self.events: list[JournalEvent] = []

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


def build(seed: int, *, line: LineScenario = LINE, keep: Keep | None = None) -> World:
    """Return a world of this cell alone."""
    scenario = Scenario(name="cell", start=START, lines=(line,))
    sinks = [keep] if keep else []
    return World(scenario, seed=seed, start=START, sinks=lambda _: sinks)


@cache
def played(seed: int, hours: int) -> tuple[World, Sequence[JournalEvent], Sequence[Reading]]:
    """Play the cell."""
    keep = Keep()
    world = build(seed, keep=keep)
    readings = world.lines[LINE.config.path].run_until(START + hours * HOUR)
    return world, keep.events, readings


@pytest.mark.parametrize("seed", [3, 4])
def test_every_shift_shows_every_leaf_and_event(seed: int) -> None:
    """Every leaf, three products, a breakdown, ten short stops and scrap; OEE as in job shops."""
    world, events, _ = played(seed, 24)
    shifts = [
        row
        for row in world.truth_rows(START + 24 * HOUR)
        if (row.level, row.window, row.partial) == ("line", "shift", False)
    ]
    assert len(shifts) == 3
    stops = stops_of(events)
    for row in shifts:
        assert [name for name in SHIFT_FIELDS if not (row.values[name] or 0) > 0] == []
        inside = [s for s in stops if row.window_start <= s[0] < row.window_end]
        assert any(cause.startswith("breakdown") for _, _, cause in inside)
        minor = [c for a, b, c in inside if b - a < 300_000 and c not in PLANNED]
        assert len(minor) >= 10
        assert 0.40 < (row.values["oee_index"] or 0) < 0.65


PLANNED = {"break", "handover", "no_order", "load_unload", "breakdown_spindle"}


def stops_of(events: Sequence[JournalEvent]) -> list[tuple[int, int, str]]:
    """Return start, end and cause of every stop of the routers."""
    stops = []
    since: dict[str, ActivityChange] = {}
    for event in events:
        if isinstance(event, ActivityChange) and event.unit in ROUTERS:
            before = since.get(event.unit)
            if before is not None and before.activity == "stopped":
                stops.append((before.t, event.t, before.cause))
            since[event.unit] = event
    return stops


def test_readings_do_not_depend_on_how_the_run_is_cut() -> None:
    """The same seed gives the same readings in one go and in uneven chunks; another seed others."""
    whole = played(3, 24)[2]
    line = build(3).lines[LINE.config.path]
    random = Random(1)
    cut: list[Reading] = []
    t = START
    while t < START + 4 * HOUR:
        t = min(START + 4 * HOUR, t + random.randint(1, 900_000))
        cut += line.run_until(t)
    assert cut == [reading for reading in whole if reading.arrival_ms <= START + 4 * HOUR]
    assert played(4, 24)[2] != whole


def test_no_panel_is_begun_in_a_pause() -> None:
    """What starts a cycle is a person; in breaks and hand-overs nobody is there."""
    calendar = PlantCalendar(LINE.config.calendar)
    for seed in (3, 4):
        starts = [e for e in played(seed, 24)[1] if isinstance(e, CycleStart)]
        # A sheet that is on the table at the first ms of a pause is still started.
        assert all("open" in {calendar.class_at(e.t), calendar.class_at(e.t - 1)} for e in starts)


def test_machines_stop_for_the_break_once_their_panel_is_done() -> None:
    """Ten minutes into the meal break the edge bander and the drill stand for it."""
    readings = played(3, 24)[2]
    last = {
        r.unit: r.source_ms
        for r in readings
        if "Terminal.MessageNumber" in r.tags and r.source_ms <= START + 4 * HOUR + 600_000
    }
    codes = {
        r.unit: r.tags["Terminal.MessageNumber"] for r in readings if r.source_ms == last[r.unit]
    }
    assert (codes["EB-01"], codes["TD-01"]) == (60, 60)


def test_panels_are_neither_lost_nor_made_between_the_stages() -> None:
    """What one stage passes on, the next has made or holds: buffers and machines in between."""
    world, events, _ = played(3, 24)
    good: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for event in events:
        if isinstance(event, Pieces):
            good[event.unit] += event.good
            made[event.unit] += event.good + event.scrap + event.rework
    cut = sum(good[unit] for unit in ROUTERS)
    cell = section()
    high = max(nest.panels_high for nest in cell.nest.values())
    assert 0 <= cut - made["edge-bander"] <= cell.buffer_after_routers + 2 * high + 1
    assert 0 <= good["edge-bander"] - made["drill"] <= cell.buffer_after_edge_bander + 2
    assert made["drill"] > 2000
    assert world.lines[LINE.config.path].now == START + 24 * HOUR


def test_energy_split_adds_up() -> None:
    """Cutting, auxiliary and idle energy are the whole; cutting happens only at work."""
    totals: dict[str, dict[str, int]] = {}
    for reading in played(3, 24)[2]:
        for tag, value in reading.tags.items():
            if tag.startswith("Meter.") and tag.endswith("_Wh") and isinstance(value, int):
                totals.setdefault(reading.unit, {})[tag] = value
    for meters in totals.values():
        whole = meters.pop("Meter.ActiveEnergyImport_Wh")
        assert abs(whole - sum(meters.values())) <= 3
        assert min(meters.values()) > 0


def test_state_number_follows_from_the_flags() -> None:
    """OFFLINE, STANDBY, READY, WORKING and ERROR are derived from flags (OPC 40550-1, 7.7)."""
    held: dict[str, dict[str, Any]] = {}
    shown = set()
    for reading in played(3, 24)[2]:
        tags = held.setdefault(reading.unit, {})
        tags |= reading.tags
        on, error, calibrated, saving, recipe = (
            tags[f"Flags.{name}"]
            for name in ("MachineOn", "Error", "Calibrated", "EnergySaving", "RecipeInRun")
        )
        wanted = 3 if recipe else 2
        if error:
            wanted = 4
            assert not recipe
        if saving or (not error and not calibrated):
            wanted = 1
        if not on:
            wanted = 0
        assert tags["Overview.CurrentState"] == wanted
        shown.add(wanted)
    assert shown == {0, 1, 2, 3, 4}


def test_scrap_rises_with_wear() -> None:
    """A worn tool spoils several times as many panels as a new one, and a change helps."""
    tool = Tool(section().router.tool, Random(1))
    tool.wear = 1.0
    worn = sum(tool.spoils() for _ in range(20_000))
    tool.fit()
    new = sum(tool.spoils() for _ in range(20_000))
    assert worn > 3 * new > 0
    tool.cut(24 * HOUR)
    assert tool.worn


def test_tools_are_changed_at_the_end_of_their_life() -> None:
    """Each router changes its bit every few hours of cutting, and wear starts anew."""
    wear = [
        value
        for reading in played(3, 24)[2]
        if reading.unit == "NR-01" and isinstance(value := reading.tags.get("Tool.Wear_pct"), float)
    ]
    drops = sum(b < a for a, b in pairwise(wear))
    assert 3 <= drops <= 8
    assert max(wear) < 130


@given(
    quantity=st.integers(1, 2000),
    low=st.integers(1, 20),
    more=st.integers(0, 10),
    size=st.integers(1, 20),
    seed=st.integers(0, 1000),
)
def test_nests_hold_every_panel_once(
    quantity: int, low: int, more: int, size: int, seed: int
) -> None:
    """The sheets of an order hold its panels exactly, and every cabinet lies on some sheet."""
    nests = nests_of(
        quantity,
        NestSection(
            panels_low=low,
            panels_high=low + more,
            panels_per_cabinet=size,
            yield_low=0.8,
            yield_high=0.9,
        ),
        Random(seed),
    )
    assert sum(nest.panels for nest in nests) == quantity
    assert all(0 < nest.panels <= low + more for nest in nests)
    assert sum(nest.cabinets for nest in nests) >= -(-quantity // size)


def _changed(**config: Any) -> LineScenario:
    return LineScenario(msgspec.structs.replace(LINE.config, **config), LINE.section)


def test_a_line_that_is_no_cell_is_refused_by_name() -> None:
    """An unknown kind, a product without nests, an unknown cause or purpose are each named."""
    units = LINE.config.units
    strange = msgspec.structs.replace(units[0], kind="lathe")
    with pytest.raises(ScenarioError, match="'lathe'"):
        build(1, line=_changed(units=(strange, *units[1:])))
    two_drills = msgspec.structs.replace(units[2], kind="through_feed_drill")
    with pytest.raises(ScenarioError, match="one edge_bander"):
        build(1, line=_changed(units=(*units[:2], two_drills, units[3])))
    product = msgspec.structs.replace(LINE.config.products[0], id="bed")
    with pytest.raises(ScenarioError, match=r"cnc\.nest\.bed"):
        build(1, line=_changed(products=(*LINE.config.products, product)))
    incident = msgspec.structs.replace(LINE.config.incidents[0], cause="gremlins")
    with pytest.raises(ScenarioError, match="'gremlins'"):
        build(1, line=_changed(incidents=(incident,)))
    calendar = LINE.config.calendar
    pause = msgspec.structs.replace(calendar.pauses[0], purpose="party")
    strange_calendar = msgspec.structs.replace(calendar, pauses=(pause,))
    with pytest.raises(ScenarioError, match="'party'"):
        build(1, line=_changed(calendar=strange_calendar))


@pytest.mark.parametrize("offset", [4 * HOUR + 600_000, 5 * HOUR, 8 * HOUR - 300_000])
def test_a_world_may_begin_in_a_pause_or_amid_a_shift(offset: int) -> None:
    """Started in a break, amid an order or in the hand-over, the cell soon makes panels."""
    keep = Keep()
    scenario = Scenario(name="cell", start=START, lines=(LINE,))
    world = World(scenario, seed=1, start=START + offset, sinks=lambda _: [keep])
    world.lines[LINE.config.path].skip_until(START + offset + 2 * HOUR)
    assert sum(e.good for e in keep.events if isinstance(e, Pieces) and e.unit == "drill") > 20
