"""Every trade shows the evidence of its machines; its truth does not depend on being asked."""

from functools import cache

import pytest

from simulators.fault_stage import FaultStage
from simulators.faults import Fault, ReadingDropout, SilentMachine
from simulators.journal import (
    CycleEnd,
    CycleStart,
    Dispatch,
    JournalEvent,
    ModeChange,
    OperatorEvent,
    ParameterChange,
    StockPosting,
)
from simulators.scenario_file import load_scenario
from simulators.truth.slots import heartbeats
from simulators.world import World

SCENARIO = load_scenario("demo-plant")
PATHS = [line.config.path for line in SCENARIO.lines]
HOUR = 3_600_000
END = SCENARIO.start + 8 * HOUR


class Kept:
    """A sink that keeps every event."""

    def __init__(self) -> None:
        self.events: list[JournalEvent] = []

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


@cache
def played() -> tuple[World, dict[str, Kept]]:
    """Play a shift once."""
    sinks = {path: Kept() for path in PATHS}
    world = World(SCENARIO, seed=3, start=SCENARIO.start, sinks=lambda path: [sinks[path]])
    for line in world.lines.values():
        line.skip_until(END)
    world.finish()
    return world, sinks


@pytest.mark.parametrize("path", PATHS)
def test_each_kind_of_evidence_happens_in_each_trade(path: str) -> None:
    """Events of people, parameters and postings from both sides, cycles that a hand touched."""
    events = played()[1][path].events
    people = {event.kind for event in events if isinstance(event, OperatorEvent)}
    assert people >= {"acknowledge", "reset", "door", "manual_touch", "leave_automatic"}
    assert {event.source for event in events if isinstance(event, ParameterChange)} == {
        "system",
        "hand",
    }
    cycles = {event.touched for event in events if isinstance(event, CycleEnd)}
    assert cycles == {True, False}
    starts = sum(isinstance(event, CycleStart) for event in events)
    ends = sum(isinstance(event, CycleEnd) for event in events)
    units = len(played()[0].lines[path].units)
    assert 0 <= starts - ends <= units
    assert {event.step for event in events if isinstance(event, Dispatch)} == {
        "dispatched",
        "confirmed",
    }
    assert {"automatic", "manual"} <= {
        event.mode for event in events if isinstance(event, ModeChange)
    }
    postings = [event for event in events if isinstance(event, StockPosting)]
    assert {event.quantity > 0 for event in postings} == {True, False}
    assert all(event.order for event in postings)


@pytest.mark.parametrize("path", PATHS)
def test_dispatches_and_confirmations_fall_into_an_order(path: str) -> None:
    """What was in force before a dispatch or a confirmation is the order that it is of."""
    rows = [
        row
        for row in played()[0].truth_evidence(END)
        if row.path.startswith(f"{path}/") and row.window == "shift" and not row.order
    ]
    for row in rows:
        told = [n for name, n in row.values.items() if name.startswith(("disp", "conf"))]
        assert not any(told)


@pytest.mark.parametrize("path", PATHS)
def test_evidence_does_not_depend_on_being_asked(path: str) -> None:
    """A world that is asked every hour tells at its end what one tells that is asked once."""
    world = World(SCENARIO, seed=3, start=SCENARIO.start)
    for hour in range(1, 9):
        at = SCENARIO.start + hour * HOUR
        world.lines[path].skip_until(at)
        world.finish()
        world.lines[path].truth.automation(at).evidence()
    asked = world.lines[path].truth.automation(END)
    once = played()[0].lines[path].truth.automation(END)
    assert asked.evidence() == once.evidence()
    assert asked.orders() == once.orders()


def test_heard_slots_are_those_of_the_readings_that_arrived() -> None:
    """A silent hour half and lost minutes: slots count as heard when a young reading is there."""
    config = next(line.config for line in SCENARIO.lines if line.config.trade == "cnc")
    faults: tuple[Fault, ...] = (
        SilentMachine(line=config.path, unit="drill", from_s=1234.5, to_s=3000.0),
        ReadingDropout(line=config.path, unit="drill", probability=0.2),
    )
    world = World(SCENARIO, seed=3, start=SCENARIO.start, faults=faults)
    end = SCENARIO.start + 2 * HOUR
    line = world.lines[config.path]
    heard = [reading.source_ms for reading in line.run_until(end) if reading.unit == "TD-01"]
    slots = range(SCENARIO.start + 10_000, end + 1, 10_000)
    want = sum(any(0 <= slot - t <= 30_000 for t in heard) for slot in slots)
    stage = FaultStage.of(config, faults=faults, seed=3, start=SCENARIO.start)
    assert stage is not None
    got = heartbeats(
        "drill",
        SCENARIO.start,
        end,
        since=SCENARIO.start,
        lost=lambda _, t: stage.loses("TD-01", t),
    )
    assert got == (len(slots), want)
    assert want < len(slots)
