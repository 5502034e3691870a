"""Faults that take no information away: the KPI rows of the whole path are still the truth.

Where the clock of a source is wrong and believed, the rows are off by the skew and say so; where
cheap controllers look only now and then, by less than a scan for each transition.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import msgspec
import pytest

from analytics.queries import iso
from contract.kpi import LEAF_FIELDS
from factory import world_run
from factory.simulated_source import SimulatedSource
from factory.truth.kpis import Key, Row, key_of
from factory.truth.once import OnceResult
from factory.world_run import PlantSetup
from simulators.faults import ClockSkew, CounterReset, Duplicates, Fault, OutOfOrder
from simulators.journal import ActivityChange, JournalEvent, OrderChange
from simulators.scenario import LineScenario
from simulators.world import World

Play = Callable[[PlantSetup, float, Sequence[Fault]], OnceResult]

BOTTLING = "demo/chongqing/bottling/line-1"
SEWING = "demo/chongqing/sewing/line-2"
FURNITURE = "demo/chongqing/furniture/cell-3"
LINES = (BOTTLING, SEWING, FURNITURE)
HOUR_MS = 3_600_000
# Largest plausible effectiveness (master data of the plant).
E_MAX = 1.2
# What one person at several units gives each of them.
SHARED = ("attended_time_s", "attended_work_time_s")


def rows_of(rows: Sequence[Row]) -> Mapping[Key, Row]:
    """Return rows by what identifies them."""
    return {key_of(row): row for row in rows}


def number(row: Row, field: str) -> float:
    """Return a field that must be a number."""
    value = row[field]
    assert isinstance(value, int | float)
    return value


def trusting(setup: PlantSetup, trust: Literal["agent", "source"]) -> PlantSetup:
    """Return the plant with agents that believe their own clock, or their sources'."""
    agents = {
        path: config.model_copy(
            update={
                "mapping": {
                    name: mapping.model_copy(update={"trust": trust})
                    for name, mapping in config.mapping.items()
                }
            }
        )
        for path, config in setup.agents.items()
    }
    return replace(setup, agents=agents)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([Duplicates(line=line, probability=0.2) for line in LINES], id="duplicate"),
        pytest.param(
            [CounterReset(line=line, at_s=at_s) for line in LINES for at_s in (1234, 3333)],
            id="counter_reset",
        ),
    ],
)
def test_rows_equal_truth_where_a_fault_takes_nothing_away(
    demo_plant: PlantSetup, play: Play, faults: list[Fault]
) -> None:
    """Readings that come twice and counters that restart change no KPI of any row."""
    result = play(demo_plant, 1, faults)
    assert result.samples > 15_000
    assert [str(found) for found in result.differences] == []
    assert result.missing == 0


def test_late_readings_change_nothing(
    demo_plant: PlantSetup, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of all readings come up to 1.9 s late, behind younger ones; rows equal truth.

    The source hands over small pieces, as live: in long ones nearly all are in order again.
    """
    monkeypatch.setattr(world_run, "SimulatedSource", partial(SimulatedSource, chunk_ms=1_000))
    faults = [OutOfOrder(line=line, probability=0.5, delay_ms=1900) for line in LINES]
    result = play(demo_plant, 1, faults)
    assert [str(found) for found in result.differences] == []
    assert result.missing == 0


def test_a_skewed_clock_that_the_agent_corrects_changes_nothing(
    demo_plant: PlantSetup, play: Play
) -> None:
    """With trust = "agent" rows equal truth, and no row is under suspicion (domain 1.7)."""
    result = play(
        trusting(demo_plant, "agent"),
        1,
        [
            ClockSkew(line=BOTTLING, offset_ms=-20_000),
            ClockSkew(line=SEWING, offset_ms=20_000),
            ClockSkew(line=FURNITURE, unit="router-1", offset_ms=45_000),
        ],
    )
    assert [str(found) for found in result.differences] == []
    assert not [key_of(row) for row in result.oee if row["clock_suspect"]]


def test_a_skewed_clock_that_is_believed_shifts_its_unit_by_the_skew_and_is_told(
    demo_plant: PlantSetup, play: Play
) -> None:
    """With trust = "source" leaves are off by at most the skew at each border of a window.

    Above a heartbeat the line's rows are flagged, below it they are not; nobody else's rows change.
    """
    skews = {
        f"{BOTTLING}/filler": 15_000,
        f"{SEWING}/op07-1": -15_000,
        f"{FURNITURE}/router-1": 5_000,
    }
    faults = [
        ClockSkew(line=path.rpartition("/")[0], unit=path.rpartition("/")[2], offset_ms=skew)
        for path, skew in skews.items()
    ]
    result = play(trusting(demo_plant, "source"), 2, faults)
    got = rows_of(result.oee)
    affected = {*skews, *(path.rpartition("/")[0] for path in skews), "demo/chongqing"}
    for row in result.truth:
        path = str(row["path"])
        skew_s = max(
            (abs(ms) / 1000 for unit, ms in skews.items() if unit.startswith(path)), default=0
        )
        lines = len(skews) if row["level"] == "site" else 1
        for leaf in LEAF_FIELDS:
            error = abs(number(got[key_of(row)], leaf) - number(row, leaf))
            assert error <= 2 * skew_s * lines + 1e-6, (key_of(row), leaf)
        if row["level"] == "unit" and path in skews:
            earned = "planned_run_time_produced_s"
            off_s = abs(number(got[key_of(row)], earned) - number(row, earned))
            assert off_s <= 2 * skew_s * E_MAX + slowest_s(demo_plant, path), key_of(row)
    for found in result.differences:
        if found.field == "row":
            # A clock that is slow begins before the run: a row of the line's as long as the skew.
            assert found.want == "absent", str(found)
            assert sum(number(got[found.key], leaf) for leaf in LEAF_FIELDS) <= 15, str(found)
        elif found.field in SHARED and found.key[1] not in affected:
            # Who shares a person with a unit whose clock is off shares its error.
            assert found.key[1].rpartition("/")[0] in affected, str(found)
            assert abs(float(found.got or 0) - float(found.want or 0)) <= 2 * 15, str(found)
        else:
            assert found.key[1] in affected, str(found)
    assert {found.key[1] for found in result.differences} >= set(skews)
    for row in result.oee:
        suspect = not str(row["path"]).startswith(FURNITURE)
        assert row["clock_suspect"] is suspect, key_of(row)


def slowest_s(setup: PlantSetup, path: str) -> float:
    """Return the planned run time of the slowest product at a unit, s."""
    line, _, unit = path.rpartition("/")
    config = next(one.config for one in setup.scenario.lines if one.config.path == line)
    return max(product.planned_run_time_per_item_s[unit] for product in config.products)


class Transitions:
    """A journal sink that counts the changes of state and order of each unit and hour."""

    def __init__(self, line: str) -> None:
        self._line = line
        self.counts: Counter[tuple[str, str]] = Counter()

    def write(self, event: JournalEvent, /) -> None:
        """Take one event of the line; the line's own count is that of all its units."""
        if isinstance(event, ActivityChange | OrderChange):
            hour = iso(event.t // HOUR_MS * HOUR_MS)
            self.counts[self._line, hour] += 1
            self.counts[f"{self._line}/{event.unit}", hour] += 1


def test_cheap_controllers_err_by_less_than_a_scan_per_transition(
    demo_plant: PlantSetup, play: Play
) -> None:
    """On a 5 s scan, leaves are off by less than 5 s for each true transition of the hour.

    The scan falls on the hour, so quantities are exact.
    """
    scenario = msgspec.structs.replace(
        demo_plant.scenario, lines=tuple(scanned(line) for line in demo_plant.scenario.lines)
    )
    sinks = {line: Transitions(line) for line in LINES}
    world = World(scenario, seed=7, start=scenario.start, sinks=lambda path: [sinks[path]])
    for line in world.lines.values():
        line.run_until(scenario.start + HOUR_MS)
    changes: Counter[tuple[str, str]] = Counter()
    for sink in sinks.values():
        changes.update(sink.counts)
    result = play(replace(demo_plant, scenario=scenario), 1, [])
    assert result.missing == 0
    got = rows_of(result.oee)
    largest = 0.0
    for row in result.truth:
        if row["window"] != "hour" or row["level"] == "site":
            continue
        path, hour = str(row["path"]), str(row["window_start"])
        for leaf in LEAF_FIELDS:
            error = abs(number(got[key_of(row)], leaf) - number(row, leaf))
            assert error <= 5 * changes[path, hour], (key_of(row), leaf)
            largest = max(largest, error)
        assert got[key_of(row)]["unknown_time_s"] == 0
        for quantity in ("produced_quantity", "good_quantity", "scrap_quantity"):
            assert number(got[key_of(row)], quantity) == pytest.approx(number(row, quantity))
    assert largest > 0


def scanned(line: LineScenario) -> LineScenario:
    """Return the line with controllers that look at everything every 5 s only."""
    plc = msgspec.structs.replace(line.config.plc, scan_ms=5000, states_on_scan=True)
    config = msgspec.structs.replace(line.config, plc=plc)
    return msgspec.structs.replace(line, config=config)
