"""A played world's losses and stops beside the simulators' truth, in the same words."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

from analytics.kpi_store import KpiStore
from analytics.loss_queries import loss_rows
from analytics.queries import iso
from analytics.stop_queries import stop_rows
from contract.kpi import KpiLevel, Window
from factory.agents import run_agents
from factory.data_dir import DataDir
from factory.played_world import end_of
from factory.world_run import PlantSetup, open_world
from simulators.faults import (
    Fault,
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
