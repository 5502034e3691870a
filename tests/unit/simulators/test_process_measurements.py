"""Measured characteristics: in control until a drift is asked for, then off from a known ms."""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import pytest

from simulators.errors import ScenarioError
from simulators.journal import (
    ActivityChange,
    JournalEvent,
    Measurement,
    Pieces,
    ProcessChange,
    ToolChange,
)
from simulators.plc import Reading
from simulators.scenario import DriftConfig, LineConfig, LineScenario, Scenario
from simulators.scenario_check import check_line
from simulators.scenario_file import load_scenario
from simulators.world import World

DEMO = load_scenario("demo-plant")
START = DEMO.start
HOUR = 3_600_000
BOTTLING, SEWING, FURNITURE = DEMO.lines
FILL_SIGMA_ML = 1.2
ROUGHNESS_SIGMA_UM = 0.4


class Played(NamedTuple):
    """What one line told while it was played."""

    journal: list[JournalEvent]
    readings: list[Reading]

    def measured(self, unit: str) -> list[Measurement]:
        """Return the measurements of one unit."""
        return [e for e in self.journal if isinstance(e, Measurement) and e.unit == unit]

    def changes(self) -> list[ProcessChange]:
        """Return when the process left control and came back."""
        return [e for e in self.journal if isinstance(e, ProcessChange)]


def with_drifts(line: LineScenario, *drifts: DriftConfig) -> LineScenario:
    """Return a line with these drifts and no other."""
    return LineScenario(msgspec.structs.replace(line.config, drifts=drifts), line.section)


def play(line: LineScenario, *, hours: float, seed: int = 7) -> Played:
    """Play one line alone."""
    journal: list[JournalEvent] = []

    class Keep:
        def write(self, event: JournalEvent, /) -> None:
            """Keep the event."""
            journal.append(event)

    scenario = Scenario(name="one", start=START, lines=(line,))
    world = World(scenario, seed=seed, start=START, sinks=lambda _path: [Keep()])
    readings = world.lines[line.config.path].run_until(START + round(hours * HOUR))
    return Played(journal, readings)


def values(found: Sequence[Measurement]) -> list[float]:
    """Return what was measured."""
    return [one.value for one in found]


def refused(config: LineConfig) -> str:
    """Return the sentence with which a line is refused."""
    with pytest.raises(ScenarioError) as caught:
        check_line(config, where="line.toml")
    return str(caught.value)


def test_fill_level_is_normal_around_the_volume_in_control() -> None:
    """Without a drift mean and deviation are the scenario's, and neighbours are independent."""
    played = play(with_drifts(BOTTLING), hours=2.4)
    assert played.changes() == []
    found = values(played.measured("filler"))
    n = len(found)
    assert n > 200
    mean, sigma = statistics.fmean(found), statistics.stdev(found)
    assert abs(mean - 500) < 4 * FILL_SIGMA_ML / n**0.5
    assert abs(sigma - FILL_SIGMA_ML) < 4 * FILL_SIGMA_ML / (2 * n) ** 0.5
    off = [value - mean for value in found]
    lag = sum(a * b for a, b in pairwise(off)) / sum(a * a for a in off)
    assert abs(lag) < 4 / n**0.5


def test_every_measurement_is_told_with_its_number() -> None:
    """Numbers rise by one from 1; value and number stand in one reading of the same ms."""
    for line, unit, tag in (
        (BOTTLING, "filler", "Process.FillLevel_ml"),
        (FURNITURE, "router-2", "Quality.SurfaceRoughness_um"),
    ):
        played = play(line, hours=3)
        found = played.measured(unit)
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        vendor = next(u.vendor for u in line.config.units if u.id == unit)
        told = []
        value = 0.0
        for reading in played.readings:
            if reading.unit == vendor:
                value = reading.tags.get(tag, value)  # type: ignore[assignment]  # always a float
                number = reading.tags.get(f"{tag}_Number", 0)
                if number:
                    told.append((reading.source_ms, number, value))
        assert told == [(one.t, one.number, one.value) for one in found]


def test_step_begins_and_ends_at_known_instants_of_every_shift() -> None:
    """The demo plant's fill level is 1.5 deviations up from 6300 s to 8100 s of each shift."""
    played = play(BOTTLING, hours=16)
    assert [((e.t - START) / 1000, e.kind, e.magnitude) for e in played.changes()] == [
        (6300, "step", 1.5),
        (8100, "end", 0),
        (8 * 3600 + 6300, "step", 1.5),
        (8 * 3600 + 8100, "end", 0),
    ]
    changed = range(START + 6_300_000, START + 8_100_000)
    found = played.measured("filler")
    up = [one.value - 500 for one in found if one.t in changed]
    assert len(up) > 30
    error = 4 * FILL_SIGMA_ML / len(up) ** 0.5
    assert abs(statistics.fmean(up) - 1.5 * FILL_SIGMA_ML) < error


def test_slope_rises_with_time() -> None:
    """A slope of 4 deviations an hour has moved by about 4 at its end and by none at its start."""
    slope = DriftConfig(
        unit="filler", characteristic="fill_level", kind="slope", magnitude=4, until_s=3600
    )
    found = play(with_drifts(BOTTLING, slope), hours=1).measured("filler")
    for one in found:
        moved = 4 * FILL_SIGMA_ML * (one.t - START) / HOUR
        assert abs(one.value - 500 - moved) < 4.5 * FILL_SIGMA_ML
    late = [one.value - 500 for one in found if one.t > START + 0.8 * HOUR]
    assert statistics.fmean(late) > 2.5 * FILL_SIGMA_ML


def test_a_drift_of_the_fill_level_changes_nothing_else() -> None:
    """Machines, counts and people are the same with and without it."""
    with_it, without = play(BOTTLING, hours=3), play(with_drifts(BOTTLING), hours=3)
    kept = [
        [e for e in played.journal if not isinstance(e, Measurement | ProcessChange)]
        for played in (with_it, without)
    ]
    assert kept[0] == kept[1]


def test_roughness_follows_the_wear_of_the_tool_and_a_new_one_brings_it_back() -> None:
    """Router 1 roughens from a journalled change to the next tool; router 2 stays in control."""
    played = play(FURNITURE, hours=16)
    begins = [e.t for e in played.changes() if e.kind == "wear"]
    ends = [e.t for e in played.changes() if e.kind == "end"]
    tools = [e.t for e in played.journal if isinstance(e, ToolChange) and e.unit == "router-1"]
    assert len(begins) >= 2
    for begin, end in zip(begins, ends, strict=False):
        assert any(begin < t <= end for t in tools)
    rough = played.measured("router-1")
    worn = [
        one.value
        for one in rough
        if any(a <= one.t < b for a, b in zip(begins, [*ends, 1 << 62], strict=False))
    ]
    calm = [one.value for one in rough if one.value not in worn]
    assert max(worn) > 6 + 4 * ROUGHNESS_SIGMA_UM
    assert statistics.fmean(worn) > statistics.fmean(calm) + ROUGHNESS_SIGMA_UM
    other = values(played.measured("router-2"))
    assert abs(statistics.fmean(other) - 6) < 4 * ROUGHNESS_SIGMA_UM / len(other) ** 0.5


def test_a_lost_setting_raises_the_defects_of_its_operation_alone() -> None:
    """From the change on the bottom hem is bad in a quarter more pieces; before, worlds agree."""
    drift = DriftConfig(
        unit="op16-1", characteristic="defect_rate", magnitude=0.25, offset_s=10_800
    )
    with_it = play(with_drifts(SEWING, drift), hours=7)
    without = play(with_drifts(SEWING), hours=7)
    change = with_it.changes()[0].t
    assert change == START + 10_800_000
    before = [
        [e for e in played.journal if e.t < change and isinstance(e, ActivityChange | Pieces)]
        for played in (with_it, without)
    ]
    assert before[0] == before[1]

    def defects(played: Played, unit: str) -> float:
        """Return defects per piece at a unit after the change."""
        mine = [
            e for e in played.journal if isinstance(e, Pieces) and e.unit == unit and e.t > change
        ]
        return sum(e.defects for e in mine) / sum(e.good + e.scrap + e.rework for e in mine)

    assert defects(with_it, "op16-1") > defects(without, "op16-1") + 0.08
    assert defects(with_it, "op22-1") > defects(without, "op22-1") + 0.04


def test_a_drift_that_moves_nothing_is_refused() -> None:
    """Unknown units, ends before beginnings and characteristics nobody measures are named."""
    config = BOTTLING.config
    replace = msgspec.structs.replace
    wrong = DriftConfig(unit="filter", characteristic="fill_level", magnitude=1)
    assert "'filter'" in refused(replace(config, drifts=(wrong,)))
    wrong = replace(wrong, unit="filler", offset_s=100, until_s=50)
    assert "until_s 50 must exceed offset_s 100" in refused(replace(config, drifts=(wrong,)))
    wrong = replace(wrong, unit="packer", until_s=None)
    with pytest.raises(ScenarioError, match="packer knows"):
        play(with_drifts(BOTTLING, wrong), hours=0)
    with pytest.raises(ScenarioError, match="'wear' of 'fill_level'"):
        play(with_drifts(BOTTLING, replace(wrong, unit="filler", kind="wear")), hours=0)
