"""Waste that was used again, as people recorded it, of all waste that meters show.

A place enters, one `RateValue` leaves. Of lines without a record nobody knows: their waste is in
the bounds only.
"""

from collections.abc import Mapping
from math import fsum

import numpy as np

from analytics.automation.counted import quotient
from analytics.automation.rate import RateItem, RateValue
from analytics.green.amounts import Flags, from_micros
from analytics.green.machine import SEEN_LEAVES
from analytics.green.overlap import overlap_of
from analytics.green.place import Place
from analytics.green.value import NO_BOUNDS, Bounds, measured
from contract.path import EquipmentPath
from contract.rates import Status

_MEASURE = "waste_reused_share"
_WASTE = "waste_kg"


def waste_reused_share(place: Place) -> RateValue:
    """Return waste reused / waste, of the lines and times that records speak of."""
    if place.sums.level == "unit":
        return measured(place, _MEASURE, status="not_applicable")
    reused, recorded = _recorded(place)
    waste = place.amounts.micros[_WASTE].sum(axis=1)
    paths = place.units["path"].to_numpy()
    items = [RateItem(line, "reused", kilograms, 0.0) for line, kilograms in reused.items()]
    machines = []
    for machine in place.using(_WASTE):
        made = from_micros(waste[recorded & (paths == str(machine.path))].sum())
        if made:
            machines.append(machine)
            items.append(RateItem(machine.path, "", 0.0, made))
    used, made = fsum(reused.values()), from_micros(waste[recorded].sum())
    status: Status = "observed"
    if not reused:
        status = "missing"
    elif made <= 0:
        status = "not_applicable"
    return measured(
        place,
        _MEASURE,
        status=status,
        numerator=used,
        denominator=made,
        value=quotient(used, made),
        bounds=_bounds(place, used, recorded) if status == "observed" else NO_BOUNDS,
        machines=machines,
        items=items,
    )


def _recorded(place: Place) -> tuple[Mapping[EquipmentPath, float], Flags]:
    """Return what was reused by line, and the rows of units in recorded time."""
    reused: dict[EquipmentPath, float] = {}
    recorded: Flags = np.zeros(len(place.units), np.bool_)
    for one in sorted(place.sums.records.reuse, key=lambda one: (one.line, one.start)):
        part = overlap_of(place, one.line, start=one.start, end=one.end)
        if part is None:
            continue
        reused[one.line] = reused.get(one.line, 0.0) + one.reused_kg * part.share
        recorded |= place.inside(one.line, part.start, part.end)
    return reused, recorded


def _bounds(place: Place, used: float, recorded: Flags) -> Bounds:
    """Bound it: of lines without a record nothing, or all, was reused."""
    cells = place.amounts.micros[_WASTE]
    made = from_micros(cells[recorded][:, list(SEEN_LEAVES)].sum())
    others = from_micros(cells[~recorded].sum())
    lower = used / from_micros(cells.sum())
    upper = quotient(used + others, made + others)
    if place.unsettled:
        return Bounds(0.0, None if upper is None else max(1.0, upper))
    return Bounds(lower, upper)
