"""Green measures of the played demo plant beside the sums of the simulators' own journal.

What was used, by leaf, product and order, per good item, and material lost, of every unit and line
and of the site.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

from analytics.automation.process_register import ProcessRegister
from analytics.automation.rate import PeriodOf, RateItem
from analytics.automation.records import MaterialRecord, Records
from analytics.automation.sums import Counting, PeriodSums
from analytics.green.pieces import counting_of
from analytics.green.rates import green_of
from analytics.green.splits import By, split
from analytics.kpi_store import KpiQuery
from analytics.oee.rates import LineRates
from analytics.queries import paths_of
from analytics.register import register_of
from contract.path import EquipmentPath
from contract.rates import RateLevel
from contract.sample import CONSUMPTION_FIELDS
from factory.agents import run_agents
from factory.data_dir import DataDir
from factory.played_world import end_of
from factory.world_run import PlantSetup, open_world
from simulators.truth_green import GreenTruth

SITE = EquipmentPath("demo", "chongqing")
SEED = 7
HOURS = 4.0
TOLERANCE = 1e-9
DIVISIONS: tuple[By, ...] = ("leaf", "product", "order")
Key = tuple[str, str, str, str]
Shares = dict[Key, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Played:
    """A played world: its segments, who counts what, and what was true of its day."""

    segments: pd.DataFrame
    counting: dict[str, dict[str, Counting]]
    items_per_count: dict[str, float]
    truth: list[GreenTruth]

    def sums(self, level: RateLevel, path: EquipmentPath) -> PeriodSums:
        """Return the sums of a place."""
        below = [
            path_ == str(path) or path_.startswith(f"{path}/") for path_ in self.segments["path"]
        ]
        products = {product for line in self.counting.values() for product in line}
        values = {name: MaterialRecord(name, 1.0) for name in products}
        return PeriodSums(
            level=level,
            path=path,
            period=PeriodOf("day", 0, 2**62),
            evidence=pd.DataFrame(),
            runs=pd.DataFrame(),
            segments=self.segments[below],
            register=ProcessRegister({}, ()),
            records=Records(materials=values),
            last_counters={},
            items_per_count=self.items_per_count,
            counting=self.counting,
        )


@pytest.fixture(scope="module")
def played(demo_plant: PlantSetup, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Four hours of seed 7 through broker, agents, ingest, store and analytics."""
    start, end = demo_plant.scenario.start, end_of(demo_plant.scenario.start, HOURS)
    root = tmp_path_factory.mktemp("green")
    (master,) = demo_plant.masters
    with open_world(demo_plant, DataDir(root), seed=SEED, start=start, end=end, speed=None) as run:
        asyncio.run(run_agents(run.agents, asyncio.Event()))
        run.owner.wait_ended(demo_plant.lines, timeout_s=300.0)
        run.world.finish()
        segments = run.owner.stores.kpis.read(KpiQuery("segment"))
        counting: dict[str, dict[str, Counting]] = {}
        items: dict[str, float] = {}
        for line in demo_plant.lines:
            known = master.line(line)
            rates = LineRates(known, register_of(run.owner.stores.history.facts(line).register))
            counting[str(line)] = dict(counting_of(known, rates, sorted(set(segments["product"]))))
            items |= {str(line.unit(unit)): rates.items_per_count(unit) for unit in rates.stage_of}
        truth = run.world.truth_green(end)
    return Played(segments.assign(path=paths_of(segments)), counting, items, truth)


def places(played: Played) -> Iterator[PeriodSums]:
    """Return the sums of the site, of its lines and of their units."""
    yield played.sums("site", SITE)
    for line in played.counting:
        of_line = played.sums("line", EquipmentPath.parse(line))
        yield of_line
        units = of_line.segments[of_line.segments["work_unit"] != ""]
        for unit in sorted(set(units["path"])):
            yield played.sums("unit", EquipmentPath.parse(unit))


def measured(sums: PeriodSums) -> Shares:
    """Return numerators and denominators of a place, under the names of the truth."""
    found: Shares = {}
    path = str(sums.path)
    for row in green_of(sums):
        if row.path == sums.path:
            by = "leaf" if row.part else ""
            found[path, row.definition.id, by, row.part] = (row.numerator, row.denominator)
            if row.definition.id == "material_loss_rate":
                found |= {
                    (path, "material_loss_pieces", "product", product): share
                    for product, share in lost(row.items).items()
                }
    whole = {meter: found[path, f"{meter}_per_item", "", ""][1] for meter in CONSUMPTION_FIELDS}
    for by in DIVISIONS:
        parts = split(
            sums.segments, by, items_per_count=sums.items_per_count, counting=sums.counting
        )
        for meter in CONSUMPTION_FIELDS:
            for name, used, good in zip(parts[by], parts[meter], parts["good_items"], strict=True):
                of = whole[meter] if by == "leaf" else good
                found[path, f"{meter}_per_item", by, name] = (used, of)
    return found


def lost(items: tuple[RateItem, ...]) -> dict[str, tuple[float, float]]:
    """Add up items lost and produced by product; a standard value of 1 makes them line items."""
    found: dict[str, tuple[float, float]] = {}
    for item in items:
        above, below = found.get(item.part, (0.0, 0.0))
        found[item.part] = (above + item.numerator, below + item.denominator)
    return found


def test_every_measure_is_the_sum_of_the_journal(played: Played) -> None:
    """Whole, by leaf, product and order, each numerator and denominator is the truth."""
    got: Shares = {}
    for sums in places(played):
        got |= measured(sums)
    true = {(one.path, one.measure, one.by, one.part): one for one in played.truth}
    wrong = [
        f"{key}: {got.get(key)}, truth {one.numerator, one.denominator}"
        for key, one in true.items()
        if got.get(key) != pytest.approx((one.numerator, one.denominator), rel=TOLERANCE, abs=1e-9)
    ]
    assert wrong == []
    measures = {key[1] for key in true}
    invented = [
        key for key, share in got.items() if key[1] in measures and key not in true and share[0]
    ]
    assert invented == []


def test_the_world_means_something(played: Played) -> None:
    """All meters rose, several products were made and lost, and machines stood."""
    whole = {one.measure: one for one in played.truth if one.path == str(SITE) and not one.by}
    assert {f"{meter}_per_item" for meter in CONSUMPTION_FIELDS} < whole.keys()
    assert 0 < whole["idle_energy_share"].numerator < whole["idle_energy_share"].denominator
    lost_by = [one for one in played.truth if one.measure == "material_loss_pieces"]
    assert len({one.part for one in lost_by if one.path == str(SITE) and one.numerator}) > 3
