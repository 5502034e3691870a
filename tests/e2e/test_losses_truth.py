"""Losses and stops of a played plant equal what the simulator's journal says they were.

Also under faults that take nothing away. Where a machine is silent nothing is invented: waits
behind it have an unknown root, and every other loss is still the truth.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec
import pytest

from analytics.kpi_store import KpiStore
from analytics.loss_queries import loss_rows
from analytics.queries import iso
from analytics.stop_queries import stop_rows
from contract.kpi import KpiLevel, Window
from factory import world_run
from factory.agents import run_agents
from factory.data_dir import DataDir
from factory.played_world import end_of
from factory.simulated_source import SimulatedSource
from factory.world_run import PlantSetup, open_world
from simulators.faults import (
    ClockSkew,
    CounterReset,
    Duplicates,
    Fault,
    OutOfOrder,
    ReadingDropout,
    SilentMachine,
)
from simulators.truth_loss import LossTruth
from simulators.truth_stops import StopTruth
from tests.e2e.causes import reasons_of

SEED = 7
HOURS = 4.0
SITE = "demo/chongqing"
BOTTLING, SEWING, FURNITURE = LINES = (
    f"{SITE}/bottling/line-1",
    f"{SITE}/sewing/line-2",
    f"{SITE}/furniture/cell-3",
)
LEVELS: tuple[KpiLevel, ...] = ("unit", "line")
KINDS: tuple[Window, ...] = ("hour", "shift", "day")
Lost = tuple[float, float, float]
Stopped = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which way of which place and window; `split` is what production was worth."""

    path: str
    window: str
    window_start: str
    leaf: str
    split: str
    attribution: str
    reason: str
    root_unit: str


@dataclass(frozen=True, slots=True)
class Played:
    """What the pipeline says, and what was true: seconds, stops and pieces; the stops."""

    got: Mapping[Key, Lost]
    true: Mapping[Key, Lost]
    got_stops: Sequence[Stopped]
    true_stops: Sequence[Stopped]

    def differences(self) -> list[str]:
        """Return every way in which the two differ by more than 1e-6."""
        nothing = (0.0, 0.0, 0.0)
        return [
            f"{key}: got {got}, truth {true}"
            for key in sorted({*self.got, *self.true})
            if (got := self.got.get(key, nothing)) != (true := self.true.get(key, nothing))
            and got != pytest.approx(true, rel=1e-6, abs=1e-6)
        ]


def play(plant: PlantSetup, root: Path, faults: Sequence[Fault], hours: float) -> Played:
    """Play a spoiled plant through broker, agents, ingest, store and analytics."""
    scenario = msgspec.structs.replace(plant.scenario, faults=tuple(faults))
    setup = replace(plant, scenario=scenario)
    end = end_of(scenario.start, hours)
    with open_world(
        setup, DataDir(root), seed=SEED, start=scenario.start, end=end, speed=None
    ) as run:
        asyncio.run(run_agents(run.agents, asyncio.Event()))
        run.owner.wait_ended(setup.lines, timeout_s=300.0)
        run.world.finish()
        store = run.owner.stores.kpis
        reasons = {path: reasons_of(plant, path) for path in LINES}
        return Played(
            got=measured(store),
            true=meant(run.world.truth_losses(end), reasons),
            got_stops=measured_stops(store),
            true_stops=meant_stops(run.world.truth_stops(end), reasons),
        )


def measured(store: KpiStore) -> dict[Key, Lost]:
    """Read every loss of every hour, shift and day."""
    found: dict[Key, Lost] = {}
    names = ("path", "window", "window_start", "leaf", "loss_group", "attribution", "reason")
    sums = ("root_unit", "duration_s", "count", "pieces")
    for level in LEVELS:
        for window in KINDS:
            rows = loss_rows(
                store,
                level=level,
                window=window,
                by=("leaf", "loss_group", "attribution", "reason", "root_unit"),
            )
            for row in rows[[*names, *sums]].itertuples(index=False, name=None):
                path, kind, start, leaf, group, attribution, reason, root, *amounts = row
                split = group if leaf == "production" else ""
                key = Key(path, kind, start, leaf, split, attribution, reason, root)
                assert key not in found
                seconds, count, pieces = amounts
                found[key] = (seconds, count, pieces)
    return found


def meant(truth: Sequence[LossTruth], reasons: Mapping[str, Mapping[str, str]]) -> dict[Key, Lost]:
    """Spell the truth under our names."""
    found: dict[Key, Lost] = {}
    for row in truth:
        key = Key(
            row.path,
            row.window,
            iso(row.window_start),
            row.leaf,
            row.split,
            row.attribution,
            ours(row.path, row.cause, reasons),
            row.root_unit,
        )
        # Several of its causes may be one reason of ours.
        seconds, count, pieces = found.get(key, (0.0, 0.0, 0.0))
        found[key] = (seconds + row.duration_s, count + row.count, pieces + row.pieces)
    return found


def ours(path: str, cause: str, reasons: Mapping[str, Mapping[str, str]]) -> str:
    """Return our reason for a cause of a unit or line; none for none."""
    line = next(line for line in LINES if path == line or path.startswith(f"{line}/"))
    return reasons[line][cause] if cause else ""


def measured_stops(store: KpiStore) -> list[Stopped]:
    """Read all stops."""
    names = ("path", "start", "end", "leaf", "reason", "attribution", "order", "product")
    rows = stop_rows(store)[[*names, "root_unit"]]
    return sorted(rows.itertuples(index=False, name=None))


def meant_stops(
    truth: Sequence[StopTruth], reasons: Mapping[str, Mapping[str, str]]
) -> list[Stopped]:
    """Spell all true stops under our names."""
    return sorted(
        (
            stop.path,
            iso(stop.start),
            iso(stop.end),
            stop.leaf,
            ours(stop.path, stop.cause, reasons),
            stop.attribution,
            stop.order,
            stop.product,
            stop.root_unit,
        )
        for stop in truth
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, demo_plant: PlantSetup) -> Played:
    """Half a shift of the demo plant, without faults."""
    return play(demo_plant, tmp_path_factory.mktemp("losses") / "world", (), HOURS)


def test_losses_equal_truth(played: Played) -> None:
    """Seconds, stops and pieces by leaf, reason, owner and root equal the truth in every window."""
    assert played.differences() == []


def test_stops_equal_truth(played: Played) -> None:
    """Every stop has its true start, end, reason, owner, order and root."""
    assert played.got_stops == played.true_stops


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
    assert found.got_stops == found.true_stops


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
    assert found.got_stops == found.true_stops


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


def without_roots(losses: Mapping[Key, Lost]) -> dict[Key, float]:
    """Return seconds whoever they belong to."""
    found: dict[Key, float] = {}
    plain: Callable[[Key], Key] = partial(replace, attribution="", root_unit="")
    for key, lost in losses.items():
        found[plain(key)] = found.get(plain(key), 0.0) + lost[0]
    return found
