"""What a record says of a period that it covers only in part, as far as that was computed."""

from typing import NamedTuple

from analytics.green.place import Place
from contract.path import EquipmentPath


class Overlap(NamedTuple):
    """The time [start, end), ms UTC, of which a record speaks and segments tell.

    `share` of the record's own time lies in it: an amount is taken as even over its time.
    """

    start: int
    end: int
    share: float


def overlap_of(place: Place, where: EquipmentPath, *, start: int, end: int) -> Overlap | None:
    """Return what a record of [start, end) and the segments of some place share; None: nothing.

    Time that was not computed, as what is still to come of a period, is in no amount of a meter:
    so it is in none of a record.
    """
    reach = place.reach(where)
    if reach is None:
        return None
    low = max(start, reach[0], place.sums.period.start)
    high = min(end, reach[1], place.sums.period.end)
    return Overlap(low, high, (high - low) / (end - start)) if low < high else None
