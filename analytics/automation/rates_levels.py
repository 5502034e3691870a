"""A9: the registered levels of automation, physical and cognitive, weighted by standard time."""

from collections.abc import Callable

from analytics.automation.counted import Counted, share
from analytics.automation.process_register import RegisteredOperation
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen
from contract.rates import Status

_HIGHEST = 7
_LevelOf = Callable[[RegisteredOperation], int]


def level_of_automation_physical(seen: Seen) -> Counted:
    """Weigh physical levels."""
    return _profile(seen, lambda one: one.level_physical)


def level_of_automation_cognitive(seen: Seen) -> Counted:
    """Weigh cognitive levels."""
    return _profile(seen, lambda one: one.level_cognitive)


def _profile(seen: Seen, level_of: _LevelOf) -> Counted:
    """Weigh known levels; an unknown one is the lowest in the lower, the highest in the upper."""
    operations = seen.sums.register.operations
    items = [_item(one, level_of(one)) for one in operations]
    whole = sum(one.standard_time_s for one in operations)
    known = sum(item.denominator for item in items)
    status: Status | None = None if known else "missing"
    if not whole:
        return share(items, status="not_applicable")
    least = sum(item.numerator for item in items)
    bounds = (least / whole, (least + whole - known) / whole) if known < whole else None
    return share(items, status=status, bounds=bounds)


def _item(one: RegisteredOperation, level: int) -> RateItem:
    if not level:
        return RateItem(one.path, one.id, 0.0, 0.0, lower=0.0, upper=1.0)
    part = (level - 1) / (_HIGHEST - 1)
    weight = one.standard_time_s
    return RateItem(one.path, one.id, weight * part, weight, lower=part, upper=part, declared=part)
