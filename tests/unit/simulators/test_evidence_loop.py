"""Evidence closes the loop: what the shipped mappings make of readings is what the journal sums."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from edge_agent.config import load_config
from edge_agent.mapping import UnitMapper
from edge_agent.register import register
from edge_agent.unmapped import Unmapped
from simulators.plc import Reading
from simulators.scenario_file import load_scenario
from simulators.truth.evidence import EVIDENCE_FIELDS
from simulators.truth.runs import Run
from simulators.world import World

SCENARIO = load_scenario("demo-plant")
PLANT = Path(str(files("factory"))) / "plants/demo-plant"
AGENTS = {config.line: config for config in map(load_config, sorted(PLANT.glob("*.agent.toml")))}
HOUR = 3_600_000
END = SCENARIO.start + 8 * HOUR
ASSISTS = ("acknowledge", "reset", "door", "e_stop_release", "leave_automatic")
COUNTERS = {
    "cycles": "cycles",
    "operator_manual_touch": "manual_touches",
    "inspected_automatically": "inspected_automatically",
    **{
        name: name
        for name in EVIDENCE_FIELDS
        if name.startswith(("parameter_changes", "dispatched", "confirmed"))
    },
}
Sums = dict[tuple[str, str, str, str, str], float]
"""By unit, operation, order, product and field."""


@cache
def world(seed: int) -> tuple[World, dict[str, list[Reading]]]:
    """Play a shift once."""
    played = World(SCENARIO, seed=seed, start=SCENARIO.start)
    readings = {path: line.run_until(END) for path, line in played.lines.items()}
    played.finish()
    return played, readings


class Watcher:
    """Sums what one unit's readings show; a rise belongs to what was in force before it."""

    def __init__(self, path: str, unit: str) -> None:
        config = AGENTS[path]
        named = next(one for one in config.unit if one.unit == unit)
        self.unit = unit
        self.mapper = UnitMapper(
            config.mapping[named.mapping], words={}, unmapped=Unmapped(), on_unknown_tag=refuse
        )
        self.before: Mapping[str, object] = {}
        self.t = SCENARIO.start
        self.assisted_s = -99
        self.run_ms = 0
        self.runs: list[int] = []
        self.sums: Sums = defaultdict(float)

    def add(self, field: str, amount: float) -> None:
        """Add to a field of what was in force before."""
        operation, order, product = (
            str(self.before.get(name) or "") for name in ("operation", "order", "product")
        )
        if amount:
            self.sums[self.unit, operation, order, product, field] += amount

    def take(self, reading: Reading) -> None:
        """Take one reading."""
        t = reading.source_ms
        self.spend(t)
        self.mapper.apply(reading.tags)
        after = dict(self.mapper.fields)
        if self.before:
            self.count(t, after)
        if after["control_mode"] != "automatic":
            self.end_run()
        self.before = after

    def runs_by_itself(self) -> bool:
        """Tell whether it produced in automatic before."""
        return self.produced() and self.before["control_mode"] == "automatic"

    def produced(self) -> bool:
        """Tell whether it produced before."""
        return bool(self.before) and (
            (self.before["state"], self.before["operation_mode"]) == ("executing", "processing")
        )

    def spend(self, t: int) -> None:
        """Give the time since the last reading away."""
        ms, self.t = t - self.t, t
        if self.produced():
            self.add("production_time_s", ms / 1000)
        if self.runs_by_itself():
            self.add("automatic_time_s", ms / 1000)
            self.run_ms += ms

    def count(self, t: int, after: Mapping[str, object]) -> None:
        """Count what rose."""
        rises = {
            name: int(str(after[name])) - int(str(self.before[name]))
            for name in after
            if name in COUNTERS or name.startswith("operator_")
            if isinstance(after[name], int)
        }
        for name, field in COUNTERS.items():
            if name != "inspected_automatically" or self.before["order"]:
                self.add(field, rises.get(name, 0))
        if self.runs_by_itself() and self.before.get("program"):
            self.add("program_cycles", rises.get("cycles", 0))
        second = -(-t // 1000)
        if any(rises.get(f"operator_{kind}") for kind in ASSISTS):
            self.add("assists", second - self.assisted_s > 30)
            self.assisted_s = second
        if any(n for name, n in rises.items() if name.startswith("operator_")):
            self.end_run()

    def end_run(self) -> None:
        """Break the run."""
        if self.run_ms:
            self.runs.append(self.run_ms)
        self.run_ms = 0


def refuse(tag: str) -> None:
    """Refuse a tag that the mapping does not know."""
    raise AssertionError(tag)


def watched(path: str, readings: Iterable[Reading]) -> dict[str, Watcher]:
    """Return what the readings of a line's units show."""
    line = next(one.config for one in SCENARIO.lines if one.config.path == path)
    found = {unit.vendor: Watcher(path, unit.id) for unit in line.units}
    for reading in readings:
        found[reading.unit].take(reading)
    for watcher in found.values():
        watcher.spend(END)
        watcher.end_run()
    return {watcher.unit: watcher for watcher in found.values()}


@pytest.mark.parametrize("path", AGENTS)
def test_evidence_of_readings_equals_the_journal(path: str) -> None:
    """Times to the ms and counts exactly, by operation and order, and every run without a hand."""
    played, readings = world(7)
    watchers = watched(path, readings[path])
    got: Sums = {}
    for watcher in watchers.values():
        got |= watcher.sums
    shown = {key[4] for key in got}
    want = {
        (row.unit, row.operation, row.order, row.product, field): amount
        for row in played.truth_evidence(END)
        if row.path.startswith(f"{path}/") and row.window == "shift"
        for field, amount in row.values.items()
        if amount and field in shown
    }
    assert {key: pytest.approx(amount) for key, amount in want.items()} == got
    runs: dict[str, list[int]] = defaultdict(list)
    truth: Iterable[Run] = played.lines[path].truth.automation(END).runs()
    for run in truth:
        runs[run.unit].append(run.ms)
    assert runs == {unit: one.runs for unit, one in watchers.items() if one.runs}


@pytest.mark.parametrize("path", AGENTS)
def test_the_scenario_knows_which_values_never_come(path: str) -> None:
    """What a birth promises and no reading gives is as many values as the scenario says."""
    line = next(one.config for one in SCENARIO.lines if one.config.path == path)
    watchers = watched(path, world(7)[1][path])
    births = {unit.unit: unit for unit in register(AGENTS[path])}
    for unit in line.units:
        mapper = watchers[unit.id].mapper
        given = {**mapper.values, **mapper.fields}
        absent = [one.name for one in births[unit.id].metrics if given.get(one.name) is None]
        assert (unit.id, len(absent)) == (unit.id, unit.absent_tags)


def test_the_scenario_keeps_the_register_of_the_agents() -> None:
    """Standard times, key flags, control types, tags and values are those of the births."""
    for line in SCENARIO.lines:
        config = line.config
        units = {unit.unit: unit for unit in register(AGENTS[config.path])}
        assert {unit.id: (unit.required_tags, unit.net_value_cny) for unit in config.units} == {
            name: (len(unit.metrics), unit.asset_value_cny) for name, unit in units.items()
        }
        assert {
            (one.unit, one.id, one.standard_time_s, one.control_type, one.key)
            for one in config.operations
        } == {
            (name, one.id, one.standard_time_s, one.control_type, one.key)
            for name, unit in units.items()
            for one in unit.operations
        }


def test_the_scenario_keeps_the_register_of_the_site() -> None:
    """Net values and powers asleep are those of the shipped file."""
    with (PLANT / "register" / "equipment.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["path"]: row for row in csv.DictReader(lines)}
    assert {
        f"{line.config.path}/{unit.id}": (unit.net_value_cny, unit.standby_power_kw)
        for line in SCENARIO.lines
        for unit in line.config.units
    } == {
        path: (float(row["net_value_cny"]), float(row["standby_power_kw"]))
        for path, row in rows.items()
    }
