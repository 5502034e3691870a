"""Journals of evidence written by hand on three machines, and what the truth makes of them."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from simulators.journal import (
    Activity,
    ActivityChange,
    ControlMode,
    CycleEnd,
    JournalEvent,
    ModeChange,
    OperationChange,
    OperatorEvent,
    OperatorEventKind,
    OrderChange,
    ProgramChange,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario import LineConfig, OperationConfig
from simulators.scenario_file import load_line
from simulators.truth import TruthSums
from simulators.truth.places import period_rates
from simulators.truth.slots import Lost

START = 1_772_402_400_000  # 06:00 local; lunch 10:00-10:30, hand-over 13:50-14:00
SECOND = 1000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
PLAIN = load_line(Path(__file__).parent / "parallel-line.toml").config
UNITS = ("r1", "r2", "drill")


def registered(*control_types: str) -> LineConfig:
    """Return the line with a key operation at each unit: standard times 1, 2 and 1 s."""
    raw = [
        {
            "unit": unit,
            "id": f"cut-{unit}",
            "standard_time_s": seconds,
            "control_type": control_type,
            "key": unit != "drill",
        }
        for unit, seconds, control_type in zip(UNITS, (1, 2, 1), control_types, strict=True)
    ]
    units = tuple(
        msgspec.structs.replace(unit, required_tags=4, net_value_cny=100.0, standby_power_kw=0.5)
        for unit in PLAIN.units
    )
    operations = msgspec.convert(raw, tuple[OperationConfig, ...])
    return msgspec.structs.replace(PLAIN, units=units, operations=operations)


CONFIG = registered("numerical_control", "automatic", "semi_automatic")


def works(
    unit: str,
    minute: float,
    activity: Activity,
    mode: ControlMode = "automatic",
    *,
    program: str = "P1",
    order: str = "o1",
) -> list[JournalEvent]:
    """Return a change of everything that a unit shows."""
    t = START + round(minute * MINUTE)
    return [
        OrderChange(t, unit, order, order and "a"),
        ActivityChange(t, unit, activity, "" if activity == "producing" else "jam"),
        ModeChange(t, unit, mode),
        ProgramChange(t, unit, program),
        OperationChange(t, unit, f"cut-{unit}" if order else ""),
    ]


def did(unit: str, minute: float, kind: OperatorEventKind) -> OperatorEvent:
    """Return what a person did."""
    return OperatorEvent(START + round(minute * MINUTE), unit, kind)


def cycle(unit: str, minute: float) -> CycleEnd:
    """Return the end of a cycle."""
    return CycleEnd(START + round(minute * MINUTE), unit, touched=False)


def truth_of(
    events: Iterable[JournalEvent], *, config: LineConfig = CONFIG, lost: Lost | None = None
) -> TruthSums:
    """Return the truth of a journal written by hand; within a ms events keep their order."""
    truth = TruthSums(config, PlantCalendar(config.calendar), start=START, lost=lost)
    for event in sorted(events, key=lambda event: event.t):
        truth.write(event)
    return truth


Evidence = dict[tuple[str, str, str], dict[str, float]]


def evidence(
    events: Iterable[JournalEvent], *, hour: int = 0, hours: int = 8, lost: Lost | None = None
) -> Evidence:
    """Return one hour by unit, operation and order: what is not 0."""
    truth = truth_of(events, lost=lost)
    return {
        (row.unit, row.operation, row.order): {
            name: amount for name, amount in row.values.items() if amount
        }
        for row in truth.automation(START + hours * HOUR).evidence()
        if (row.window, row.window_start) == ("hour", START + hour * HOUR)
    }


def rates(
    events: Iterable[JournalEvent], *, config: LineConfig = CONFIG, days: int = 1
) -> dict[str, list[float]]:
    """Return numerator and denominator of every rate of the line over the first days."""
    end = START + days * DAY
    truth = truth_of(events, config=config)
    lines = {config.path: truth.automation(end)}
    found = period_rates(lines, truth.rows(end), start=START, end=end)
    return {rate.rate: [rate.numerator, rate.denominator] for rate in found if rate.level == "line"}
