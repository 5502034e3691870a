"""Rates of automation as they truly were, of a line or a site, over one day or several.

What the truth has summed of each line enters; numerator and denominator of each rate leave. No
rate is computed here from what another package has summed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Literal

import msgspec

from simulators.truth.facts import LineFacts

__all__ = ["RATES", "RateTruth", "rates_of"]

_Fraction = tuple[float, float]
_Lines = Sequence[LineFacts]
_AUTOMATIC = frozenset({"automatic", "numerical_control"})
_LONG_RUN_MS = 1_800_000
_NC_SHARE = 0.95
_NETWORKED_SHARE = 0.9
_LEAST_CYCLES = 200
_LEAST_PRODUCTION_S = 72_000
_HOUR_S = 3600.0
_ASSIST_S = 30.0


class RateTruth(msgspec.Struct, frozen=True):
    """One rate of one place and period; its value is numerator by denominator."""

    level: Literal["line", "site"]
    path: str
    start: int
    end: int
    """Of the period, [start, end) in ms UTC."""
    rate: str
    numerator: float
    denominator: float
    enough: bool
    """200 cycles or 20 h of production were there, of all units together."""

    @property
    def value(self) -> float | None:
        """Return the rate; None where there is nothing it could be of."""
        return self.numerator / self.denominator if self.denominator else None


def rates_of(
    level: Literal["line", "site"], path: str, lines: _Lines, *, start: int, end: int
) -> list[RateTruth]:
    """Return every rate of a place over [start, end)."""
    cycles, production_s = _sum(lines, "cycles"), _sum(lines, "production_time_s")
    enough = cycles >= _LEAST_CYCLES or production_s >= _LEAST_PRODUCTION_S
    return [
        RateTruth(level, path, start, end, name, *rate(lines), enough)
        for name, rate in RATES.items()
    ]


def _automatic_execution(lines: _Lines) -> _Fraction:
    """Weigh the automatic share of each registered operation by its standard time."""
    automatic = weight = 0.0
    for line in lines:
        evidence = line.of("unit", "operation")
        for one in line.config.operations:
            did = evidence.get((one.unit, one.id), {})
            production_s = did.get("production_time_s", 0.0)
            weight += one.standard_time_s
            if production_s:
                automatic += one.standard_time_s * did["automatic_time_s"] / production_s
    return automatic, weight


def _program_control(lines: _Lines) -> _Fraction:
    """Count key operations of which 95 % of the cycles ran by program."""
    controlled = keys = 0
    for line in lines:
        evidence = line.of("unit", "operation")
        for one in line.config.operations:
            if one.key:
                did = evidence.get((one.unit, one.id), {})
                cycles = did.get("cycles", 0.0)
                keys += 1
                controlled += cycles > 0 and did["program_cycles"] >= _NC_SHARE * cycles
    return controlled, keys


def _unattended(lines: _Lines) -> _Fraction:
    """Take automatic time inside the windows in runs of half an hour, whole, or longer."""
    long = every = 0
    for line in lines:
        for run in line.runs:
            inside = sum(ms for window, ms in run.inside.items() if window in line.windows)
            every += inside
            long += inside if run.ms >= _LONG_RUN_MS else 0
    return long / 1000, every / 1000


def _unattended_of_production(lines: _Lines) -> _Fraction:
    """Take the same time in long runs, of all production."""
    return _unattended(lines)[0], _sum(lines, "production_time_s")


def _attention(lines: _Lines) -> _Fraction:
    """Count assists, and for each 30 s of production by hand one more."""
    by_hand_s = sum(
        round(did["production_time_s"] - did["automatic_time_s"], 3)
        for line in lines
        for did in line.of("unit").values()
    )
    calls = _sum(lines, "assists") + by_hand_s / _ASSIST_S
    return _sum(lines, "production_time_s") / _HOUR_S, calls


def _run_hours(statistic: Callable[[Iterable[int]], float]) -> Callable[[_Lines], _Fraction]:
    def hours(lines: _Lines) -> _Fraction:
        lengths = [run.ms for line in lines for run in line.runs]
        return (statistic(lengths) / 1000 / _HOUR_S, 1.0) if lengths else (0.0, 1.0)

    return hours


def _hands_off(lines: _Lines) -> _Fraction:
    """Take touches and rework of each batch from what it finished; by hand nothing is left."""
    left = finished = 0.0
    for line in lines:
        touches = {key[0]: did["manual_touches"] for key, did in line.of("order").items()}
        by_hand = any(one.control_type == "manual" for one in line.config.operations)
        for order, batch in line.batches.items():
            finished += batch.good
            if not by_hand:
                left += max(0.0, batch.good - touches.get(order, 0.0) - batch.rework)
    return left, finished


def _inspected(lines: _Lines) -> _Fraction:
    """Count line items inspected with their order known, of those finished or scrapped."""
    passed = whole = 0.0
    for line in lines:
        items = sum(
            did["inspected_automatically"] * line.items[unit]
            for (unit,), did in line.of("unit").items()
        )
        done = sum(batch.good + batch.scrap for batch in line.batches.values())
        passed += min(items, done)
        whole += done
    return passed, whole


def _dispatched(lines: _Lines) -> _Fraction:
    """Count operations that a system dispatched and confirmed, by unit and order."""
    by_system = every = 0.0
    for line in lines:
        for did in line.of("unit", "order").values():
            by_system += min(did["dispatched_system"], did["confirmed_system"])
            every += max(
                did["dispatched_system"] + did["dispatched_hand"],
                did["confirmed_system"] + did["confirmed_hand"],
            )
    return by_system, every


def _integrated(lines: _Lines) -> _Fraction:
    """Count orders at work that are told whole, and those of them that nobody keyed in."""
    told = [order for line in lines for order in line.orders if order.told]
    return sum(order.integrated for order in told), len(told)


def _automated_value(lines: _Lines) -> _Fraction:
    """Take the value of machines registered automatic that ran so, of that of all."""
    automated = value = 0.0
    for line in lines:
        evidence = line.of("unit")
        for unit in line.config.units:
            did = evidence.get((unit.id,), {})
            value += unit.net_value_cny
            if _is_automatic(line, unit.id) and did.get("automatic_time_s", 0.0):
                automated += unit.net_value_cny
    return automated, value


def _declared_program_control(lines: _Lines) -> _Fraction:
    keys = [one for line in lines for one in line.config.operations if one.key]
    return sum(one.control_type in _AUTOMATIC for one in keys), len(keys)


def _is_automatic(line: LineFacts, unit: str) -> bool:
    types = {one.control_type for one in line.config.operations if one.unit == unit}
    return bool(types) and types <= _AUTOMATIC


def _digital(lines: _Lines) -> _Fraction:
    """Count machines that gave a good value, of all."""
    found = [line.of("unit").get((unit.id,), {}) for line in lines for unit in line.config.units]
    return sum(did.get("good_values", 0.0) > 0 for did in found), len(found)


def _networked(lines: _Lines) -> _Fraction:
    """Count machines heard in 90 % of their scheduled time, of all."""
    heard = machines = 0
    for line in lines:
        evidence = line.of("unit")
        for unit in line.config.units:
            did = evidence.get((unit.id,), {})
            expected = did.get("expected_slots", 0.0)
            machines += 1
            heard += expected > 0 and did["seen_slots"] >= _NETWORKED_SHARE * expected
    return heard, machines


def _oee(lines: _Lines) -> _Fraction:
    return sum(line.oee[0] for line in lines), sum(line.oee[1] for line in lines)


def _sum(lines: _Lines, *fields: str) -> float:
    return sum(line.whole[field] for line in lines for field in fields)


def _per(
    above: str, *below: str, above_unit: float = 1.0, below_unit: float = 1.0
) -> Callable[[_Lines], _Fraction]:
    return lambda lines: (_sum(lines, above) / above_unit, _sum(lines, *below) / below_unit)


RATES: Mapping[str, Callable[[_Lines], _Fraction]] = {
    "automatic_execution_share": _automatic_execution,
    "evidenced_nc_rate": _program_control,
    "interventions_per_hour": _per("assists", "automatic_time_s", below_unit=_HOUR_S),
    "mean_time_between_assists": _per("production_time_s", "assists", above_unit=_HOUR_S),
    "mean_time_between_attention": _attention,
    "unattended_share": _unattended,
    "unattended_share_of_production": _unattended_of_production,
    "unattended_run_median": _run_hours(median),
    "unattended_run_longest": _run_hours(max),
    "hands_off_yield": _hands_off,
    "automatic_acquisition_rate": _per("good_values", "expected_values"),
    "closed_loop_parameter_share": _per(
        "parameter_changes_system", "parameter_changes_system", "parameter_changes_hand"
    ),
    "automatic_inspection_and_trace_rate": _inspected,
    "digital_dispatch_rate": _dispatched,
    "production_supply_sales_integration": _integrated,
    "equipment_automation_rate": _automated_value,
    "equipment_digitalisation_rate": _digital,
    "equipment_networking_rate": _networked,
    "key_process_nc_rate": _declared_program_control,
    "overall_equipment_effectiveness": _oee,
}
"""Rate to numerator and denominator; sums of lines for a site, medians over all runs of it."""
