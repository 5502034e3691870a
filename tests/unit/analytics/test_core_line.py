"""Lines, stops, flags and timelines where a case file cannot look: slices, carries, people."""

import math

import numpy as np
import pandas as pd
import pytest

from analytics.master.data import LineMaster, Settings, master_data_of
from analytics.oee.kpi import kpi_rows
from analytics.oee.line_orders import LineCarry, line_carry
from analytics.oee.rates import LineRates
from analytics.oee.ratios import ratios_of
from analytics.oee.recompute import compute_line
from analytics.oee.timeline import Run
from analytics.oee.unit_story import unit_timeline
from analytics.oee.windows import Window, windows_in
from contract.kpi import BASE_FIELD_NAMES
from contract.path import EquipmentPath
from contract.series import KPI, SEGMENT, STOP

HOUR = 3_600_000
START = 1_772_402_400_000
PATH = EquipmentPath.parse("e/s/a/l")


def line_master() -> LineMaster:
    """Return a line of two stages: cutting is the constraint of p, sewing that of q."""
    unit = {"cut": {"p": 4.0, "q": 1.0}, "sew": {"p": 2.0, "q": 6.0}}
    return master_data_of(
        {
            "enterprise": "e",
            "site": "s",
            "silence_s": 1e6,
            "lines": [
                {
                    "area": "a",
                    "id": "l",
                    "stages": [{"id": name, "units": [name]} for name in unit],
                    "units": {n: {"planned_run_time_s": rates} for n, rates in unit.items()},
                }
            ],
        },
        where="test",
    ).line(PATH)


def said(unit: str, *rows: tuple[int, str, str]) -> pd.DataFrame:
    """Return samples (minute, state, order); product p belongs to orders p..., q to q..."""
    return pd.DataFrame(
        {
            "time": [START + minute * 60_000 for minute, _, _ in rows],
            "work_unit": unit,
            "state": [state for _, state, _ in rows],
            "operation_mode": "processing",
            "order": [order for _, _, order in rows],
            "product": [order[:1] for _, _, order in rows],
            "reason": ["" if state == "executing" else "jam" for _, state, _ in rows],
            "good": np.arange(len(rows), dtype=float),
        }
    )


def test_slice_goes_on_with_the_constraint_carried_into_it() -> None:
    """A later slice knows from the line's own segments which constraint it follows."""
    samples = pd.concat(
        [
            said("cut", (0, "executing", "p1"), (30, "not_executing", "")),
            said("sew", (0, "executing", "p1"), (180, "executing", "p1")),
        ]
    )
    run = Run(START, START + 3 * HOUR, True)
    first = compute_line(line_master(), samples, {}, start=START, end=START + HOUR, run=run)
    carry = line_carry(first.line_segments, LineRates(line_master(), {}))
    assert carry == LineCarry(order="", product="", stage_product="p")
    later = compute_line(
        line_master(),
        samples,
        {},
        start=START + 2 * HOUR,
        end=START + 3 * HOUR,
        run=run,
        carry=carry,
    )
    # The line has no order and stays with cutting, which is down.
    assert later.line_segments["actual_unit_down_time_s"].sum() == 3600.0


def test_rows_have_the_columns_and_types_of_the_contract_even_if_there_are_none() -> None:
    """An empty range gives empty rows of the same shape."""
    samples = said("cut", (0, "executing", "p1"), (60, "executing", "p1"))
    run = Run(START, START + HOUR, True)
    full = compute_line(line_master(), samples, {}, start=START, end=START + HOUR, run=run)
    none = compute_line(
        line_master(), samples, {}, start=START + HOUR, end=START + 2 * HOUR, run=run
    )
    for measurement, rows, empty in (
        (SEGMENT, full.unit_segments, none.unit_segments),
        (SEGMENT, full.line_segments, none.line_segments),
        (STOP, full.stops, none.stops),
    ):
        names = ["time", *measurement.tags, *(field.name for field in measurement.fields)]
        assert list(rows.columns) == names
        assert empty.empty
        assert (rows.dtypes == empty.dtypes).all()
    kpis = [
        kpi_rows(
            result.unit_segments,
            windows_in(line_master().calendar, "hour", START, START + 2 * HOUR),
            level="unit",
            settings=Settings(),
            runs={},
            master_hash="",
        )
        for result in (full, none)
    ]
    assert list(kpis[0].columns) == ["time", *KPI.tags, *(field.name for field in KPI.fields)]
    assert (kpis[0].dtypes == kpis[1].dtypes).all()


def test_stop_that_began_before_the_slice_is_not_a_new_one() -> None:
    """A stop is one row at its start, whole, however the time is cut into slices."""
    samples = said(
        "cut", (0, "executing", "p1"), (50, "not_executing", "p1"), (80, "executing", "p1")
    )
    run = Run(START, START + 2 * HOUR, True)
    both = [
        compute_line(line_master(), samples, {}, start=start, end=end, run=run).stops
        for start, end in ((START, START + 2 * HOUR), (START + HOUR, START + 2 * HOUR))
    ]
    assert both[0][["time", "duration_s", "leaf", "reason"]].values.tolist() == [  # noqa: PD011 -- a list of rows
        [START + 50 * 60_000, 1800.0, "delay", "jam"]
    ]
    assert both[1].empty


def test_partial_is_a_window_that_the_run_cuts() -> None:
    """A live run that goes on cuts no window at its newest time, an ended one does."""
    samples = said("cut", (0, "executing", "p1"), (90, "executing", "p1"))
    for ended in (False, True):
        run = Run(START, START + 90 * 60_000, ended)
        segments = compute_line(
            line_master(), samples, {}, start=START, end=START + 2 * HOUR, run=run
        ).line_segments
        for level in ("line", "site"):
            rows = kpi_rows(
                segments,
                windows_in(line_master().calendar, "hour", START, START + 2 * HOUR),
                level=level,
                settings=Settings(),
                runs={str(PATH): run},
                master_hash="",
            )
            assert rows["partial"].tolist() == [False, ended]


def test_rows_tell_where_their_figures_come_from() -> None:
    """A row names formulas, master data, rate source and constraint; equal inputs hash equal."""
    samples = pd.concat(
        [
            said("cut", (0, "executing", "p1"), (60, "executing", "p1")),
            said("sew", (0, "executing", "p1")),
        ]
    )
    run = Run(START, START + HOUR, True)
    result = compute_line(line_master(), samples, {}, start=START, end=START + HOUR, run=run)
    window = [Window("hour", START, START + HOUR)]
    rows, again = (
        kpi_rows(
            result.line_segments,
            window,
            level="line",
            settings=Settings(),
            runs={},
            master_hash="abc",
            constraint_unit=lambda product, _: {"p": "cut"}[product],
        )
        for _ in range(2)
    )
    row = rows.iloc[0]
    assert (row["formula"], row["master_data"]) == ("iso22400-2/2", "abc")
    assert (row["planned_run_time_source"], row["constraint_unit"]) == ("master", "cut")
    assert row["inputs_hash"] == again.iloc[0]["inputs_hash"]
    changed = result.line_segments.assign(rework_quantity=1.0)
    other = kpi_rows(changed, window, level="line", settings=Settings(), runs={}, master_hash="abc")
    assert other.iloc[0]["inputs_hash"] != row["inputs_hash"]


@pytest.mark.parametrize(("unknown_s", "differs"), [(600.0, True), (0.0, False)])
def test_other_limits_are_other_inputs_where_they_decide(
    *, unknown_s: float, differs: bool
) -> None:
    """A new e_max is a new input of a row with unknown time, and of no other."""
    run = Run(START, START + HOUR, True)
    samples = said("cut", (0, "executing", "p1"))
    result = compute_line(line_master(), samples, {}, start=START, end=START + HOUR, run=run)
    segments = result.line_segments.assign(planned_busy_time_s=3600.0, unknown_time_s=unknown_s)
    hashes = {
        kpi_rows(
            segments,
            [Window("hour", START, START + HOUR)],
            level="line",
            settings=Settings(e_max=e_max),
            runs={},
            master_hash="",
        ).iloc[0]["inputs_hash"]
        for e_max in (1.2, 1.5)
    }
    assert (len(hashes) == 2) == differs


def test_ratios_leave_unknown_time_out_and_their_bounds_take_it_in() -> None:
    """Headline ratios rest on observed time, bounds on all of it (1.7, missing data)."""
    sums = dict.fromkeys(BASE_FIELD_NAMES, 0.0) | {
        "planned_busy_time_s": 1000.0,
        "unknown_time_s": 100.0,
        "actual_production_time_s": 450.0,
        "planned_run_time_produced_s": 400.0,
        "planned_run_time_good_s": 360.0,
    }
    base = {name: np.array([value]) for name, value in sums.items()}
    found = ratios_of(base, Settings(e_max=1.2), level="unit", unrated=np.array([False]))
    ratios = {name: float(column[0]) for name, column in found.columns.items()}
    assert {
        name: ratio for name, ratio in ratios.items() if not math.isnan(ratio)
    } == pytest.approx(
        {
            "availability": 0.5,
            "effectiveness": 400 / 450,
            "quality_ratio": 0.9,
            "oee_index": 0.4,
            "availability_low": 0.45,
            "availability_high": 0.55,
            "oee_low": 0.36,
            "oee_high": 0.48,
            "nee_index": 0.4,
            "allocation_efficiency": 0.5,
            "utilization_efficiency": 1.0,
            "technical_efficiency": 1.0,
            "setup_rate": 0.0,
        }
    )
    assert found.coverage[0] == pytest.approx(0.9)
    assert not found.flags["withheld"][0]


def test_timeline_for_people_joins_equal_neighbours_and_shows_silence() -> None:
    """What a machine did is told in as few pieces as it has; an unseen piece is unknown."""
    master = line_master()
    samples = said(
        "cut", (0, "executing", "p1"), (10, "executing", "p1"), (20, "not_executing", "p1")
    )
    run = Run(START - 60_000, START + HOUR, True)
    story = unit_timeline(
        master, samples, unit="cut", start=START - 2 * 60_000, end=START + HOUR, run=run
    )
    assert story[["leaf", "state", "reason", "order"]].values.tolist() == [  # noqa: PD011 -- a list of rows
        ["unknown", "", "", ""],
        ["production", "executing", "", "p1"],
        ["delay", "not_executing", "jam", "p1"],
    ]
    assert story["start"].tolist() == [START - 60_000, START, START + 20 * 60_000]
    nobody = unit_timeline(master, samples, unit="x", start=START, end=START + HOUR, run=run)
    assert nobody["leaf"].tolist() == ["unknown"]
