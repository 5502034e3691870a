"""Energy that meters show while it is used, of all energy billed (GC1).

A place enters, one `RateValue` leaves. A bill counts with the share of its time that lies in the
period and was computed, and meters with what they rose by in that time.
"""

from collections.abc import Mapping
from math import fsum

import numpy as np

from analytics.automation.counted import quotient
from analytics.automation.rate import RateItem, RateValue
from analytics.automation.records import BillRecord
from analytics.green.amounts import UNKNOWN, Flags, from_micros
from analytics.green.machine import SEEN_LEAVES
from analytics.green.overlap import Overlap, overlap_of
from analytics.green.place import Place
from analytics.green.value import NO_BOUNDS, Bounds, measured

_ENERGY = "energy_kwh"
_MEASURE = "energy_online_monitoring_rate"
# What meters of machines can show is billed as this, in one of these units (kWh each).
_CARRIER = "electricity"
_KWH: Mapping[str, float] = {"kWh": 1.0, "MWh": 1e3, "GWh": 1e6}


def energy_online_monitoring_rate(place: Place) -> RateValue:
    """Return energy metered at most 15 min apart / energy billed, in tonnes of coal equivalent.

    What was seen in scheduled time is at most a silence apart; what was told behind one may be
    more than 15 min apart, so that it is in the upper bound only. It is missing where electricity
    is billed in a unit that says nothing of kWh.
    """
    if place.sums.level in {"unit", "line"}:
        return measured(place, _MEASURE, status="not_applicable")
    shared = _overlaps(place)
    bills = [
        RateItem(bill.site, bill.carrier, 0.0, bill.amount * bill.tce_per_unit * part.share)
        for bill, part in shared
    ]
    seen, told = _metered(place, shared)
    billed = fsum(item.denominator for item in bills)
    metered, unseen = fsum(seen), fsum(told)
    readable = all(bill.unit in _KWH for bill, _ in shared if bill.carrier == _CARRIER)
    bounds = NO_BOUNDS
    if readable and billed > 0:
        upper = (metered + unseen) / billed
        bounds = Bounds(metered / billed, max(1.0, upper) if place.unsettled else upper)
    behind = [number for number, used in enumerate(seen) if used or told[number]]
    return measured(
        place,
        _MEASURE,
        status="observed" if readable and billed > 0 else "missing",
        numerator=metered,
        denominator=billed,
        value=quotient(metered, billed),
        bounds=bounds,
        machines=[place.machines[number] for number in behind],
        items=[
            *(RateItem(place.machines[number].path, "", seen[number], 0.0) for number in behind),
            *bills,
        ],
    )


def _overlaps(place: Place) -> list[tuple[BillRecord, Overlap]]:
    """Return the bills of sites at the place, in order, with what they share with the period."""
    found = []
    for bill in place.sums.records.bills:
        part = overlap_of(place, bill.site, start=bill.start, end=bill.end)
        if part is not None:
            found.append((bill, part))
    return sorted(found, key=lambda pair: (pair[0].site, pair[0].carrier, pair[0].start))


def _metered(
    place: Place, shared: list[tuple[BillRecord, Overlap]]
) -> tuple[list[float], list[float]]:
    """Return what each machine used in billed time, seen and told behind silences, in tce."""
    seen, told = ([0.0] * len(place.machines) for _ in range(2))
    cells = place.amounts.micros[_ENERGY]
    taken: Flags = np.zeros(len(place.units), np.bool_)
    paths = place.units["path"].to_numpy()
    for bill, part in shared:
        if bill.carrier != _CARRIER or bill.unit not in _KWH:
            continue
        # Of two bills of one time, as of two tariffs, the first says what a unit is worth.
        rows = place.inside(bill.site, part.start, part.end) & ~taken
        taken |= rows
        worth = bill.tce_per_unit / _KWH[bill.unit]
        for number, machine in enumerate(place.machines):
            mine = cells[rows & (paths == str(machine.path))].sum(axis=0)
            seen[number] += from_micros(mine[list(SEEN_LEAVES)].sum()) * worth
            told[number] += from_micros(mine[UNKNOWN]) * worth
    return seen, told
