"""What was counted to an indicator's value, in its own unit."""

from analytics.errors import BadConfig
from analytics.index.digital.catalogue import IndicatorRecord


def counted_value(one: IndicatorRecord, numerator: float, denominator: float) -> float:
    """Return the value of a ratio; raises BadConfig where there is nothing to divide by."""
    if not denominator > 0:
        raise BadConfig(f"indicator {one.id}: {one.formula}: the denominator is {denominator:g}")
    return numerator / denominator * one.factor


def ticked_value(one: IndicatorRecord, ticks: int) -> float:
    """Return the value of so many ticks, or of a rung; raises BadConfig beyond the last."""
    if not 0 <= ticks <= one.steps:
        raise BadConfig(f"indicator {one.id}: {ticks} is not one of 0 to {one.steps}")
    return ticks * one.factor
