"""Made rows of the series `automation` and `green` with every status, for tests."""

import pandas as pd

from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.path import EquipmentPath
from contract.rates import STATUSES, Period, RateDefinition, RateLevel, Status
from contract.states import LEAVES
from tests.suites.kpi_stores import rows

DAY_MS = 86_400_000
_VALUED = ("observed", "none_automatic", "censored")


def automation(
    path: EquipmentPath, level: RateLevel, *, start: int, end: int, period: Period = "day"
) -> pd.DataFrame:
    """Return a row per rate of one place and period; statuses come in turn after the first six."""
    given = [
        {"rate": one.id, **_rate(one, number)}
        | {"level": level, "window": period, "time": start, "end": end}
        for number, one in enumerate(AUTOMATION_RATES)
    ]
    return rows("automation", path, *given)


def green(
    path: EquipmentPath, level: RateLevel, *, start: int, end: int, period: Period = "day"
) -> pd.DataFrame:
    """Return a row per measure of one place and period, `energy_by_leaf` one per time leaf."""
    of_period = {"level": level, "window": period, "time": start, "end": end}
    given = [
        {"measure": one.id, "part": part, **_rate(one, 0), **of_period}
        | {"numerator": 10.0 * (number + 1), "denominator": 100.0, "value": 0.1 * (number + 1)}
        for one in GREEN_MEASURES
        for number, part in enumerate(LEAVES if one.id == "energy_by_leaf" else [""])
    ]
    return rows("green", path, *given)


def _rate(one: RateDefinition, number: int) -> dict[str, object]:
    status: Status = STATUSES[max(0, number - 6) % len(STATUSES)]
    valued = status in _VALUED
    return {
        "definition": one.definition,
        "status": status,
        "numerator": 3.0 + number,
        "denominator": 40.0,
        "value": (3.0 + number) / 40.0 if valued else 0.0,
        "value_null": not valued,
        "declared": 0.75 if one.declared else 0.0,
        "declared_null": not one.declared,
        "lower": (2.0 + number) / 40.0 if one.unit == "1" else 0.0,
        "lower_null": one.unit != "1",
        "upper": (8.0 + number) / 40.0 if one.unit == "1" else 0.0,
        "upper_null": one.unit != "1",
        "machines": 5,
        "evidence_hours": 31.5,
    }
