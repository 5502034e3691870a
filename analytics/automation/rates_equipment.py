"""DF1, DF2, DF3: equipment that runs by itself, has a digital interface, is on the network."""

from collections.abc import Callable, Iterable

from analytics.automation.counted import Counted, share
from analytics.automation.process_register import AUTOMATIC, Equipment
from analytics.automation.rate import RateItem
from analytics.automation.seen import NOTHING, Seen, Sums

NETWORKED_SHARE = 0.9
_Says = Callable[[Equipment, Sums], bool]


def equipment_automation_rate(seen: Seen) -> Counted:
    """Weigh by net asset value what is registered automatic and was seen so."""
    return _rate(
        seen,
        seen.sums.register.equipment.values(),
        weight=lambda one: one.net_value_cny,
        declared=lambda one: one.control_type in AUTOMATIC,
        was=lambda _, did: did["automatic_time_s"] > 0,
        # It was watched and did not run by itself.
        was_not=lambda _, did: did["production_time_s"] > 0 and not did["unknown_time_s"],
        looked=seen.total("production_time_s") > 0,
    )


def equipment_digitalisation_rate(seen: Seen) -> Counted:
    """Count equipment with a digital interface that gave a good value."""
    return _rate(
        seen,
        seen.sums.register.equipment.values(),
        declared=_digital,
        was=lambda _, did: did["good_values"] > 0,
        looked=seen.total("expected_slots") > 0,
    )


def equipment_networking_rate(seen: Seen) -> Counted:
    """Count equipment that was seen in most of its scheduled time, of all."""
    return _networked(seen, seen.sums.register.equipment.values())


def equipment_networking_rate_of_digital(seen: Seen) -> Counted:
    """Count equipment that was seen in most of its scheduled time, of digital equipment."""
    return _networked(seen, filter(_digital, seen.sums.register.equipment.values()))


def _networked(seen: Seen, equipment: Iterable[Equipment]) -> Counted:
    return _rate(
        seen,
        equipment,
        declared=lambda one: one.connected,
        was=_seen_enough,
        need_declared=False,
        looked=seen.total("expected_slots") > 0,
    )


def _digital(one: Equipment) -> bool:
    return one.digital_interface != "none"


def _seen_enough(_: Equipment, did: Sums) -> bool:
    return 0 < NETWORKED_SHARE * did["expected_slots"] <= did["seen_slots"]


def _rate(
    seen: Seen,
    equipment: Iterable[Equipment],
    *,
    declared: Callable[[Equipment], bool],
    was: _Says,
    looked: bool,
    was_not: _Says = lambda *_: False,
    weight: Callable[[Equipment], float] = lambda _: 1.0,
    need_declared: bool = True,
) -> Counted:
    """Weigh what was seen; what was not seen is as declared in the upper bound.

    Args:
        seen: of the place.
        equipment: all of it.
        declared: what the register says.
        was: what evidence says.
        looked: that there was anything to look at in the period.
        was_not: evidence says that it was not so.
        weight: of one machine.
        need_declared: what the register denies is not counted.
    """
    items = []
    for one in equipment:
        did = seen.units.get(str(one.path), NOTHING)
        said = declared(one)
        so = was(one, did) and (said or not need_declared)
        perhaps = so or (said and not was_not(one, did))
        of = weight(one)
        shares = map(float, (so, perhaps, said))
        items.append(RateItem(one.path, "", of * so, of, *shares))
    unseen = not looked and any(item.declared for item in items)
    return share(items, enough="missing" if unseen else None)
