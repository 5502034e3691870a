"""What limits say of points: control limits, EWMA, broken rules, as fields of the series `spc`."""

from dataclasses import dataclass

import numpy as np

from analytics.oee.counters import Floats, Ints
from analytics.spc.charts import CHARTS, mean_limits, spread_limits
from analytics.spc.config import CharacteristicEntry
from analytics.spc.limits import Limits
from analytics.spc.rules import RULES, broken_rules, ewma, ewma_half_width

Columns = dict[str, object]
# What limits give; 0 where there are none yet.
_OF_LIMITS = (
    "centre",
    "sigma",
    "lower_limit",
    "upper_limit",
    "spread_centre",
    "spread_lower_limit",
    "spread_upper_limit",
    "ewma",
    "ewma_lower_limit",
    "ewma_upper_limit",
)


@dataclass(frozen=True, slots=True)
class Carry:
    """Points judged by the same limits before: as many as rules remember, and the EWMA."""

    mean: Floats
    size: Ints
    ewma: float

    @classmethod
    def none(cls, limits: Limits) -> "Carry":
        """Begin a chart: no points, and the EWMA on the centre line."""
        return cls(np.zeros(0), np.zeros(0, np.int64), limits.centre)


def verdicts(
    entry: CharacteristicEntry,
    limits: Limits,
    carry: Carry,
    *,
    mean: Floats,
    spread: Floats,
    size: Ints,
) -> Columns:
    """Judge points in order of time, which follow on those of `carry`."""
    chart = CHARTS[entry.chart]
    count = len(mean)
    lower, upper = mean_limits(chart, limits.centre, limits.sigma, size)
    spread_centre, spread_lower, spread_upper = spread_limits(chart, limits.sigma, entry.subgroup)
    average = ewma(mean, before=carry.ewma)
    half = ewma_half_width(1.0) * limits.sigma / np.sqrt(size)
    all_sizes = np.concatenate([carry.size, size])
    off = np.concatenate([carry.mean, mean]) - limits.centre
    shewhart = broken_rules(off * np.sqrt(all_sizes) / limits.sigma)[:, len(carry.mean) :]
    broken = {rule: shewhart[number] for number, rule in enumerate(RULES)}
    broken["ewma"] = np.abs(average - limits.centre) > half
    broken["spread"] = np.logical_or(spread < spread_lower, spread > spread_upper)
    watched = {rule: broken[rule] for rule in broken if rule in entry.alarm_rules}
    rules = [
        " ".join(rule for rule, points in watched.items() if points[place])
        for place in range(count)
    ]
    return {
        "phase": np.full(count, 2),
        "centre": np.full(count, limits.centre),
        "sigma": np.full(count, limits.sigma),
        "lower_limit": lower,
        "upper_limit": upper,
        "spread_centre": np.full(count, spread_centre),
        "spread_lower_limit": np.full(count, spread_lower),
        "spread_upper_limit": np.full(count, spread_upper),
        "ewma": average,
        "ewma_lower_limit": limits.centre - half,
        "ewma_upper_limit": limits.centre + half,
        "limits_known": np.ones(count, np.bool_),
        "limits_from": np.full(count, limits.start),
        "frozen_at": np.full(count, limits.frozen_at),
        "rules": np.array(rules, object),
        "alarm": np.array([rule != "" for rule in rules], np.bool_),
    }


def no_verdicts(count: int, *, since: int) -> Columns:
    """Say of points that their limits are still being found from those since then (ms UTC)."""
    return {
        "phase": np.ones(count, np.int64),
        **{name: np.zeros(count) for name in _OF_LIMITS},
        "limits_known": np.zeros(count, np.bool_),
        "limits_from": np.full(count, since),
        "frozen_at": np.zeros(count, np.int64),
        "rules": np.full(count, "", object),
        "alarm": np.zeros(count, np.bool_),
    }
