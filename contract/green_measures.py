"""The catalogue of green measures: the records that the series `green` has rows of."""

from collections.abc import Mapping
from functools import partial

from contract.rates import RateDefinition

_OWN = "own definition on meters"
_SME = "wording of the MIIT SME digital-level indicators 2024, formula is our own"

_green = partial(RateDefinition, code="", evidence="signal", higher_is_better=False)


def _per_item(meter: str, unit: str, name_en: str, name_zh: str) -> RateDefinition:
    return _green(
        id=f"{meter}_per_item",
        indicator="",
        unit=unit,
        name_en=f"{name_en} per good item",
        name_zh=f"单位合格品{name_zh}",
        formula=f"{meter} of all time leaves / good line items",
        source=_OWN,
    )


GREEN_MEASURES: tuple[RateDefinition, ...] = (
    _per_item("energy_kwh", "kWh", "energy", "能耗"),
    _per_item("water_l", "l", "water", "水耗"),
    _per_item("compressed_air_m3", "m3", "compressed air", "压缩空气消耗"),
    _per_item("process_co2_kg", "kg", "process CO2", "工艺二氧化碳用量"),
    _per_item("emission_co2e_kg", "kg", "emissions (CO2e)", "碳排放"),
    _per_item("material_in_kg", "kg", "material", "物料消耗"),
    _per_item("waste_kg", "kg", "waste", "废弃物"),
    _green(
        id="energy_by_leaf",
        indicator="",
        unit="1",
        name_en="energy by time leaf",
        name_zh="各时间状态能耗占比",
        formula="energy_kwh within one time leaf / energy_kwh",
        source=_OWN,
        higher_is_better=None,
    ),
    _green(
        id="waste_reused_share",
        indicator="",
        unit="1",
        name_en="share of waste reused",
        name_zh="废弃物再利用率",
        formula="waste_kg reused as recorded / waste_kg",
        source=_OWN,
        evidence="records",
        higher_is_better=True,
    ),
    _green(
        id="energy_online_monitoring_rate",
        indicator="GC1",
        unit="1",
        name_en="energy online-monitoring rate",
        name_zh="能耗在线监测率",
        formula="energy metered automatically at most 15 min apart / energy billed, both in tce",
        source=_SME,
        evidence="records",
        higher_is_better=True,
    ),
    _green(
        id="specific_energy_change",
        indicator="GC2",
        unit="%",
        name_en="specific energy, base period = 100",
        name_zh="单位产品综合能耗变动（基期=100）",
        formula="100 * energy_kwh_per_item / that of the base period",
        source=_OWN,
    ),
    _green(
        id="specific_emission_change",
        indicator="GC4",
        unit="%",
        name_en="carbon per unit, base period = 100",
        name_zh="单位产品碳排放（基期=100）",
        formula="100 * emission_co2e_kg_per_item / that of the base period",
        source=_OWN,
    ),
    _green(
        id="idle_energy_share",
        indicator="GC5",
        unit="1",
        name_en="idle energy share",
        name_zh="非生产状态能耗占比",
        formula="energy_kwh outside production / energy_kwh",
        source=_OWN,
    ),
    _green(
        id="material_loss_rate",
        version=2,
        indicator="GC6",
        unit="1",
        name_en="material loss rate",
        name_zh="物料损耗率",
        formula="(scrap * standard value + rework * value of mending) / (produced * standard value"
        " + rework * value of mending), line items",
        source=_SME,
    ),
    _green(
        id="standby_saving_kwh",
        indicator="",
        unit="kWh",
        name_en="energy that standby outside production costs",
        name_zh="非生产待机可节约电量",
        formula="energy_kwh outside production less standby power * that time, not below 0",
        source=_OWN,
    ),
)

GREEN_MEASURE: Mapping[str, RateDefinition] = {one.id: one for one in GREEN_MEASURES}
