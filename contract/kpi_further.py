"""The further KPIs of ISO 22400-2: shares of time, pieces, maintenance, people, energy."""

from functools import partial

from contract.kpi import KpiLevel
from contract.kpi_record import Kpi, iso_source

_UNITS: tuple[KpiLevel, ...] = ("unit",)
_OF_UNITS = "Of work units: a line of several machines has none of its own."
_OPERATING = (
    "Operating time is production and setup, without delays; time before the first and after the"
    " last failure of the window counts, as no failure."
)

_time = partial(Kpi, group="time")
_quantity = partial(Kpi, group="quantity", null_when="PQ = 0")
_maintenance = partial(Kpi, group="maintenance", levels=_UNITS, estimator=True)

_TIMES = (
    _time(
        id="ALR",
        field="allocation_ratio",
        name_en="allocation ratio",
        name_zh="分配率",
        formula="AUBT / AOET",
        source=iso_source("AllocationRatio"),
        null_when="AOET = 0",
        levels=_UNITS,
        note=f"{_OF_UNITS} AOET holds breaks, for transport and queues are not told apart.",
    ),
    _time(
        id="ALE",
        field="allocation_efficiency",
        name_en="allocation efficiency",
        name_zh="分配效率",
        formula="AUBT / PBT_obs",
        source=iso_source("AllocationEfficiency"),
        null_when="PBT_obs = 0",
    ),
    _time(
        id="UE",
        field="utilization_efficiency",
        name_en="utilization efficiency",
        name_zh="利用效率",
        formula="APT / AUBT",
        source=iso_source("UtilizationEfficiency"),
        null_when="AUBT = 0",
    ),
    _time(
        id="TE",
        field="technical_efficiency",
        name_en="technical efficiency",
        name_zh="技术效率",
        formula="APT / ( APT + ADET )",
        source=iso_source("TechnicalEfficiency"),
        null_when="APT + ADET = 0",
        note="Setup is left out.",
    ),
    _time(
        id="PPR",
        field="production_process_ratio",
        name_en="production process ratio",
        name_zh="生产过程率",
        formula="APT / AOET",
        source=iso_source("ProductionProcessRate"),
        null_when="AOET = 0",
        levels=_UNITS,
        note=_OF_UNITS,
    ),
    _time(
        id="SR",
        field="setup_rate",
        name_en="setup rate",
        name_zh="调整率",
        formula="AUST / AUPT",
        source=iso_source("SetUpRate"),
        null_when="AUPT = 0",
    ),
)

_QUANTITIES = (
    _time(
        id="TR",
        field="throughput_rate",
        name_en="throughput rate",
        name_zh="生产率",
        formula="PQ / AOET",
        unit="1/s",
        source=iso_source("ThroughputRate"),
        null_when="AOET = 0",
        levels=_UNITS,
        note=_OF_UNITS,
    ),
    _quantity(
        id="SCR",
        field="scrap_ratio",
        name_en="scrap ratio",
        name_zh="废品率",
        formula="SQ / PQ",
        source=iso_source("ScrapRatio"),
    ),
    _quantity(
        id="RR",
        field="rework_ratio",
        name_en="rework ratio",
        name_zh="返工率",
        formula="RQ / PQ",
        source=iso_source("ReworkRatio"),
    ),
    _quantity(
        id="FOR",
        field="fall_off_ratio",
        name_en="fall-off ratio",
        name_zh="工序衰减率",
        formula="SQ / PQ_first",
        source=iso_source("FallOfRatio; both in line items, over the same window"),
        null_when="PQ_first = 0, a unit outside the stages, or too little known of the first stage",
        levels=_UNITS,
        note="Pieces in buffers between the first stage and this unit lie in another window.",
    ),
    _quantity(
        id="FPY",
        field="first_pass_yield",
        name_en="first pass yield",
        name_zh="一次合格率",
        formula="GP / IP",
        source=iso_source("FirstPassYield"),
        null_when="IP = 0",
        levels=_UNITS,
        note="IP is counted by inspection machines, else where scrap, rework or defects are.",
    ),
)

_EVENTS = (
    _maintenance(
        id="MTBF",
        field="mean_time_between_failures_s",
        name_en="mean operating time between failures (MTBF)",
        name_zh="平均故障间隔时间 (MTBF)",
        formula="AUPT / FE",
        unit="s",
        source=iso_source(
            "MeanOperationTimeBetweenFailures; own estimator: sum of time / failures"
        ),
        null_when="no failure began",
        note=_OPERATING,
    ),
    _maintenance(
        id="MTTF",
        field="mean_time_to_failure_s",
        name_en="mean time to failure (MTTF)",
        name_zh="平均失效前时间 (MTTF)",
        formula="AUPT / FE",
        unit="s",
        source=iso_source("MeanTimeToFailure: equivalent to MTBF in case of repairable items"),
        null_when="no failure began",
        note="Time to failure runs from restoration, and operating time holds no restoration:"
        " with this estimator it is the MTBF.",
    ),
    _maintenance(
        id="MTTR",
        field="mean_time_to_restoration_s",
        name_en="mean time to restoration (MTTR)",
        name_zh="平均恢复时间 (MTTR)",
        formula="CMT / REPAIRS",
        unit="s",
        source=iso_source("MeanTimeToRestoration; own estimator: sum of time / restorations"),
        null_when="no repair ended",
        note="A repair that goes on, or whose end nobody saw, adds its time and no event.",
    ),
    _maintenance(
        id="CMR",
        field="corrective_maintenance_ratio",
        name_en="corrective maintenance ratio",
        name_zh="修复性维护率",
        formula="CMT / ( CMT + PMT )",
        source=iso_source("CorrectiveMaintenanceRatio"),
        null_when="no maintenance",
        estimator=False,
    ),
)

_OTHERS = (
    Kpi(
        id="WE",
        field="worker_efficiency",
        group="people",
        name_en="worker efficiency",
        name_zh="工人效率",
        formula="APWT / APAT",
        source=iso_source("WorkerEfficiency"),
        null_when="APAT = 0",
        levels=_UNITS,
        note="One person at k units attends each with 1/k of the time.",
    ),
    Kpi(
        id="CEC",
        field="energy_per_item_kwh",
        group="energy",
        name_en="comprehensive energy consumption per item",
        name_zh="单位产品综合能耗",
        formula="ENERGY / PQ",
        unit="kWh",
        source=iso_source("ComprehensiveEnergyConsumption; electric energy, known time"),
        null_when="PQ = 0 or no energy was metered",
        note="Of a line: the energy of all its units.",
    ),
    Kpi(
        id="APS",
        field="actual_to_planned_scrap_ratio",
        group="plan",
        name_en="actual to planned scrap ratio",
        name_zh="实际与计划废品比",
        formula="SQ / PSQ",
        source=iso_source("ActualToPlannedScrapRatio"),
        null_when="an order was seen whose scrap nobody planned, or none",
        levels=("line",),
        note="PSQ is that of whole orders: meaningful where the window holds them.",
    ),
)

FURTHER_KPIS: tuple[Kpi, ...] = (*_TIMES, *_QUANTITIES, *_EVENTS, *_OTHERS)
