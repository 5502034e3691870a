"""Losses and stops of a played plant equal what the simulator's journal says they were.

Also under faults that take nothing away. Where a machine is silent nothing is invented: waits
behind it have an unknown root, and every other loss is still the truth.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from factory import world_run
from factory.simulated_source import SimulatedSource
from factory.truth.losses import Amounts, LossAt
from factory.world_run import PlantSetup
from simulators.faults import (
    ClockSkew,
    CounterReset,
    Duplicates,
    Fault,
    OutOfOrder,
    ReadingDropout,
    SilentMachine,
)
from tests.e2e.losses_played import Played, play
from tests.e2e.played import BOTTLING, FURNITURE, LINES, SEWING

HOURS = 4.0


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, demo_plant: PlantSetup) -> Played:
    """Half a shift of the demo plant, without faults."""
    return play(demo_plant, tmp_path_factory.mktemp("losses") / "world", (), HOURS)


def test_losses_and_stops_equal_truth(played: Played) -> None:
    """Seconds, stops and pieces by leaf, reason, owner and root, and each stop, are the truth's."""
    assert played.differences() == []


def test_the_truth_has_something_of_everything(played: Played) -> None:
    """Nothing is equal for want of something to compare."""
    true = played.true
    assert {key.leaf for key in true} >= {"production", "setup", "delay", "down", "planned_down"}
    assert {key.split for key in true} == {"", "valuable", "quality", "start_up", "speed"}
    assert {key.attribution for key in true} >= {"own", "upstream", "downstream", "operator"}
    assert len({key.root_unit for key in true}) > 10
    assert sum(lost[2] for key, lost in true.items() if key.split == "start_up") > 0
    assert len(played.true_stops) > 1000


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([Duplicates(line=line, probability=0.2) for line in LINES], id="duplicate"),
        pytest.param(
            [CounterReset(line=line, at_s=at_s) for line in LINES for at_s in (1234, 3333)],
            id="counter_reset",
        ),
        pytest.param(
            [OutOfOrder(line=line, probability=0.5, delay_ms=1900) for line in LINES],
            id="out_of_order",
        ),
    ],
)
def test_losses_equal_truth_where_a_fault_takes_nothing_away(
    demo_plant: PlantSetup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: list[Fault]
) -> None:
    """Readings twice or late and counters that restart change no loss and no stop."""
    # Small pieces, as live: in long ones nearly all readings are in order again.
    monkeypatch.setattr(world_run, "SimulatedSource", partial(SimulatedSource, chunk_ms=1_000))
    found = play(demo_plant, tmp_path / "world", faults, 1.0)
    assert found.differences() == []


def test_losses_equal_truth_where_the_agent_corrects_a_clock(
    demo_plant: PlantSetup, tmp_path: Path
) -> None:
    """A skewed clock that is not believed moves no loss and no stop."""
    found = play(
        believing_the_agent(demo_plant),
        tmp_path / "world",
        [
            ClockSkew(line=BOTTLING, offset_ms=-20_000),
            ClockSkew(line=SEWING, offset_ms=20_000),
            ClockSkew(line=FURNITURE, unit="router-1", offset_ms=45_000),
        ],
        1.0,
    )
    assert found.differences() == []


def believing_the_agent(setup: PlantSetup) -> PlantSetup:
    """Return the plant with agents that believe their own clock."""
    agents = {
        path: config.model_copy(
            update={
                "mapping": {
                    name: mapping.model_copy(update={"trust": "agent"})
                    for name, mapping in config.mapping.items()
                }
            }
        )
        for path, config in setup.agents.items()
    }
    return replace(setup, agents=agents)


SILENT: dict[str, list[Fault]] = {
    "silent_machine": [
        SilentMachine(line=BOTTLING, unit="labeller", from_s=1200.0, to_s=2100.0),
        SilentMachine(line=SEWING, unit="op08-1", from_s=900.0, to_s=2100.0),
        SilentMachine(line=FURNITURE, unit="edge-bander", from_s=600.0, to_s=2100.0),
    ],
    "reading_dropout": [
        ReadingDropout(line=BOTTLING, unit="labeller", probability=0.15),
        ReadingDropout(line=SEWING, unit="op08-1", probability=0.15),
        ReadingDropout(line=FURNITURE, unit="edge-bander", probability=0.15),
    ],
}


@pytest.mark.parametrize("faults", list(SILENT.values()), ids=list(SILENT))
def test_waits_behind_a_silent_machine_are_nobodys(
    demo_plant: PlantSetup, tmp_path: Path, faults: list[Fault]
) -> None:
    """Machines that speak lose what they truly lost; no root is another machine than the true one.

    What is missing to the true root's time has the root `unknown`, and is nobody's.
    """
    found = play(demo_plant, tmp_path / "world", faults, 1.0)
    silent = {f"{fault.line}/{fault.unit}" for fault in faults}
    seen = {key: lost for key, lost in found.got.items() if key.path not in {*silent, *LINES}}
    for key, lost in seen.items():
        if key.root_unit == "unknown":
            assert key.attribution == "unknown"
        else:
            true = found.true.get(key, (0.0, 0.0, 0.0))
            assert lost[0] <= true[0] + 1e-6, key
    assert sum(lost[0] for key, lost in seen.items() if key.root_unit == "unknown") > 0
    spoken = {key: lost for key, lost in found.true.items() if key.path not in {*silent, *LINES}}
    assert without_roots(seen) == pytest.approx(without_roots(spoken), rel=1e-6, abs=1e-6)


def without_roots(losses: Mapping[LossAt, Amounts]) -> dict[LossAt, float]:
    """Return seconds whoever they belong to."""
    found: dict[LossAt, float] = {}
    for key, lost in losses.items():
        plain = key._replace(attribution="", root_unit="")
        found[plain] = found.get(plain, 0.0) + lost[0]
    return found
