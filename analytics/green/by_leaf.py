"""Where energy went by what the machines did: shares of leaves, idle energy, what standby costs.

A place enters, `RateValue`s leave. Energy told behind a silence stands in the leaf `unknown`: it is
in the total, production in the lower bound of idle energy, and idle in the upper.
"""

from collections.abc import Sequence

from analytics.automation.counted import quotient
from analytics.automation.rate import RateItem, RateValue
from analytics.green.amounts import UNKNOWN
from analytics.green.machine import ALL_LEAVES, Machine, doubt_of, total_of
from analytics.green.place import Place
from analytics.green.value import NO_BOUNDS, Bounds, measured
from contract.rates import Status
from contract.states import LEAVES

_ENERGY = "energy_kwh"
_IDLE = tuple(place for place, leaf in enumerate(LEAVES) if leaf not in {"production", "unknown"})
_ANY = Bounds(0.0, 1.0)


def energy_by_leaf(place: Place) -> list[RateValue]:
    """Return the share of each time leaf, seven rows that add up to 1."""
    return [
        _share(place, "energy_by_leaf", (number,), part=leaf) for number, leaf in enumerate(LEAVES)
    ]


def idle_energy_share(place: Place) -> RateValue:
    """Return the share of energy used outside production."""
    return _share(place, "idle_energy_share", _IDLE)


def _share(place: Place, measure: str, leaves: tuple[int, ...], *, part: str = "") -> RateValue:
    machines = place.using(_ENERGY)
    total = total_of(machines, _ENERGY)
    inside = total_of(machines, _ENERGY, leaves)
    unseen = total_of(machines, _ENERGY, (UNKNOWN,))
    status: Status = "observed"
    if not machines:
        status = "missing"
    elif not part and unseen >= total:
        # Nobody saw what the machines did while they used it.
        status = "insufficient"
    return measured(
        place,
        measure,
        status=status,
        numerator=inside,
        denominator=total,
        value=quotient(inside, total),
        bounds=_bounds(machines, leaves, unsettled=place.unsettled) if machines else NO_BOUNDS,
        machines=machines,
        items=[_item(machine, leaves) for machine in machines],
        part=part,
    )


def _item(machine: Machine, leaves: tuple[int, ...]) -> RateItem:
    inside, total = machine.total(_ENERGY, leaves), machine.total(_ENERGY)
    bounds = _bounds((machine,), leaves, unsettled=machine.unsettled)
    return RateItem(machine.path, "", inside, total, bounds.lower, bounds.upper)


def _bounds(machines: Sequence[Machine], leaves: tuple[int, ...], *, unsettled: bool) -> Bounds:
    """Bound a share: what is in doubt was used in these leaves, or in others."""
    if unsettled:
        return _ANY
    total, inside = total_of(machines, _ENERGY), total_of(machines, _ENERGY, leaves)
    others = [leaf for leaf in ALL_LEAVES if leaf not in leaves]
    at_most = inside + doubt_of(machines, _ENERGY, others)
    at_least = inside - doubt_of(machines, _ENERGY, leaves)
    return Bounds(quotient(at_least, total), quotient(at_most, total))


def standby_saving(place: Place) -> RateValue:
    """Return what machines used outside production beyond what they draw asleep.

    Of each machine that the register knows the standby power of, not below 0; the denominator is
    all that those used outside production.
    """
    asleep = place.sums.register.equipment
    powers = {path: one.standby_power_kw for path, one in asleep.items()}
    machines, items, lowers, uppers = [], [], [], []
    for machine in place.using(_ENERGY):
        power = powers.get(machine.path)
        if power is None:
            continue
        idle = machine.total(_ENERGY, _IDLE)
        hours = sum(machine.hours[leaf] for leaf in _IDLE)
        needed = power * hours
        machines.append(machine)
        items.append(RateItem(machine.path, "", max(0.0, idle - needed), idle))
        at_least = idle - doubt_of((machine,), _ENERGY, _IDLE) - power * machine.hours[UNKNOWN]
        lowers.append(max(0.0, at_least - needed))
        uppers.append(max(0.0, idle + doubt_of((machine,), _ENERGY, (UNKNOWN,)) - needed))
    saving = sum(item.numerator for item in items)
    bounds = NO_BOUNDS
    if machines:
        bounds = Bounds(sum(lowers), None if place.unsettled else sum(uppers))
    return measured(
        place,
        "standby_saving_kwh",
        status="observed" if machines else "missing",
        numerator=saving,
        denominator=sum(item.denominator for item in items),
        value=saving,
        bounds=bounds,
        machines=machines,
        items=items,
    )
