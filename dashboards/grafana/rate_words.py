"""How rates and green measures are shown: names of the contract, unit and decimals for Grafana."""

from collections.abc import Mapping

from contract.automation_rates import AUTOMATION_RATE
from contract.green_measures import GREEN_MEASURE
from contract.rates import RateDefinition, Status
from dashboards.grafana.texts import Text

_DEFINITIONS: Mapping[str, RateDefinition] = {**AUTOMATION_RATE, **GREEN_MEASURE}
_UNITS: Mapping[str, tuple[str | Text, int]] = {
    "1": ("percentunit", 1),
    "%": ("percent", 1),
    "h": ("h", 2),
    "1/h": (Text("/h", "/小时"), 2),
    "kWh": ("kwatth", 4),
    "l": ("litre", 4),
    "m3": ("m3", 4),
    "kg": ("masskg", 4),
}
STATUS_NAMES: Mapping[Status, Text] = {
    "observed": Text("observed", "已观测"),
    "none_automatic": Text("nothing automatic is registered", "未登记自动工序"),
    "censored": Text("hardly any assist seen: a lower limit", "几乎未见人工介入：为下限值"),
    "not_applicable": Text("not applicable", "不适用"),
    "insufficient": Text("too little evidence", "证据不足"),
    "missing": Text("no evidence", "没有证据"),
}
SHARES: tuple[str, ...] = tuple(one.id for one in AUTOMATION_RATE.values() if one.unit == "1")
OTHERS: tuple[str, ...] = tuple(one.id for one in AUTOMATION_RATE.values() if one.unit != "1")


def rate_name(rate: str) -> Text:
    """Return what a rate or measure is called, behind its place in the automation vector."""
    known = _DEFINITIONS[rate]
    code = f"{known.code} " if known.code else ""
    return Text(f"{code}{known.name_en}", f"{code}{known.name_zh}")


def rate_title(rate: str) -> Text:
    """Return the name of a rate or measure as the title of a panel."""
    known = _DEFINITIONS[rate]
    return Text(known.name_en[0].upper() + known.name_en[1:], known.name_zh)


def rate_unit(rate: str) -> tuple[str | Text, int]:
    """Return Grafana's unit of a rate or measure and how many decimals it has."""
    return _UNITS[_DEFINITIONS[rate].unit]


def rate_names() -> Mapping[str, Text]:
    """Return the names of all rates and measures by their ids."""
    return {rate: rate_name(rate) for rate in _DEFINITIONS}
