"""Material lost in scrap and in mending, by standard value (GC6).

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
    """Return the value of scrap and of what mending took / of all that went in."""
    standard = place.sums.records.materials
    items, unseen = [], []
    valued = True
    for one in place.made:
        value = standard.get(one.product)
        valued &= value is not None
        each = value.value_cny if value else 0.0
        mended = one.rework * (value.rework_cny if value else 0.0)
        items.append(
            RateItem(
                one.path,
                one.product,
                one.scrap * each + mended,
                one.produced * each + mended,
            )
        )
        unseen.append(one.unknown * each)
    lost = fsum(item.numerator for item in items)
    put_in = fsum(item.denominator for item in items)
    status: Status = "observed"
    if not valued or not items:
        status = "missing"
    elif put_in <= 0:
        status = "insufficient" if any(unseen) else "not_applicable"
    bounds = NO_BOUNDS
    if valued and items:
        told = fsum(unseen)
        bounds = Bounds(quotient(lost, put_in + told), quotient(lost + told, put_in + told))
        if place.unsettled:
            bounds = Bounds(0.0, 1.0)
    return measured(
        place,
        "material_loss_rate",
        status=status,
        numerator=lost,
        denominator=put_in,
        value=quotient(lost, put_in),
        bounds=bounds,
        machines=place.machines,
        items=items,
    )
