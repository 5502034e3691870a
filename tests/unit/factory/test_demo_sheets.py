"""The CSV files that ship with the demo plant mirror its agents' files and its scenario."""

import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import msgspec
import pytest

from analytics.automation.links import LINKS
from analytics.automation.process_register import Equipment, ProcessRegister
from analytics.automation.register_file import RegisterFile, process_register
from analytics.master.data import MasterData, load_master_data
from contract.messages import WorkUnit
from contract.path import EquipmentPath
from factory.plant_files import PlantFiles, packaged_plants
from simulators.bottling.section import BottlingSection
from simulators.cnc.section import CncSection
from simulators.scenario_file import load_scenario
from simulators.sewing.section import SewingSection

PLANT = PlantFiles(packaged_plants() / "demo-plant")
_MW_PER_KW, _W_PER_KW = 1e6, 1e3


@cache
def master() -> MasterData:
    """Return the master data that ship."""
    return load_master_data(PLANT.site)


@cache
def births() -> Mapping[EquipmentPath, WorkUnit]:
    """Return what the agents of the plant say at birth, but for what they measure."""
    found = {}
    for file in PLANT.agents:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for unit in table["unit"]:
            path = EquipmentPath.parse(table["line"]).unit(unit["unit"])
            found[path] = msgspec.convert(unit, WorkUnit)
    return found


@cache
def register() -> ProcessRegister:
    """Return the register as people wrote it, without any birth."""
    return process_register(master().register, {})


def test_every_machine_is_registered_as_its_agent_says() -> None:
    """The register written down equals the one that births alone would give."""
    born = process_register(RegisterFile(), births())
    assert len(born.equipment) == 36

    def mirrored(one: Equipment) -> tuple[object, ...]:
        return (
            one.path,
            one.name_en,
            one.name_zh,
            one.kind,
            one.net_value_cny,
            one.digital_interface,
            one.control_type,
            one.connected,
        )

    assert list(map(mirrored, register().equipment.values())) == list(
        map(mirrored, born.equipment.values())
    )
    written, told = (
        [(one.path, one.id, one.standard_time_s, one.control_type, one.key) for one in ones]
        for ones in (register().operations, born.operations)
    )
    assert written == told


def test_every_operation_has_levels_of_automation() -> None:
    """Nothing is left to guess: both levels are assumed for each operation."""
    assert all(one.level_physical and one.level_cognitive for one in register().operations)


def _standby_kw() -> dict[str, float]:
    """Return what each simulated machine draws asleep, as its scenario says."""
    found: dict[str, float] = {}
    for line in load_scenario("demo-plant").lines:
        match line.section:
            case BottlingSection() as bottling:
                for machine in bottling.machines:
                    (meter,) = [one for one in machine.meters if one.kind == "energy_kwh"]
                    found[machine.unit] = meter.off / _MW_PER_KW
            case SewingSection() as sewing:
                watts = {str(kind): one.sleep_w for kind, one in sewing.machine.items()}
                found |= {unit.id: watts[unit.kind] / _W_PER_KW for unit in line.config.units}
            case CncSection() as furniture:
                routers = dict.fromkeys(("router-1", "router-2"), furniture.router)
                others = {"edge-bander": furniture.edge_bander, "drill": furniture.drill}
                machines = {**routers, **others}
                found |= {name: one.power.standby_kw for name, one in machines.items()}
    return found


def test_standby_power_is_that_of_the_simulated_machines() -> None:
    """What standby outside production costs is measured against what the simulators draw."""
    written = {path.work_unit: one.standby_power_kw for path, one in register().equipment.items()}
    assert written == pytest.approx(_standby_kw())


def test_records_agree_with_the_scenario() -> None:
    """Orders are those that are planned, products those that are made; bills follow each other."""
    records = master().records
    planned = {(f"{one.line}", one.id) for one in master().file.orders}
    recorded = {(f"{one.line.area}/{one.line.work_center}", one.order) for one in records.orders}
    assert recorded == planned
    assert set(records.materials) == {one.product for one in master().file.orders}
    assert all(bill.tce_per_unit == 0.1229 / 1000 for bill in records.bills)
    months = [(bill.start, bill.end) for bill in records.bills]
    assert all(one[1] == other[0] for one, other in pairwise(months))
    (factor,) = records.factors
    assert (factor.meter, factor.kg_co2e_per_unit) == ("energy_kwh", 0.5703)


@pytest.mark.parametrize("link", LINKS)
def test_every_link_is_told(link: str) -> None:
    """Each of the 14 links has a row."""
    assert [one.id for one in master().records.links].count(link) == 1
