"""Meters of the played demo plant: what samples rose by is what leaves, products and orders hold.

Controllers start again from 0 and machines fall silent; the meters are read here anew, one sample
after the other, in whole thousandths of their unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from analytics.automation.records import FactorRecord
from analytics.green.amounts import EMISSION
from analytics.green.splits import BY, split
from analytics.kpi_store import KpiQuery
from analytics.queries import paths_of
from contract.path import EquipmentPath
from contract.sample import CONSUMPTION_FIELDS
from factory.world_run import PlantSetup
from simulators.faults import CounterReset, ReadingDropout, SilentMachine
from tests.e2e.played import BOTTLING, FURNITURE, LINES, SEWING, played

FAULTS = (
    CounterReset(line=BOTTLING, unit="filler", at_s=1500),
    CounterReset(line=FURNITURE, at_s=2000),
    SilentMachine(line=BOTTLING, unit="rinser", from_s=1000, to_s=1900),
    SilentMachine(line=FURNITURE, unit="router-1", from_s=1700, to_s=2300),
    SilentMachine(line=SEWING, unit="op07-1", from_s=9800, to_s=10800),
    ReadingDropout(line=SEWING, unit="op18-1", probability=0.2),
)
HOURS = 3.0
THOUSANDTHS = 1000
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the played world: its samples and its segments."""

    samples: pd.DataFrame
    segments: pd.DataFrame


@pytest.fixture(scope="module")
def told(demo_plant: PlantSetup, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Three hours of the spoiled plant through broker, agents, ingest, store and analytics."""
    start = demo_plant.scenario.start
    with played(demo_plant, tmp_path_factory.mktemp("meters"), FAULTS, HOURS) as (run, end):
        found = {}
        for line in map(EquipmentPath.parse, LINES):
            segments = run.owner.stores.kpis.read(KpiQuery("segment", below=line))
            samples = run.owner.stores.history.samples(line, start=start, end=end)
            found[str(line)] = Told(samples, segments.assign(path=paths_of(segments)))
        return found


def rises(values: Iterable[float]) -> int:
    """Return what a meter rose by, in thousandths; one that fell started again from 0."""
    risen, last = 0, None
    for value in values:
        if np.isnan(value):
            continue
        now = round(value * THOUSANDTHS)
        if last is not None:
            risen += now - last if now >= last else now
        last = now
    return risen


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("meter", CONSUMPTION_FIELDS)
def test_every_division_holds_what_the_meters_rose_by(
    told: dict[str, Told], line: str, meter: str
) -> None:
    """Leaves, products, orders, units and shifts each add up to the difference of the meters."""
    samples = told[line].samples
    if meter not in samples:
        samples = samples.assign(**{meter: np.nan})
    wanted = {f"{line}/{unit}": rises(rows[meter]) for unit, rows in samples.groupby("work_unit")}
    for by in BY:
        parts = split(told[line].segments, by)
        got = sum([round(amount * MILLIONTHS) for amount in parts[meter]])
        assert got == sum(wanted.values()) * THOUSANDTHS, by
    units = split(told[line].segments, "unit").set_index("unit")[meter]
    for path, risen in wanted.items():
        assert units[path] == risen / THOUSANDTHS, path


def test_the_world_means_something(told: dict[str, Told]) -> None:
    """Meters started again, energy was told behind silences, and several orders ran."""
    everything = pd.concat([one.segments for one in told.values()])
    units = everything[everything["work_unit"] != ""]
    assert units["energy_kwh_unknown"].sum() > 0
    used = {meter: split(everything, "leaf")[meter].sum() for meter in CONSUMPTION_FIELDS}
    assert min(used.values()) > 0, used
    fell = told[BOTTLING].samples.groupby("work_unit")["energy_kwh"].diff().min()
    assert fell < 0
    assert units["order"].nunique() > len(LINES)


@pytest.mark.parametrize("line", LINES)
def test_emissions_of_every_division_are_the_same(told: dict[str, Told], line: str) -> None:
    """Emissions by leaf, product, order, unit and shift have one sum."""
    factors = (FactorRecord("energy_kwh", 0, 0.5366, "test"),)
    sums = {
        by: sum(
            [
                round(amount * MILLIONTHS)
                for amount in split(told[line].segments, by, factors=factors)[EMISSION]
            ]
        )
        for by in BY
    }
    assert set(sums.values()) == {sums["unit"]}
    used = split(told[line].segments, "leaf")["energy_kwh"].sum()
    assert sums["unit"] / MILLIONTHS == pytest.approx(used * 0.5366, abs=1e-3)
