"""How a green measure becomes a row: the numbers of one place with its machines behind them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analytics.automation.rate import RateItem, RateValue, UnitSeen
from analytics.green.amounts import UNKNOWN
from analytics.green.machine import Machine
from analytics.green.place import Place
from contract.green_measures import GREEN_MEASURE
from contract.rates import Status


class Bounds(NamedTuple):
    """What a measure is at least and at most; None where nothing bounds it."""

    lower: float | None = None
    upper: float | None = None


NO_BOUNDS = Bounds()


def measured(
    place: Place,
    measure: str,
    *,
    status: Status,
    numerator: float = 0.0,
    denominator: float = 0.0,
    value: float | None = None,
    bounds: Bounds = NO_BOUNDS,
    machines: Sequence[Machine] = (),
    items: Iterable[RateItem] = (),
    part: str = "",
) -> RateValue:
    """Return the row of a measure; its value only where it was observed."""
    return RateValue(
        definition=GREEN_MEASURE[measure],
        level=place.sums.level,
        path=place.sums.path,
        period=place.sums.period,
        status=status,
        numerator=numerator,
        denominator=denominator,
        value=value if status == "observed" else None,
        lower=bounds.lower,
        upper=bounds.upper,
        machines=len(machines),
        evidence_hours=sum(machine.known_hours for machine in machines),
        part=part,
        items=tuple(items),
        seen=tuple(
            UnitSeen(
                machine.path,
                machine.known_hours + machine.hours[UNKNOWN],
                machine.known_hours,
                machine.unsettled,
            )
            for machine in machines
        ),
    )
