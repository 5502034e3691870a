"""The bad shift: the demo plant with one long breakdown that a plant engineer has to find."""

from importlib.resources import files
from pathlib import Path

import pytest

from simulators.errors import ScenarioError
from simulators.scenario_file import load_scenario
from simulators.truth.stops import StopTruth
from simulators.world import World

HOUR = 3_600_000
BAD = load_scenario("bad-shift")
PATH = "demo/chongqing/bottling/line-1"


def played(name: str, *, hours: int) -> World:
    """Play a scenario."""
    scenario = load_scenario(name)
    world = World(scenario, seed=7, start=scenario.start)
    for line in world.lines.values():
        line.skip_until(scenario.start + hours * HOUR)
    world.finish()
    return world


def oee(world: World, end: int) -> list[float]:
    """Return the OEE of each shift of the bottling line."""
    return [
        row.values["oee_index"] or 0.0
        for row in world.truth_rows(end)
        if (row.path, row.window) == (PATH, "shift")
    ]


def long_stops(stops: list[StopTruth]) -> list[StopTruth]:
    """Return stops of the filler of more than an hour for a reason of its own."""
    return [
        stop
        for stop in stops
        if stop.path == f"{PATH}/filler"
        and stop.attribution == "own"
        and stop.end - stop.start > HOUR
    ]


def test_the_early_shift_has_one_long_breakdown_and_the_late_one_none() -> None:
    """85 min of a capping head from 08:25 on, in the shift that is named only."""
    end = BAD.start + 16 * HOUR
    world = played("bad-shift", hours=16)
    (stop,) = long_stops(world.truth_stops(end))
    assert stop.cause == "breakdown capping head"
    assert stop.leaf == "delay"
    assert 5_100_000 <= stop.end - stop.start < 5_200_000
    assert 8_700_000 <= stop.start - BAD.start < 9_000_000
    bad, good = oee(world, end)
    assert bad < good - 0.1


def test_it_is_the_demo_plant_in_everything_else() -> None:
    """Name, lines and units are the demo plant's, so its master data and agents serve."""
    demo = load_scenario("demo-plant")
    assert (BAD.name, BAD.start) == (demo.name, demo.start)
    for bad, good in zip(BAD.lines, demo.lines, strict=True):
        assert (bad.config.path, bad.config.units) == (good.config.path, good.config.units)
        assert bad.section == good.section
    assert [bad == good for bad, good in zip(BAD.lines, demo.lines, strict=True)] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("line", "shift", "sentence"),
    [
        ("demo/chongqing/bottling/line-9", "early", "incident on unknown line"),
        (PATH, "noon", "shift 'noon' is not in the calendar"),
    ],
)
def test_an_incident_that_would_never_strike_is_refused(
    tmp_path: Path, line: str, shift: str, sentence: str
) -> None:
    """A plant file's incident needs a line of the plant and shifts of its calendar."""
    packaged = Path(str(files("simulators"))) / "scenarios"
    text = (packaged / "bad-shift.toml").read_text(encoding="utf-8")
    text = text.replace("demo-plant/", f"{packaged}/demo-plant/")
    text = text.replace(f'line = "{PATH}"', f'line = "{line}"').replace('"early"', f'"{shift}"')
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=sentence):
        load_scenario(file)
