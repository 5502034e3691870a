"""When a played world begins and ends, checked before anything starts."""

from analytics.queries import iso
from factory.errors import ConfigError
from factory.when import parse_instant, wall_ms
from simulators.line import KEEP_ALIVE_MS
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import Scenario

_HOUR_MS = 3_600_000


def start_of(scenario: Scenario, text: str | None) -> int:
    """Return the start that was asked for, or the scenario's fixed one; ms, UTC."""
    if text is None:
        return scenario.start
    start = parse_instant(text, option="--start")
    if start % KEEP_ALIVE_MS:
        raise ConfigError(f"--start {text!r} must lie on whole ten seconds: choose a shift's start")
    if start > wall_ms():
        raise ConfigError(f"--start {text!r} is in the future: choose an earlier one")
    return start


def end_of(start: int, hours: float) -> int:
    """Return the end of a world of this length, on the ten-second grid; refuse the future.

    Event times ahead of the wall clock would be refused later, sample by sample.
    """
    end = start + round(hours * _HOUR_MS / KEEP_ALIVE_MS) * KEEP_ALIVE_MS
    if end <= start:
        raise ConfigError(f"--hours {hours:g} is shorter than ten seconds: ask for more")
    if end > wall_ms():
        raise ConfigError(
            f"the world would end at {iso(end)}, which is in the future: "
            f"choose an earlier --start or fewer --hours"
        )
    return end


def shift_before(scenario: Scenario, instant: int) -> int:
    """Return the start of the shift that runs at `instant` on the scenario's first line."""
    calendar = PlantCalendar(scenario.lines[0].config.calendar)
    shift = calendar.shift_at(instant)
    if shift is None:
        raise ConfigError(
            f"{scenario.name}: no shift runs at {iso(instant)}, so the demo has no beginning: "
            f"say --start"
        )
    return shift.start
