"""From samples to rates: whatever machines say, every rate is a number inside its bounds."""

import math
import random

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.automation.period_rows import whole_runs
from analytics.automation.process_register import (
    Equipment,
    ProcessRegister,
    RegisteredOperation,
)
from analytics.automation.rate import PeriodOf
from analytics.automation.rates import rates_of
from analytics.automation.records import Records
from analytics.automation.sums import PeriodSums
from analytics.green.rates import green_of
from analytics.oee.timeline import Run
from analytics.queries import paths_of
from tests.suites.loop_plant import HOUR, LINE, START
from tests.unit.analytics.automation.worked_line import COUNTERS, Worked, story

# The press never speaks, and no stage names it.
UNITS = ("filler", "packer-1", "packer-2", "press")
DAY = PeriodOf("day", START, START + 24 * HOUR)


def drawn_register(draw: random.Random) -> ProcessRegister:
    """Draw what people wrote of some units: of values, interfaces, operations and their times."""
    equipment = {
        LINE.unit(unit): Equipment(
            path=LINE.unit(unit),
            name_en=unit,
            name_zh=unit,
            kind="machine",
            net_value_cny=draw.choice([0.0, 100.0]),
            digital_interface=draw.choice(["opc_ua", "none"]),
            control_type=draw.choice(["manual", "semi_automatic", "automatic"]),
            connected=draw.random() < 0.7,
            required_tags=draw.choice([0, 5]),
            standby_power_kw=draw.choice([None, 1.0]),
        )
        for unit in UNITS
        if draw.random() < 0.8
    }
    operations = tuple(
        RegisteredOperation(
            path=path,
            id=name,
            name_en=name,
            name_zh=name,
            standard_time_s=draw.choice([0.0, 5.0]),
            control_type=draw.choice(["manual", "automatic", "numerical_control"]),
            key=draw.random() < 0.5,
        )
        for path in equipment
        for name in ("cut", "drill")
        if draw.random() < 0.6
    )
    return ProcessRegister(equipment, operations)


def sums_of_story(seed: int) -> PeriodSums:
    """Draw what units said, some of them without some fields, and sum it."""
    draw = random.Random(seed)
    rows = story(seed, minutes=draw.choice([3, 40, 100]), units=UNITS[: draw.choice([1, 2])])
    untold = [name for name in COUNTERS if draw.random() < 0.3]
    rows = rows.drop(columns=[*untold, "unavailable"], errors="ignore").assign(
        good=range(len(rows)), energy_kwh=[0.1 * number for number in range(len(rows))]
    )
    worked = Worked.of(rows, run=Run(START, int(rows["time"].max()), ended=True))
    found = worked.rows(START, START + 2 * HOUR)
    result = worked.stretch(START, START + 2 * HOUR).result

    def placed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(path=pd.Series(paths_of(frame), index=frame.index, dtype=object))

    return PeriodSums(
        level="line",
        path=LINE,
        period=DAY,
        evidence=placed(found["evidence"]),
        runs=whole_runs(placed(found["automatic_run"])),
        segments=placed(pd.concat([result.unit_segments, result.line_segments], ignore_index=True)),
        register=drawn_register(draw),
        records=Records(),
        last_counters={str(LINE): {str(LINE.unit("packer-1")): 1.0}},
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_every_rate_is_a_number_inside_its_bounds(seed: int) -> None:
    """No story and no register makes a rate that is none, infinite, or outside its own bounds."""
    sums = sums_of_story(seed)
    for rate in [*rates_of(sums), *green_of(sums)]:
        given_numbers = (rate.numerator, rate.denominator, rate.value, rate.lower, rate.upper)
        assert all(math.isfinite(one) for one in given_numbers if one is not None), rate
        if rate.value is not None:
            assert rate.lower is None or rate.lower <= rate.value + 1e-9, rate
            assert rate.upper is None or rate.value <= rate.upper + 1e-9, rate
