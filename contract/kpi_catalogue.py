"""The catalogue of KPIs, from which `factory explain` and the data dictionary are made."""

from collections.abc import Mapping
from functools import partial

from contract.kpi import RATIO_FIELDS
from contract.kpi_further import FURTHER_KPIS
from contract.kpi_record import Kpi, iso_source
from contract.kpi_views import VIEW_KPIS

_BOUND = "own bound: what can be said in spite of unknown time"

_headline = partial(Kpi, group="headline")
_bound = partial(Kpi, group="bounds", null_when="PBT = 0", source=_BOUND)

_HEADLINE = (
    _headline(
        id="A",
        field="availability",
        name_en="availability",
        name_zh="可用率",
        formula="APT / PBT_obs",
        source=iso_source("Availability"),
        null_when="PBT_obs = 0",
    ),
    _headline(
        id="E",
        field="effectiveness",
        name_en="effectiveness (performance)",
        name_zh="有效性（性能率）",
        formula="S_P / APT",
        source=iso_source("Effectiveness"),
        null_when="APT = 0",
        note="Above 1 where a planned run time is too long; kept, and flagged.",
    ),
    _headline(
        id="Q",
        field="quality_ratio",
        name_en="quality ratio",
        name_zh="质量率",
        formula="S_G / S_P",
        source=iso_source("QualityRatio; pieces weighted by their planned run time"),
        null_when="S_P = 0",
    ),
    _headline(
        id="OEE",
        field="oee_index",
        name_en="overall equipment effectiveness (OEE)",
        name_zh="设备综合效率 (OEE)",
        formula="S_G / PBT_obs",
        source=iso_source(
            "OverallEquipmentEffectiveness; equal to A * E * Q where all three exist"
        ),
        null_when="PBT_obs = 0",
    ),
    _headline(
        id="NEE",
        field="nee_index",
        name_en="net equipment effectiveness (NEE)",
        name_zh="设备净效率 (NEE)",
        formula="AUPT * S_G / ( PBT_obs * APT )",
        source=iso_source("NetEquipmentEffectiveness: AUPT / PBT * E * Q"),
        null_when="PBT_obs = 0 or APT = 0",
        note="Setup is no loss here.",
    ),
    _headline(
        id="COV",
        field="coverage",
        name_en="coverage: share of time that is known",
        name_zh="数据覆盖率",
        formula="1 - UNKNOWN / PBT",
        source="own definition",
        null_when="never; 1 where PBT = 0",
    ),
)

_BOUNDS = (
    _bound(
        id="A-LOW",
        field="availability_low",
        name_en="availability, lower bound",
        name_zh="可用率下限",
        formula="APT / PBT",
        note="If no unknown time was production.",
    ),
    _bound(
        id="A-HIGH",
        field="availability_high",
        name_en="availability, upper bound",
        name_zh="可用率上限",
        formula="( APT + UNKNOWN ) / PBT",
        note="If all unknown time was production.",
    ),
    _bound(
        id="OEE-LOW",
        field="oee_low",
        name_en="OEE, lower bound",
        name_zh="OEE 下限",
        formula="S_G / PBT",
        note="If nothing was made in unknown time.",
    ),
    _bound(
        id="OEE-HIGH",
        field="oee_high",
        name_en="OEE, upper bound",
        name_zh="OEE 上限",
        formula="( S_G + e_max * UNKNOWN ) / PBT",
        note="If all unknown time was the best production.",
    ),
)

KPIS: tuple[Kpi, ...] = (*_HEADLINE, *_BOUNDS, *FURTHER_KPIS)
"""What rows hold, strict ISO, as people read them: headline first."""

CATALOGUE: tuple[Kpi, ...] = (*KPIS, *VIEW_KPIS)
"""With the other views, which are computed from rows and stored nowhere."""

KPI_OF: Mapping[str, Kpi] = {kpi.field: kpi for kpi in CATALOGUE}

if missing := set(RATIO_FIELDS) - set(KPI_OF):
    raise AssertionError(f"the catalogue lacks {sorted(missing)}")  # our own bug
