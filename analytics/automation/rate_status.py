"""Whether enough was seen to say a rate (decision record on evidence; indices reference 6)."""

from collections.abc import Sequence

from analytics.automation.counted import Counted
from analytics.automation.process_register import AUTOMATIC
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen
from contract.rates import RateDefinition, Status

LEAST_CYCLES = 200
LEAST_PRODUCTION_S = 20 * 3600.0
_SHOWN: frozenset[Status] = frozenset(("observed", "none_automatic", "censored"))


def status_of(definition: RateDefinition, counted: Counted, seen: Seen) -> Status:
    """Return the status: what holds anyway, then evidence, then what the rate itself says."""
    if counted.status is not None:
        return counted.status
    if definition.evidence == "work" and (work := _work(seen)) != "observed":
        return work
    return counted.enough


def has_value(status: Status) -> bool:
    """Tell whether a rate of this status has a value."""
    return status in _SHOWN


def none_automatic(seen: Seen) -> bool:
    """Tell whether operations are registered, none of them automatic, and nothing ran so."""
    operations = seen.sums.register.operations
    return (
        bool(operations)
        and not any(one.control_type in AUTOMATIC for one in operations)
        and not seen.automatic_seen
    )


def registered(items: Sequence[RateItem], seen: Seen) -> Status | None:
    """Return what the register alone says of a share of operations, None for nothing."""
    if none_automatic(seen):
        return "none_automatic"
    return None if items else "not_applicable"


def _work(seen: Seen) -> Status:
    cycles = seen.total("cycles") - seen.total("unknown_cycles")
    production_s = seen.total("production_time_s")
    if not (cycles or production_s or seen.known_s(seen.units)):
        return "missing"
    enough = cycles >= LEAST_CYCLES or production_s >= LEAST_PRODUCTION_S
    return "observed" if enough else "insufficient"
