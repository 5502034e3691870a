"""A1: how much of the standard time of all registered operations ran by itself."""

from analytics.automation.counted import Counted, share
from analytics.automation.process_register import (
    AUTOMATIC,
    PERHAPS_AUTOMATIC,
    RegisteredOperation,
)
from analytics.automation.rate import RateItem
from analytics.automation.rate_status import registered
from analytics.automation.seen import NOTHING, Seen


def automatic_execution_share(seen: Seen) -> Counted:
    """Weigh the automatic share of each operation by its standard time."""
    items = [_item(one, seen) for one in seen.sums.register.operations]
    return share(items, status=registered(items, seen))


def _item(one: RegisteredOperation, seen: Seen) -> RateItem:
    did = seen.operations.get((str(one.path), one.id), NOTHING)
    production, automatic = did["production_time_s"], did["automatic_time_s"]
    # Nobody saw which of its operations the unit did while it was silent.
    unknown = seen.units.get(str(one.path), NOTHING)["unknown_time_s"]
    perhaps = float(one.control_type in PERHAPS_AUTOMATIC)
    most = production + perhaps * unknown
    return RateItem(
        one.path,
        one.id,
        numerator=one.standard_time_s * (automatic / production if production else 0.0),
        denominator=one.standard_time_s,
        lower=automatic / (production + unknown) if production + unknown else 0.0,
        upper=(automatic + perhaps * unknown) / most if most else perhaps,
        declared=float(one.control_type in AUTOMATIC),
    )
