"""The demo plant shows in every shift what a plant shows: counted from truth, for several seeds."""

from collections import defaultdict
from typing import NamedTuple

import pytest

from simulators.journal import ActivityChange, JournalEvent, OrderChange
from simulators.scenario_file import load_scenario
from simulators.truth_row import TIME_FIELD, TruthRow
from simulators.world import World

SEEDS = (7, 1, 2, 3)
HOUR = 3_600_000
SHORT_STOP_MS = 300_000
SHORT_STOPS = 10


class Stop(NamedTuple):
    """One stretch in which a unit stood still for one cause."""

    start: int
    end: int
    cause: str


class Stops:
    """A journal sink that keeps stops and order starts of one line."""

    def __init__(self) -> None:
        self.stops: list[Stop] = []
        self.products: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._open: dict[str, tuple[int, str]] = {}

    def write(self, event: JournalEvent, /) -> None:
        """Take one event."""
        if isinstance(event, ActivityChange):
            start, cause = self._open.pop(event.unit, (0, ""))
            if start:
                self.stops.append(Stop(start, event.t, cause))
            if event.activity == "stopped":
                self._open[event.unit] = (event.t, event.cause)
        elif isinstance(event, OrderChange) and event.product:
            self.products[event.unit].append((event.t, event.product))


class Shift(NamedTuple):
    """What one shift of one line showed."""

    row: TruthRow
    breakdowns: int
    short_stops: int
    product_changes: int


def shifts_of(seed: int, hours: int) -> list[Shift]:
    """Play the demo plant and count per line and whole shift."""
    scenario = load_scenario("demo-plant")
    sinks = {line.config.path: Stops() for line in scenario.lines}
    world = World(scenario, seed=seed, start=scenario.start, sinks=lambda path: [sinks[path]])
    end = scenario.start + hours * HOUR
    for line in world.lines.values():
        line.skip_until(end)
    found = []
    for row in world.truth_rows(end):
        if (row.level, row.window, row.partial) != ("line", "shift", False):
            continue
        seen = sinks[row.path]
        stops = [s for s in seen.stops if row.window_start <= s.start < row.window_end]
        found.append(
            Shift(
                row,
                sum(s.cause.startswith("breakdown") for s in stops),
                sum(is_short(s) for s in stops),
                max(changes(starts, row) for starts in seen.products.values()),
            )
        )
    return found


def is_short(stop: Stop) -> bool:
    """Say whether a stop is a short one of the machine itself or its neighbours."""
    planned = stop.cause.startswith(("breakdown", "no order", "break"))
    return not planned and stop.end - stop.start < SHORT_STOP_MS


def changes(starts: list[tuple[int, str]], row: TruthRow) -> int:
    """Count the order starts inside the shift whose product is another than before."""
    products = [p for t, p in starts if t < row.window_end]
    first = sum(t < row.window_start for t, _ in starts)
    return sum(products[n] != products[n - 1] for n in range(max(first, 1), len(products)))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_shift_of_every_line_shows_everything(seed: int) -> None:
    """Every leaf but unknown, a product change, a breakdown, ten short stops and scrap."""
    shifts = shifts_of(seed, 24 if seed == SEEDS[0] else 8)
    assert len(shifts) == (9 if seed == SEEDS[0] else 3)
    lacking = []
    for shift in shifts:
        values = shift.row.values
        shown = {name: (values[name] or 0) > 0 for name in TIME_FIELD.values()}
        shown |= {
            "no unknown": not shown.pop("unknown_time_s"),
            "scrap": (values["scrap_quantity"] or 0) > 0,
            "product change": shift.product_changes >= 1,
            "breakdown": shift.breakdowns >= 1,
            "short stops": shift.short_stops >= SHORT_STOPS,
        }
        lacking += [(shift.row.path, shift.row.window_start, k) for k, v in shown.items() if not v]
    assert lacking == []


def test_demo_plant_has_thirty_units_in_three_trades() -> None:
    """The plant is as large as promised."""
    scenario = load_scenario("demo-plant")
    assert {line.config.trade for line in scenario.lines} == {"bottling", "sewing", "cnc"}
    assert sum(len(line.config.units) for line in scenario.lines) >= 30


def test_ideal_rates_hold() -> None:
    """No unit beats its planned run time by more than five percent over a shift: E stays real."""
    scenario = load_scenario("demo-plant")
    world = World(scenario, seed=SEEDS[0], start=scenario.start)
    end = scenario.start + 8 * HOUR
    for line in world.lines.values():
        line.skip_until(end)
    fast = [
        (row.path, row.values["effectiveness"])
        for row in world.truth_rows(end)
        if row.window == "shift"
        and row.level == "unit"
        and (row.values["effectiveness"] or 0) > 1.05
    ]
    assert fast == []
