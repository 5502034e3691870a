"""DP8: how many operations a system dispatched and confirmed; there are counts and no pairs."""

from collections.abc import Iterable, Iterator
from math import fsum

from analytics.automation.counted import Counted, share
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen, Sums
from contract.path import EquipmentPath


def digital_dispatch_rate(seen: Seen) -> Counted:
    """Divide operations by system by operations, both counted per unit and order."""
    items = list(_items(seen))
    if seen.open:
        return share(items, bounds=(0.0, 1.0))
    return share(items, bounds=_bounds(items, seen) if seen.crossed and items else None)


def _items(seen: Seen) -> Iterator[RateItem]:
    for (unit, order), sums in seen.orders.items():
        system, operations, pairs = _counts(sums)
        if operations:
            yield RateItem(
                EquipmentPath.parse(unit),
                order,
                system,
                operations,
                lower=pairs / operations,
                upper=system / operations,
            )


def _counts(sums: Sums) -> tuple[float, float, float]:
    """Return operations by system, all operations, and those that must be pairs by system."""
    dispatched, confirmed = sums["dispatched_system"], sums["confirmed_system"]
    operations = max(dispatched + sums["dispatched_hand"], confirmed + sums["confirmed_hand"])
    return min(dispatched, confirmed), operations, max(0.0, dispatched + confirmed - operations)


def _bounds(items: Iterable[RateItem], seen: Seen) -> tuple[float, float]:
    """Where a unit changed its order unseen, only its counts over all orders are sure."""
    sure = [item for item in items if str(item.path) not in seen.crossed]
    least = fsum(item.denominator * (item.lower or 0.0) for item in sure)
    most = fsum(item.numerator for item in sure)
    fewest = most_operations = fsum(item.denominator for item in sure)
    for unit in seen.crossed:
        sums = seen.units[unit]
        system, operations, _ = _counts(sums)
        most += system
        fewest += operations
        most_operations += fsum(
            sums[f"{step}_{by}"]
            for step in ("dispatched", "confirmed")
            for by in ("system", "hand")
        )
    return (
        least / most_operations if most_operations else 0.0,
        min(1.0, most / fewest) if fewest else 1.0,
    )
