"""What a day report says of automation and energy: stored rates of the site, ready to be drawn."""

from collections.abc import Mapping

from analytics.kpi_store import KpiStore
from analytics.rate_queries import rate_rows
from analytics.records import Value, records
from contract.path import EquipmentPath
from contract.rates import RateSeries
from dashboards.report.model import IdleMachine, Rate, SiteRates, Text
from dashboards.report.texts import STATUS

_IDLE, _SAVING = "idle_energy_share", "standby_saving_kwh"


def site_rates(
    kpis: KpiStore, site: EquipmentPath, names: Mapping[str, Text], *, start: int, end: int
) -> SiteRates:
    """Return the rates of the days of a site that begin in [start, end).

    Args:
        kpis: what is read.
        site: whose.
        names: of machines, by their paths.
        start: ms UTC.
        end: ms UTC.
    """
    return SiteRates(
        automation=_rates(kpis, "automation", site, start=start, end=end),
        green=_rates(kpis, "green", site, start=start, end=end),
        idle=_idle(kpis, site, names, start=start, end=end),
    )


def _rates(
    kpis: KpiStore, series: RateSeries, site: EquipmentPath, *, start: int, end: int
) -> tuple[Rate, ...]:
    rows = rate_rows(kpis, series, level="site", period="day", start=start, end=end, below=site)
    said = [row for row in records(rows) if not row.get("part")]
    return tuple(_rate(row) for row in said)


def _rate(row: Mapping[str, Value]) -> Rate:
    code = f"{row['code']} " if row.get("code") else ""
    return Rate(
        name=Text(f"{code}{row['name_en']}", f"{code}{row['name_zh']}"),
        unit=str(row["unit"]),
        value=_number(row["value"]),
        declared=_number(row["declared"]),
        lower=_number(row["lower"]),
        upper=_number(row["upper"]),
        status=_STATUS.get(str(row["status"])),
    )


_STATUS: Mapping[str, Text] = {str(status): text for status, text in STATUS.items()}


def _idle(
    kpis: KpiStore, site: EquipmentPath, names: Mapping[str, Text], *, start: int, end: int
) -> tuple[IdleMachine, ...]:
    rows = rate_rows(
        kpis,
        "green",
        level="unit",
        period="day",
        names=(_IDLE, _SAVING),
        start=start,
        end=end,
        below=site,
    )
    said = records(rows)
    savings = {row["path"]: _number(row["value"]) for row in said if row["measure"] == _SAVING}
    found = [
        IdleMachine(
            name=names.get(str(row["path"]), _plain(str(row["path"]))),
            idle_kwh=_number(row["numerator"]) or 0.0,
            share=_number(row["value"]),
            saving_kwh=savings.get(row["path"]),
        )
        for row in said
        if row["measure"] == _IDLE
    ]
    return tuple(sorted(found, key=lambda one: (-one.idle_kwh, one.name.en)))


def _plain(path: str) -> Text:
    unit = path.rpartition("/")[2]
    return Text(unit, unit)


def _number(value: Value) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)
