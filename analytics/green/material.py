"""Material lost as scrap and rework, by standard value (GC6).

A place enters, one `RateValue` leaves. A product whose standard value nobody recorded leaves the
rate missing.
"""

from math import fsum

from analytics.automation.counted import quotient
from analytics.automation.rate import RateItem, RateValue
from analytics.green.place import Place
from analytics.green.value import NO_BOUNDS, Bounds, measured
from contract.rates import Status


def material_loss_rate(place: Place) -> RateValue:
    """Return the value of what was lost / of what was produced."""
    standard = place.sums.records.materials
    items, unseen = [], []
    valued = True
    for one in place.made:
        value = standard.get(one.product)
        valued &= value is not None
        each = value.value_cny if value else 0.0
        items.append(RateItem(one.path, one.product, one.lost * each, one.produced * each))
        unseen.append(one.unknown * each)
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
