"""What a record says of a period that it covers only in part."""

from typing import NamedTuple

from analytics.automation.rate import PeriodOf


class Overlap(NamedTuple):
    """The time [start, end), ms UTC, that a record and a period share.

    `share` of the record's own time lies in it: an amount is taken as even over its time.
    """

    start: int
    end: int
    share: float


def overlap_of(start: int, end: int, period: PeriodOf) -> Overlap | None:
    """Return what a record of [start, end) and a period share; None for nothing."""
    low, high = max(start, period.start), min(end, period.end)
    return Overlap(low, high, (high - low) / (end - start)) if low < high else None
