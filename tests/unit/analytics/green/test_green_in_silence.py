"""Bounds of green measures: whatever machines did while nobody saw them, the truth lies inside."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.automation.process_register import Equipment, ProcessRegister
from analytics.automation.rate import PeriodOf, RateValue
from analytics.automation.records import MaterialRecord, Records
from analytics.automation.sums import PeriodSums
from analytics.green.rates import green_of
from analytics.oee.timeline import Run
from analytics.queries import paths_of
from contract.path import EquipmentPath
from tests.unit.analytics.law_plant import HOUR, START, UNITS, Plant, computed

LINE = EquipmentPath.parse("e/s/a/l")
HEARTBEAT_MS = 10_000
BEATS = 3 * HOUR // HEARTBEAT_MS
SLACK = 1e-9
# Of the line's calendar, in minutes after its start.
PAUSES = ((20, 40), (170, 190))


@st.composite
def seen_plants(draw: st.DrawFn) -> Plant:
    """Draw a plant that is seen all the time: every machine speaks every ten seconds."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = BEATS + 1
    minutes = np.arange(n) * HEARTBEAT_MS / 60_000
    paused = np.any([(minutes >= low) & (minutes < high) for low, high in PAUSES], axis=0)
    edges = np.diff(paused, prepend=paused[:1])
    frames = []
    for unit in UNITS:
        doing = np.cumsum((rng.random(n) < 0.01) | edges)
        state = rng.choice(["executing", "executing", "not_executing", "out_of_service"], n)[doing]
        mode = rng.choice(["processing", "processing", "setup"], n)[doing]
        # In a pause nobody would see, a machine stands: the calendar says so, too.
        state[paused] = "not_executing"
        works = (state == "executing") & (mode == "processing")
        power = np.where(works, 500, 80) + rng.integers(0, 50, n)
        frames.append(
            pd.DataFrame(
                {
                    "time": START + np.arange(n) * HEARTBEAT_MS,
                    "work_unit": unit,
                    "state": state,
                    "operation_mode": mode,
                    "order": "o1",
                    "product": "p1",
                    "good": np.cumsum(works * rng.integers(0, 5, n)).astype(float),
                    "scrap": np.cumsum(works * rng.integers(0, 2, n)).astype(float),
                    "energy_kwh": np.cumsum(power) * 0.001,
                }
            )
        )
    return Plant(pd.concat(frames, ignore_index=True), Run(START, START + 3 * HOUR, True))


def silenced(plant: Plant, silences: dict[str, list[tuple[int, int]]]) -> Plant:
    """Take samples away; the last of the run stays, so that what was used is told in the end."""
    kept = np.ones(len(plant.samples), np.bool_)
    beat = (plant.samples["time"] - START) // HEARTBEAT_MS
    for unit, stretches in silences.items():
        for first, length in stretches:
            hidden = (beat > first) & (beat < min(first + length, BEATS))
            kept &= ~(hidden & (plant.samples["work_unit"] == unit)).to_numpy()
    return replace(plant, samples=plant.samples[kept])


def sums_of(plant: Plant) -> PeriodSums:
    """Return a plant's line in a period of its run."""
    result = computed(plant)
    segments = pd.concat([result.unit_segments, result.line_segments], ignore_index=True)
    equipment = [
        Equipment(
            path=LINE.unit(unit),
            name_en="",
            name_zh="",
            kind="",
            net_value_cny=0.0,
            digital_interface="opc_ua",
            control_type="automatic",
            connected=True,
            required_tags=1,
            standby_power_kw=20.0,
        )
        for unit in UNITS
    ]
    return PeriodSums(
        level="line",
        path=LINE,
        period=PeriodOf("day", START, START + 24 * HOUR),
        evidence=pd.DataFrame(),
        runs=pd.DataFrame(),
        segments=segments.assign(path=paths_of(segments)),
        register=ProcessRegister({one.path: one for one in equipment}, ()),
        records=Records(materials={"p1": MaterialRecord("p1", value_cny=3.0, rework_cny=0.5)}),
        last_counters={},
    )


def rows_of(plant: Plant) -> dict[tuple[str, str, str], RateValue]:
    """Return every green measure of a plant's line and units by its name."""
    rows = green_of(sums_of(plant))
    return {(row.definition.id, str(row.path), row.part): row for row in rows}


stretches = st.lists(st.tuples(st.integers(0, BEATS - 10), st.integers(5, 300)), max_size=3)


@settings(max_examples=25, deadline=None)
@given(plant=seen_plants(), silences=st.fixed_dictionaries(dict.fromkeys(UNITS, stretches)))
def test_bounds_hold_what_was_true(
    plant: Plant, silences: dict[str, list[tuple[int, int]]]
) -> None:
    """Every measure of a machine that fell silent bounds what it is when everything is seen."""
    true = rows_of(plant)
    for key, row in rows_of(silenced(plant, silences)).items():
        truth = true[key].value
        if truth is None or (row.lower, row.upper) == (None, None):
            continue
        assert (row.lower or 0.0) <= truth + SLACK, key
        assert row.upper is None or truth <= row.upper + SLACK, key


@settings(max_examples=10, deadline=None)
@given(plant=seen_plants())
def test_bounds_of_what_was_seen_are_the_value(plant: Plant) -> None:
    """Where nothing was missed, the bounds leave nothing open."""
    for key, row in rows_of(plant).items():
        if row.value is not None:
            assert (row.lower, row.upper) == (row.value, row.value), key
