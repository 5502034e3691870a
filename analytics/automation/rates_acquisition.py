"""A7: how many of the values that machines should give came in time and were good."""

from collections.abc import Mapping, Sequence

from analytics.automation.counted import Counted, share
from analytics.automation.process_register import Equipment
from analytics.automation.rate import RateItem
from analytics.automation.seen import NOTHING, Seen, line_of
from contract.path import EquipmentPath


def automatic_acquisition_rate(seen: Seen) -> Counted:
    """Divide good values by expected ones over the required tags of all equipment."""
    slots = _slots(seen)
    expected = {
        path: _expected(one, seen, slots) for path, one in seen.sums.register.equipment.items()
    }
    looked = any(expected.values())
    if not looked:
        # Nobody knows a schedule: tags weigh as if all worked alike.
        expected = {
            path: float(one.required_tags) for path, one in seen.sums.register.equipment.items()
        }
    items = [_item(one, expected[path], seen) for path, one in seen.sums.register.equipment.items()]
    return share(
        items, enough="missing" if items and not looked else None, bounds=_bounds(items, seen)
    )


def _bounds(items: Sequence[RateItem], seen: Seen) -> tuple[float, float] | None:
    """Expect more of units that may have worked in a break unseen."""
    expected = sum(item.denominator for item in items)
    more = sum(_more(item, seen) for item in items)
    if not expected:
        return None
    most = sum(item.denominator * (item.upper or 0.0) for item in items)
    return sum(item.numerator for item in items) / (expected + more), most / expected


def _more(item: RateItem, seen: Seen) -> float:
    scheduled_s = seen.units.get(str(item.path), NOTHING)["scheduled_time_s"]
    if not scheduled_s:
        return 0.0
    return seen.outside_s.get(str(item.path), 0.0) * item.denominator / scheduled_s


def _item(one: Equipment, expected: float, seen: Seen) -> RateItem:
    good = seen.units.get(str(one.path), NOTHING)["good_values"]
    declared = float(one.digital_interface != "none")
    part = good / expected if expected else 0.0
    return RateItem(
        one.path, "", good, expected, lower=part, upper=max(part, declared), declared=declared
    )


def _expected(one: Equipment, seen: Seen, slots: Mapping[str, float]) -> float:
    """Return its expected values; equipment that never spoke works as the busiest beside it."""
    if str(one.path) in seen.units:
        return seen.units[str(one.path)]["expected_values"]
    places = (one.path.line, one.path.at_site, EquipmentPath(one.path.enterprise))
    of_place = next((slots[str(place)] for place in places if slots.get(str(place))), 0.0)
    return one.required_tags * of_place


def _slots(seen: Seen) -> Mapping[str, float]:
    """Return the most expected slots of a unit of each line, site and enterprise."""
    most: dict[str, float] = {}
    for path, unit in seen.units.items():
        whole = EquipmentPath.parse(path)
        for place in (line_of(path), str(whole.at_site), whole.enterprise):
            most[place] = max(most.get(place, 0.0), unit["expected_slots"])
    return most
