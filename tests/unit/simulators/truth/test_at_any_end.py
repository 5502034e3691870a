"""Truth of a run that ends between the boundaries of its calendar."""

from simulators.scenario_file import load_scenario
from simulators.world import World

MINUTE_MS = 60_000


def energy(*, minutes: int) -> dict[str, float]:
    """Sum the true energy of each unit's day over all leaves."""
    scenario = load_scenario("demo-plant")
    world = World(scenario, seed=7, start=scenario.start)
    end = scenario.start + minutes * MINUTE_MS
    for line in world.lines.values():
        line.skip_until(end)
    world.finish()
    return {
        row.path: sum(
            value or 0.0 for name, value in row.values.items() if name.startswith("energy_kwh")
        )
        for row in world.truth_rows(end)
        if row.level == "unit" and row.window == "day"
    }


def test_meters_are_booked_up_to_the_end_of_the_run() -> None:
    """What a machine used since the last full hour belongs to a run of seventy minutes."""
    hour, longer = energy(minutes=60), energy(minutes=70)
    assert hour.keys() == longer.keys()
    assert all(longer[path] > hour[path] for path in hour)
