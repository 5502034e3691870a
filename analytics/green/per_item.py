"""What one good item took, and how that compares with the base period.

A place enters, `RateValue`s leave. Energy counts with the pieces told behind a silence, so both are
whole; bounds say what may belong to the period before or after.
"""

from analytics.automation.counted import quotient
from analytics.automation.rate import RateItem, RateValue
from analytics.green.amounts import EMISSION
from analytics.green.machine import doubt_of, total_of
from analytics.green.place import Place
from analytics.green.value import NO_BOUNDS, Bounds, measured
from contract.rates import Status

_PERCENT = 100.0


def per_item(place: Place, quantity: str) -> RateValue:
    """Return what was used, or emitted, per good line item."""
    machines = place.using(quantity)
    used = total_of(machines, quantity)
    good = sum(output.seen + output.unseen for output in place.outputs)
    unrated = quantity == EMISSION and any(machine.unrated for machine in place.machines)
    status: Status = "observed"
    if unrated or not machines:
        status = "missing"
    elif good <= 0:
        status = "not_applicable"
    items = [RateItem(one.path, "", one.total(quantity), 0.0) for one in machines]
    items += [
        RateItem(output.path, "good", 0.0, output.seen + output.unseen) for output in place.outputs
    ]
    return measured(
        place,
        f"{quantity}_per_item",
        status=status,
        numerator=used,
        denominator=good,
        value=quotient(used, good),
        bounds=_bounds(place, quantity, good) if status == "observed" else NO_BOUNDS,
        machines=machines,
        items=items,
    )


def _bounds(place: Place, quantity: str, good: float) -> Bounds:
    if place.unsettled:
        return Bounds(0.0)
    used = total_of(place.machines, quantity)
    seen = used - doubt_of(place.machines, quantity)
    counted = sum(output.seen for output in place.outputs)
    return Bounds(quotient(seen, good), quotient(used, counted))


def change(place: Place, measure: str, quantity: str, base: Place | None) -> RateValue:
    """Return what one item took in percent of what it took in the base period."""
    now = per_item(place, quantity)
    then = per_item(base, quantity) if base else None
    status = now.status
    if status == "observed" and (then is None or not then.value):
        status = "missing"
    above = now.value or 0.0
    below = (then.value if then else None) or 0.0
    bounds = NO_BOUNDS
    if status == "observed" and then is not None:
        lower = quotient(now.lower or 0.0, then.upper) if then.upper else 0.0
        upper = None if now.upper is None else quotient(now.upper, then.lower or 0.0)
        bounds = Bounds(
            None if lower is None else _PERCENT * lower,
            None if upper is None else _PERCENT * upper,
        )
    return measured(
        place,
        measure,
        status=status,
        numerator=above,
        denominator=below,
        value=_PERCENT * above / below if below else None,
        bounds=bounds,
        machines=place.using(quantity),
        items=_compared(now, then),
    )


def _compared(now: RateValue, then: RateValue | None) -> list[RateItem]:
    """Return what each machine took per item of the place, now and in the base period."""
    paths = {item.path for one in (now, then) if one for item in one.items if not item.part}
    return [
        RateItem(path, "", _share(now, path), _share(then, path) if then else 0.0)
        for path in sorted(paths)
    ]


def _share(one: RateValue, path: object) -> float:
    used = sum(item.numerator for item in one.items if item.path == path)
    return used / one.denominator if one.denominator > 0 else 0.0
