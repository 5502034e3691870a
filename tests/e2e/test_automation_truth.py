"""Evidence and rates of a played plant equal the simulator's own sums; bounds hold in silence."""

from functools import partial
from pathlib import Path

import pytest

from analytics.kpi_store import KpiQuery
from analytics.queries import iso, paths_of
from contract.rates import STATUSES
from factory import world_run
from factory.simulated_source import SimulatedSource
from factory.truth.rates import RateAt, rate_mismatches, true_evidence, true_green, true_rates
from factory.world_run import PlantSetup
from simulators.faults import CounterReset, Duplicates, Fault, OutOfOrder, SilentMachine
from tests.e2e.played import BOTTLING, FURNITURE, LINES, SEWING, played


def test_rates_equal_truth(demo_plant: PlantSetup, tmp_path: Path) -> None:
    """Every sum of every hour, and every rate of lines and site, is what really happened."""
    with played(demo_plant, tmp_path / "world", (), 6.0) as (run, end):
        assert rate_mismatches(run.owner.stores.kpis, run.world, end=end) == []
        # Nothing is equal for want of something to compare.
        assert len(true_evidence(run.world.truth_evidence(end))) > 2000
        assert len({key.rate for key in true_rates(run.world, end=end)}) == 20
        assert len(true_green(run.world, end=end)) > 300


def test_rates_of_a_world_without_scheduled_time_equal_truth(
    demo_plant: PlantSetup, tmp_path: Path
) -> None:
    """In six minutes of a line's hand-over nothing is owed, and nothing is said of it."""
    with played(demo_plant, tmp_path / "world", (), 0.1) as (run, end):
        assert rate_mismatches(run.owner.stores.kpis, run.world, end=end) == []


# What a controller counts between its last reading and a reset, or up to where it stood before, is
# never told. At these instants there is no such thing.
RESETS_S = (2100, 3333)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([Duplicates(line=line, probability=0.2) for line in LINES], id="duplicate"),
        pytest.param(
            [CounterReset(line=line, at_s=at_s) for line in LINES for at_s in RESETS_S],
            id="counter_reset",
        ),
        pytest.param(
            [OutOfOrder(line=line, probability=0.5, delay_ms=1900) for line in LINES],
            id="out_of_order",
        ),
    ],
)
def test_rates_equal_truth_where_a_fault_takes_nothing_away(
    demo_plant: PlantSetup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: list[Fault]
) -> None:
    """Readings twice or late and counters that restart change no sum and no rate."""
    monkeypatch.setattr(world_run, "SimulatedSource", partial(SimulatedSource, chunk_ms=1_000))
    with played(demo_plant, tmp_path / "world", faults, 1.0) as (run, end):
        assert rate_mismatches(run.owner.stores.kpis, run.world, end=end) == []


SILENT = [
    SilentMachine(line=BOTTLING, unit="labeller", from_s=1200.0, to_s=5400.0),
    SilentMachine(line=BOTTLING, unit="filler", from_s=6000.0, to_s=20_000.0),
    SilentMachine(line=SEWING, unit="op17-1", from_s=900.0, to_s=6100.0),
    SilentMachine(line=SEWING, unit="op08-1", from_s=4000.0, to_s=20_000.0),
    SilentMachine(line=FURNITURE, unit="router-1", from_s=600.0, to_s=7100.0),
    SilentMachine(line=FURNITURE, unit="edge-bander", from_s=3600.0, to_s=20_000.0),
]


def test_bounds_contain_the_truth_where_machines_are_silent(
    demo_plant: PlantSetup, tmp_path: Path
) -> None:
    """Machines silent for hours, some to the end: each true rate lies within its bounds."""
    with played(demo_plant, tmp_path / "world", SILENT, 4.0) as (run, end):
        rows = run.owner.stores.kpis.read(KpiQuery("automation", windows=("day",)))
        true = true_rates(run.world, end=end)
    bounds = rows[~rows["lower_null"] & ~rows["upper_null"]]
    keys = zip(bounds["level"], paths_of(bounds), bounds["time"], bounds["rate"], strict=True)
    bounded = [RateAt(level, path, iso(t), rate, "") for level, path, t, rate in keys]
    within = zip(bounded, bounds["lower"], bounds["upper"], strict=True)
    outside = [
        f"{key}: {lower} to {upper}, truth {true[key]}"
        for key, lower, upper in within
        if key in true and not lower - 1e-9 <= true[key] <= upper + 1e-9
    ]
    assert outside == []
    assert len(true.keys() & set(bounded)) > 30
    assert set(rows["status"]) <= set(STATUSES)
