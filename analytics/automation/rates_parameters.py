"""A8: how many parameter changes came from a system."""

from analytics.automation.counted import Counted, share
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen
from contract.path import EquipmentPath


def closed_loop_parameter_share(seen: Seen) -> Counted:
    """Divide changes by a system by all; without any nothing can be said."""
    items = []
    for path, unit in seen.units.items():
        system, hand = unit["parameter_changes_system"], unit["parameter_changes_hand"]
        if changes := system + hand:
            part = system / changes
            items.append(RateItem(EquipmentPath.parse(path), "", system, changes, part, part))
    bounds = (0.0, 1.0) if seen.open or not items else None
    return share(items, enough=None if items else "insufficient", bounds=bounds)
