"""A2 and its declared twin: how many key operations run under program control."""

from analytics.automation.counted import Counted, share
from analytics.automation.process_register import (
    AUTOMATIC,
    PERHAPS_AUTOMATIC,
    RegisteredOperation,
)
from analytics.automation.rate import RateItem
from analytics.automation.rate_status import registered
from analytics.automation.seen import NOTHING, Seen

LEAST_PROGRAM_SHARE = 0.95


def evidenced_nc_rate(seen: Seen) -> Counted:
    """Count key operations whose cycles were seen to be program-controlled."""
    items = [_evidenced(one, seen) for one in seen.sums.register.operations if one.key]
    counted = share(items, status=registered(items, seen))
    if counted.value is None and counted.status == "none_automatic":
        return Counted(
            items=(), numerator=0.0, denominator=0.0, value=0.0, lower=0.0, upper=0.0,
            declared=0.0, status=counted.status,
        )  # fmt: skip
    return counted


def key_process_nc_rate(seen: Seen) -> Counted:
    """Count key operations that the register calls numerically controlled or automatic."""
    return share(
        [
            RateItem(one.path, one.id, so, 1.0, lower=so, upper=so, declared=so)
            for one in seen.sums.register.operations
            if one.key
            for so in (_declared(one),)
        ]
    )


def _evidenced(one: RegisteredOperation, seen: Seen) -> RateItem:
    did = seen.operations.get((str(one.path), one.id), NOTHING)
    program = did["program_cycles"]
    known = did["cycles"] - did["unknown_cycles"]
    # Nobody saw which of its operations the unit did while it was silent.
    unknown = seen.units.get(str(one.path), NOTHING)["unknown_cycles"]
    perhaps = one.control_type in PERHAPS_AUTOMATIC
    so = _controlled(program, known)
    at_most = _controlled(program + unknown, known + unknown) or not known + unknown
    if str(one.path) in seen.open:
        at_least, at_most = False, True
    else:
        at_least = _controlled(program, known + unknown)
    return RateItem(
        one.path,
        one.id,
        numerator=float(so),
        denominator=1.0,
        lower=float(at_least),
        upper=float(so or (perhaps and at_most)),
        declared=_declared(one),
    )


def _controlled(program: float, cycles: float) -> bool:
    return cycles > 0 and program >= LEAST_PROGRAM_SHARE * cycles


def _declared(one: RegisteredOperation) -> float:
    return float(one.control_type in AUTOMATIC)
