"""Panels of the further KPIs of a machine: names, formulas, units are the contract's."""

from collections.abc import Mapping

from contract.kpi_further import FURTHER_KPIS
from contract.kpi_record import Kpi, KpiGroup
from dashboards.grafana.kpi_panels import NO_SHIFT
from dashboards.grafana.kpi_queries import LAST_MONTH, newest_ratio
from dashboards.grafana.panel import Panel, Query, Row
from dashboards.grafana.texts import Text

_TITLES: Mapping[KpiGroup, tuple[Text, int]] = {
    "time": (Text("Shares of time", "时间比率"), 14),
    "quantity": (Text("Pieces", "件数比率"), 10),
    "maintenance": (Text("Failures and maintenance of the month", "本月故障与维护"), 14),
    "people": (Text("People", "人员"), 5),
    "energy": (Text("Energy of a piece", "单件电耗"), 5),
}
_UNITS: Mapping[str, tuple[str | Text, int]] = {
    "1": ("percentunit", 1),
    "s": ("dthms", 0),
    "1/s": (Text("/s", "/秒"), 4),
    "kWh": ("kwatth", 4),
}
# A shift has hardly a failure: these are of the month that runs at the end of the chosen time.
_OF_MONTH = frozenset({"maintenance"})
_ESTIMATOR = Text("estimator", "估计值")


def further_row() -> Row:
    """Return the band of the KPIs of the newest shift, a panel for each group."""
    return Row(
        title=Text("Further KPIs of the shift (ISO 22400-2)", "本班其他指标 (ISO 22400-2)"),
        panels=tuple(_group(group, title, width) for group, (title, width) in _TITLES.items()),
    )


def _group(group: KpiGroup, title: Text, width: int) -> Panel:
    kpis = [kpi for kpi in FURTHER_KPIS if kpi.group == group and "unit" in kpi.levels]
    formulas = Text(
        "; ".join(f"{_name(kpi).en} = {kpi.formula}" for kpi in kpis) + ".",
        "；".join(f"{_name(kpi).zh} = {kpi.formula}" for kpi in kpis) + "。",
    )
    return Panel(
        kind="stat",
        title=title,
        description=formulas.then(
            Text(
                "After ISO 22400-2. Without what it divides by a KPI has no value and is not "
                "shown; a stop counts as a failure where its reason is a breakdown.",
                "参照 ISO 22400-2。分母为零的指标没有值，不予显示；"
                "原因属于设备故障的停顿计为一次故障。",
            )
        ),
        width=width,
        height=4,
        queries=tuple(_query(kpi) for kpi in kpis),
        no_value=NO_SHIFT,
    )


def _name(kpi: Kpi) -> Text:
    name = Text(kpi.name_en, kpi.name_zh)
    if not kpi.estimator:
        return name
    return Text(f"{name.en} ({_ESTIMATOR.en})", f"{name.zh}（{_ESTIMATOR.zh}）")


def _query(kpi: Kpi) -> Query:
    unit, decimals = _UNITS[kpi.unit]
    return Query(
        select=newest_ratio(kpi.field, level="unit", window="month", time=LAST_MONTH)
        if kpi.group in _OF_MONTH
        else newest_ratio(kpi.field, level="unit"),
        alias=_name(kpi),
        unit=unit,
        decimals=decimals,
    )
