"""Material lost as scrap and rework, by standard value (GC6).

A place enters, one `RateValue` leaves. A product whose standard value nobody recorded leaves the
rate missing.
"""

from math import fsum

from analytics.automation.counted import quotient
from analytics.automation.rate import RateItem, RateValue
from analytics.green.place import Place
from analytics.green.value import NO_BOUNDS, Bounds, measured
from contract.path import EquipmentPath
from contract.rates import Status

_COUNTS = ["produced", "lost", "unknown_produced"]


def material_loss_rate(place: Place) -> RateValue:
    """Return the value of what was lost / of what was produced."""
    standard = place.sums.records.materials
    items, unseen = [], []
    valued = True
    for (path, product), rows in place.pieces.groupby(["path", "product"], sort=True):
        produced, lost_items, unknown = (float(rows[name].sum()) for name in _COUNTS)
        if not any((produced, lost_items, unknown)):
            continue
        value = standard.get(str(product))
        valued &= value is not None
        each = value.value_cny if value else 0.0
        where = EquipmentPath.parse(str(path))
        items.append(RateItem(where, str(product), lost_items * each, produced * each))
        unseen.append(unknown * each)
    lost = fsum(item.numerator for item in items)
    made = fsum(item.denominator for item in items)
    status: Status = "observed"
    if not valued or not items:
        status = "missing"
    elif made <= 0:
        status = "insufficient" if any(unseen) else "not_applicable"
    bounds = NO_BOUNDS
    if valued and items:
        told = fsum(unseen)
        bounds = Bounds(quotient(lost, made + told), quotient(lost + told, made + told))
        if place.unsettled:
            bounds = Bounds(0.0, 1.0)
    return measured(
        place,
        "material_loss_rate",
        status=status,
        numerator=lost,
        denominator=made,
        value=quotient(lost, made),
        bounds=bounds,
        machines=place.machines,
        items=items,
    )
