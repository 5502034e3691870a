"""KPIs of the other views: TEEP, SMRP and a TPM profile, from the same sums as strict ISO."""

from functools import partial

from contract.kpi_record import Kpi

_DISPLAY = "Shown up to the display cap of master data, which no sum knows."

_view = partial(Kpi, group="view")
_smrp = partial(
    _view,
    view="smrp",
    source="after SMRP 2.1.1: scheduled downtime is a loss of availability",
    null_when="POT_obs = 0",
)
_tpm = partial(
    _view,
    view="tpm",
    source="common TPM practice: delays below a threshold are losses of performance",
)

VIEW_KPIS: tuple[Kpi, ...] = (
    _view(
        id="TEEP",
        field="teep",
        view="teep",
        name_en="total effective equipment performance (TEEP)",
        name_zh="设备完全有效生产率 (TEEP)",
        formula="S_G / CALENDAR_obs",
        source="common definition: OEE * planned busy time / calendar time",
        null_when="CALENDAR_obs = 0",
    ),
    _view(
        id="TEEP-U",
        field="teep_utilization",
        view="teep",
        name_en="utilization of calendar time",
        name_zh="日历时间利用率",
        formula="PBT_obs / CALENDAR_obs",
        source="common definition: planned busy time / calendar time",
        null_when="CALENDAR_obs = 0",
    ),
    _smrp(
        id="SMRP-A",
        field="smrp_availability",
        name_en="availability (SMRP)",
        name_zh="可用率 (SMRP)",
        formula="APT / POT_obs",
    ),
    _smrp(
        id="SMRP-OEE",
        field="smrp_oee",
        name_en="OEE (SMRP)",
        name_zh="设备综合效率 (SMRP)",
        formula="S_G / POT_obs",
    ),
    _tpm(
        id="TPM-A",
        field="tpm_availability",
        name_en="availability (TPM)",
        name_zh="时间开动率 (TPM)",
        formula="APT_tpm / PBT_obs",
        null_when="PBT_obs = 0",
        note="Delays shorter than tpm_microstop_threshold_s of master data count as running.",
    ),
    _tpm(
        id="TPM-P",
        field="tpm_performance",
        name_en="performance (TPM)",
        name_zh="性能开动率 (TPM)",
        formula="S_P / APT_tpm",
        null_when="APT_tpm = 0",
        note=_DISPLAY,
    ),
    _tpm(
        id="TPM-Q",
        field="tpm_quality",
        name_en="quality (TPM)",
        name_zh="合格品率 (TPM)",
        formula="S_G / S_P",
        null_when="S_P = 0",
    ),
    _tpm(
        id="TPM-OEE",
        field="tpm_oee",
        name_en="OEE (TPM)",
        name_zh="设备综合效率 (TPM)",
        formula="S_G / PBT_obs",
        null_when="PBT_obs = 0",
        note="The threshold trades availability against performance and leaves it alone.",
    ),
)
