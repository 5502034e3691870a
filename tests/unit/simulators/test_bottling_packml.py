"""The bottling line's controllers speak PackML: states, unit modes, and what they say is true."""

from collections import defaultdict
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import msgspec

from simulators.bottling.packml import Mode, State
from simulators.journal import ActivityChange, JournalEvent, Pieces
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.world import World

HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
SIMULATORS = Path(str(files("simulators")))
LINE = load_line(SIMULATORS / "scenarios/demo-plant/bottling.toml")
PATH = LINE.config.path
UNITS = [unit.id for unit in LINE.config.units]

# Acting state and the states from which it may be reached (ISA-TR88.00.02, state model); Execute
# and Idle may be passed within one ms, so what leads to them counts as them.
ONLY_FROM = {
    State.SUSPENDED: {State.SUSPENDING},
    State.SUSPENDING: {State.EXECUTE, State.UNHOLDING, State.UNSUSPENDING, State.STARTING},
    State.HELD: {State.HOLDING},
    State.HOLDING: {State.EXECUTE},
    State.ABORTED: {State.ABORTING},
    State.ABORTING: {State.EXECUTE},
    State.CLEARING: {State.ABORTED},
    State.UNHOLDING: {State.HELD},
    State.UNSUSPENDING: {State.SUSPENDED},
    State.STARTING: {State.RESETTING, State.IDLE},
    State.COMPLETING: {State.EXECUTE, State.HELD, State.SUSPENDED},
}


class Kept:
    """One run with its whole journal."""

    def __init__(self, seed: int, hours: int, line: LineScenario = LINE) -> None:
        self.events: list[JournalEvent] = []
        scenario = Scenario(name="bottling", start=START, lines=(line,))
        self.world = World(scenario, seed=seed, start=START, sinks=lambda _path: [self])
        self.end = START + hours * HOUR
        self.readings = self.world.lines[PATH].run_until(self.end)

    def write(self, event: JournalEvent, /) -> None:
        """Keep one event."""
        self.events.append(event)


@cache
def kept(seed: int) -> Kept:
    """Play one seed once."""
    return Kept(seed, 16)


def states_of(run: Kept) -> dict[str, list[tuple[int, State, Mode]]]:
    """Return every unit's states as its controller gave them."""
    found: dict[str, list[tuple[int, State, Mode]]] = defaultdict(list)
    for name, t, _, tags in run.readings:
        old = found[name][-1][1:] if found[name] else (State.IDLE, Mode.PRODUCTION)
        new = (
            State(int(tags.get("Status.StateCurrent", old[0]) or 0)),
            Mode(int(tags.get("Status.UnitModeCurrent", old[1]) or 0)),
        )
        if not found[name] or new != old:
            found[name].append((t, *new))
    return found


def test_states_follow_packml() -> None:
    """Suspended, Held and Aborted are entered and left through their acting states only."""
    met = set()
    for states in states_of(kept(7)).values():
        for (_, before, _), (_, after, mode) in pairwise(states):
            if before is after or mode is Mode.CLEANING:
                continue
            met.add(after)
            assert before in ONLY_FROM.get(after, {before}), (before.name, after.name)
    assert met >= set(ONLY_FROM)


def test_every_unit_mode_is_met() -> None:
    """Production, maintenance, manual, changeover and cleaning all occur."""
    modes = {mode for states in states_of(kept(7)).values() for _, _, mode in states}
    assert modes == set(Mode) - {Mode.INVALID}


def test_execute_in_production_is_producing() -> None:
    """The controller says Execute in mode Production exactly while the truth is producing."""
    run = kept(7)
    vendor = {unit.vendor: unit.id for unit in LINE.config.units}
    said = {
        (vendor[name], t): (state, mode) == (State.EXECUTE, Mode.PRODUCTION)
        for name, states in states_of(run).items()
        for t, state, mode in states
    }
    last: dict[str, bool] = {}
    for event in run.events:
        if isinstance(event, ActivityChange):
            last[event.unit] = event.activity == "producing"
            assert said.get((event.unit, event.t), last[event.unit]) == last[event.unit]


def test_a_closed_plant_switches_its_machines_off() -> None:
    """Outside every shift the machines are off and say so; the next shift produces again."""
    early = LINE.config.calendar.shifts[:1]
    config = msgspec.structs.replace(
        LINE.config, calendar=msgspec.structs.replace(LINE.config.calendar, shifts=early)
    )
    run = Kept(7, 26, LineScenario(config=config, section=LINE.section))
    calendar = PlantCalendar(config.calendar)
    off = [e for e in run.events if isinstance(e, ActivityChange) and e.activity == "off"]
    assert {event.unit for event in off} == set(UNITS)
    assert all(calendar.shift_at(event.t) is None for event in off)
    modes = {mode for states in states_of(run).values() for _, _, mode in states}
    assert Mode.INVALID in modes
    assert any(isinstance(e, Pieces) and e.t > START + 24 * HOUR for e in run.events)
