"""Green measures of the played demo plant beside the sums of the simulators' own journal.

What was used, by leaf, product and order, per good item, and material lost, of every unit and line
and of the site.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from analytics.automation.process_register import ProcessRegister
from analytics.automation.rate import PeriodOf, RateItem
from analytics.automation.records import MaterialRecord, Records
from analytics.automation.register_file import process_register
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
from factory.world_run import PlantSetup
from simulators.faults import CounterReset, Fault, ReadingDropout, SilentMachine
from simulators.truth.green import GreenTruth
from tests.e2e.played import BOTTLING, FURNITURE, SEWING
from tests.e2e.played import played as played_world

SITE = EquipmentPath("demo", "chongqing")
HOURS = 4.0
TOLERANCE = 1e-9
# Value of what mending takes, of an item worth 1.
MENDING = 0.25
PIECES = ("material_scrap_pieces", "material_rework_pieces")
SILENCES = (
    SilentMachine(line=BOTTLING, unit="filler", from_s=3000, to_s=5405),
    SilentMachine(line=BOTTLING, unit="packer", from_s=7000, to_s=9500),
    SilentMachine(line=FURNITURE, unit="router-1", from_s=5000, to_s=6200),
    SilentMachine(line=FURNITURE, unit="drill", from_s=6000, to_s=20000),
    ReadingDropout(
        line=SEWING,
        intervals_s=tuple((at, at + 240) for at in range(900, 13500, 1800)),
    ),
    CounterReset(line=SEWING, at_s=2000),
)
DIVISIONS: tuple[By, ...] = ("leaf", "product", "order")
Key = tuple[str, str, str, str]
Shares = dict[Key, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Played:
    """A played world: its segments and evidence, who counts what, and what was true of its day."""

    segments: pd.DataFrame
    evidence: pd.DataFrame
    register: ProcessRegister
    counting: dict[str, dict[str, Counting]]
    items_per_count: dict[str, float]
    truth: list[GreenTruth]

    def sums(self, level: RateLevel, path: EquipmentPath) -> PeriodSums:
        """Return the sums of a place; an item of every product is worth 1, mending it a quarter."""
        products = {product for line in self.counting.values() for product in line}
        values = {name: MaterialRecord(name, 1.0, MENDING) for name in products}
        return PeriodSums(
            level=level,
            path=path,
            period=PeriodOf("day", 0, 2**62),
            evidence=below(self.evidence, path),
            runs=pd.DataFrame(),
            segments=below(self.segments, path),
            register=self.register.below(path),
            records=Records(materials=values),
            last_counters={},
            items_per_count=self.items_per_count,
            counting=self.counting,
        )


def below(rows: pd.DataFrame, path: EquipmentPath) -> pd.DataFrame:
    """Return the rows of a place and of everything below it."""
    return rows[[f"{place}/".startswith(f"{path}/") for place in rows["path"]]]


def play(plant: PlantSetup, root: Path, faults: Sequence[Fault] = ()) -> Played:
    """Play four hours through broker, agents, ingest, store and analytics."""
    (master,) = plant.masters
    with played_world(plant, root, faults, HOURS) as (run, end):
        segments, evidence = (
            rows.assign(path=paths_of(rows))
            for rows in map(run.owner.stores.kpis.read, (KpiQuery("segment"), KpiQuery("evidence")))
        )
        counting: dict[str, dict[str, Counting]] = {}
        items: dict[str, float] = {}
        for line in plant.lines:
            known = master.line(line)
            rates = LineRates(known, register_of(run.owner.stores.history.facts(line).register))
            counting[str(line)] = dict(counting_of(known, rates, sorted(set(segments["product"]))))
            items |= {str(line.unit(unit)): rates.items_per_count(unit) for unit in rates.stage_of}
        truth = run.world.truth_green(end)
    register = process_register(master.register, {})
    return Played(segments, evidence, register, counting, items, truth)


@pytest.fixture(scope="module")
def played(demo_plant: PlantSetup, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the world in which everything is seen."""
    return play(demo_plant, tmp_path_factory.mktemp("green"))


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
                    (path, "material", "product", product): share
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
    """Add up what was lost and put in by product, in values of an item."""
    found: dict[str, tuple[float, float]] = {}
    for item in items:
        above, below = found.get(item.part, (0.0, 0.0))
        found[item.part] = (above + item.numerator, below + item.denominator)
    return found


def material_truth(truth: list[GreenTruth]) -> Shares:
    """Return what was lost and put in by product: scrap whole, a piece sent back for a quarter."""
    pieces = {(one.path, one.part, one.measure): one for one in truth}
    found: Shares = {}
    for (path, product, measure), scrap in pieces.items():
        if measure == PIECES[0]:
            mending = MENDING * pieces[path, product, PIECES[1]].numerator
            share = scrap.numerator + mending, scrap.denominator + mending
            found[path, "material", "product", product] = share
    return found


def test_every_measure_is_the_sum_of_the_journal(played: Played) -> None:
    """Whole, by leaf, product and order, each numerator and denominator is the truth."""
    got: Shares = {}
    for sums in places(played):
        got |= measured(sums)
    true = {
        (one.path, one.measure, one.by, one.part): (one.numerator, one.denominator)
        for one in played.truth
        if one.measure not in PIECES
    } | material_truth(played.truth)
    wrong = [
        f"{key}: {got.get(key)}, truth {share}"
        for key, share in true.items()
        if got.get(key) != pytest.approx(share, rel=TOLERANCE, abs=1e-9)
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
    lost_by = [one for one in played.truth if one.measure in PIECES]
    of_site = {(one.measure, one.part) for one in lost_by if one.path == str(SITE) if one.numerator}
    assert {measure for measure, _ in of_site} == set(PIECES)
    assert len({part for _, part in of_site}) > 3


def test_bounds_hold_the_truth_when_machines_fall_silent(
    demo_plant: PlantSetup, tmp_path: Path
) -> None:
    """Shares and amounts per item of units, lines and the site bound what really happened."""
    struck = play(demo_plant, tmp_path, SILENCES)
    assert struck.segments["energy_kwh_unknown"].sum() > 0
    told = (one for one in struck.truth if one.by in {"", "leaf"})
    true = {(one.path, one.measure, one.part): one for one in told}
    bounded = 0
    for sums in places(struck):
        for row in green_of(sums):
            one = true.get((str(row.path), row.definition.id, row.part))
            if one is None or not one.denominator or row.lower is None:
                continue
            truth = one.numerator / one.denominator
            assert row.lower <= truth + TOLERANCE, (row.definition.id, str(row.path), row.part)
            if row.upper is not None:
                assert truth <= row.upper + TOLERANCE, (row.definition.id, str(row.path), row.part)
                bounded += row.upper > row.lower
    assert bounded > 50
