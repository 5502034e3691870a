"""A row of truth: ISO 22400-2 leaves, quantities and KPIs of a unit, line or site and window."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from simulators.meter import BASE_UNITS_PER
from simulators.truth.line import LineRates, LineSums
from simulators.truth.unit import LEAVES, Leaf, Sums, Window, WindowKind

__all__ = ["TIME_FIELD", "TruthRow", "line_values", "site_rows", "unit_values", "with_ratios"]

Level = Literal["unit", "line", "site"]
Values = dict[str, float | None]

TIME_FIELD: Mapping[Leaf, str] = {
    "unscheduled": "unscheduled_time_s",
    "planned_down": "planned_down_time_s",
    "production": "actual_production_time_s",
    "setup": "actual_unit_setup_time_s",
    "delay": "actual_unit_delay_time_s",
    "down": "actual_unit_down_time_s",
    "unknown": "unknown_time_s",
}
_BUSY: tuple[Leaf, ...] = ("production", "setup", "delay", "down", "unknown")


class TruthRow(msgspec.Struct, frozen=True):
    """One row; `window_start` and `window_end` in ms UTC."""

    level: Level
    path: str
    window: WindowKind
    window_start: int
    window_end: int
    partial: bool
    """The run begins or ends inside the window."""
    values: Values
    """KPI fields by name; null where a ratio's denominator is 0."""


def unit_values(sums: Sums, unit: str, rates: LineRates) -> dict[str, float]:
    """Return the additive fields of a unit."""
    values = _times({leaf: float(ms) for leaf, ms in sums.ms.items()})
    good = scrap = rework = 0
    produced_s = good_s = 0.0
    for product, (g, s, r) in sorted(sums.pieces.items()):
        good, scrap, rework = good + g, scrap + s, rework + r
        pri_s = rates.pri_s[product][unit]
        produced_s += pri_s * (g + s + r)
        good_s += pri_s * g
    _quantities(values, good + scrap + rework, (good, scrap, rework), (produced_s, good_s))
    _meters(values, [sums])
    return values


def line_values(sums: LineSums, units: Iterable[Sums], rates: LineRates) -> dict[str, float]:
    """Return the additive fields of a line; its meters are those of all its units."""
    ms: dict[Leaf, float] = {}
    for (product, unit, leaf), amount in sorted(sums.ms.items()):
        ms[leaf] = ms.get(leaf, 0.0) + amount * rates.weight[product, unit]
    values = _times(ms)
    good = scrap = rework = produced_s = good_s = 0.0
    for (product, unit), counts in sorted(sums.counts.items()):
        g, s, r = (count * rates.items[unit] for count in counts)
        good, scrap, rework = good + g, scrap + s, rework + r
        produced_s += rates.line_pri_s[product] * (g + s)
        good_s += rates.line_pri_s[product] * g
    _quantities(values, good + scrap, (good, scrap, rework), (produced_s, good_s))
    _meters(values, units)
    return values


def with_ratios(values: Mapping[str, float]) -> Values:
    """Add the ratios, each null where its own denominator is 0."""
    busy = values["planned_busy_time_s"] - values["unknown_time_s"]
    production = values["actual_production_time_s"]
    produced_s, good_s = values["planned_run_time_produced_s"], values["planned_run_time_good_s"]
    return {
        **values,
        "availability": production / busy if busy else None,
        "effectiveness": produced_s / production if production else None,
        "quality_ratio": good_s / produced_s if produced_s else None,
        "oee_index": good_s / busy if busy else None,
        "coverage": 1.0,
    }


def site_rows(rows: Iterable[TruthRow]) -> list[TruthRow]:
    """Add the lines of each site up, window by window."""
    sums: dict[tuple[str, Window], dict[str, float]] = {}
    partial: dict[tuple[str, Window], bool] = {}
    for row in rows:
        if row.level != "line":
            continue
        site = "/".join(row.path.split("/")[:2])
        key = (site, Window(row.window, row.window_start, row.window_end))
        mine = sums.setdefault(key, {})
        for name, value in row.values.items():
            mine[name] = mine.get(name, 0.0) + (value or 0.0)
        partial[key] = partial.get(key, False) or row.partial
    return [
        TruthRow("site", site, *window, partial[site, window], with_ratios(values))
        for (site, window), values in sorted(sums.items())
    ]


def _times(ms: Mapping[Leaf, float]) -> dict[str, float]:
    values = {TIME_FIELD[leaf]: ms.get(leaf, 0.0) / 1000 for leaf in LEAVES}
    values["planned_busy_time_s"] = sum(ms.get(leaf, 0.0) for leaf in _BUSY) / 1000
    return values


def _quantities(
    values: dict[str, float],
    produced: float,
    counts: tuple[float, float, float],
    earned_s: tuple[float, float],
) -> None:
    values["produced_quantity"] = produced
    values["good_quantity"], values["scrap_quantity"], values["rework_quantity"] = counts
    values["unknown_produced_quantity"] = values["unknown_good_quantity"] = 0.0
    values["planned_run_time_produced_s"], values["planned_run_time_good_s"] = earned_s


def _meters(values: dict[str, float], units: Iterable[Sums]) -> None:
    amounts: dict[tuple[str, Leaf], int] = {}
    for sums in units:
        for key, amount in sums.meters.items():
            amounts[key] = amounts.get(key, 0) + amount
    for kind, per in BASE_UNITS_PER.items():
        for leaf in LEAVES:
            values[f"{kind}_{leaf}"] = amounts.get((kind, leaf), 0) / per
