"""This period against the last: what changed OEE, split over its factors and over losses. Pure.

Sums of two periods enter; parts leave that add up to the change exactly. The split over factors is
ours: OEE is a product, and logarithmic means share its change without favouring an order.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

# Below it a time is the rounding of a sum, far from one millisecond.
_NO_TIME_S = 1e-6

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Sums:
    """What the OEE of a period is made of, in s (symbols of domain reference 1.6.2).

    Args:
        observed_s: planned busy time without unknown time, PBT_obs.
        production_s: APT.
        produced_s: planned run time of all pieces, S_P.
        good_s: planned run time of good pieces, S_G.
    """

    observed_s: float
    production_s: float
    produced_s: float
    good_s: float

    @property
    def oee(self) -> float | None:
        """OEE index; None where nothing was observed."""
        return _divided(self.good_s, self.observed_s)

    @property
    def factors(self) -> tuple[float | None, float | None, float | None]:
        """Availability, effectiveness and quality ratio; None where the denominator is 0."""
        return (
            _divided(self.production_s, self.observed_s),
            _divided(self.produced_s, self.production_s),
            _divided(self.good_s, self.produced_s),
        )


@dataclass(frozen=True, slots=True)
class OeeChange:
    """Change of OEE and the parts of it that each factor brought; they add up to it."""

    previous: float
    current: float
    availability: float
    effectiveness: float
    quality: float

    @property
    def change(self) -> float:
        """What OEE rose by."""
        return self.current - self.previous


@dataclass(frozen=True, slots=True)
class Moved(Generic[_Key]):
    """A loss of two periods as shares of their observed time, and in s.

    Args:
        key: what the loss is.
        effect: what its change brought to OEE; positive where less was lost.
    """

    key: _Key
    previous: float
    current: float
    effect: float
    previous_s: float
    current_s: float


def change_of(previous: Sums, current: Sums) -> OeeChange | None:
    """Split the change of OEE over availability, effectiveness and quality; None without an OEE.

    Each part is L * ln(factor now / factor before), L the logarithmic mean of both OEEs. Where a
    factor is 0 or has no value in one of the periods there is no such logarithm: the whole change
    goes to the first such factor, which is what the parts tend to as it nears 0.
    """
    before, now = previous.oee, current.oee
    if before is None or now is None:
        return None
    parts = [0.0, 0.0, 0.0]
    pairs = list(zip(previous.factors, current.factors, strict=True))
    # More scrap than pieces, such as of a station that sorts out what came before, is below 0.
    broken = next(
        (n for n, pair in enumerate(pairs) if not all(one and one > 0 for one in pair)), None
    )
    if broken is not None:
        parts[broken] = now - before
    else:
        mean = _logarithmic_mean(before, now)
        logs = [math.log(b / a) for a, b in pairs if a and b]
        parts = [mean * log for log in logs]
        # The rounding of logarithms goes where it is the smallest share.
        largest = max(range(3), key=lambda n: abs(parts[n]))
        parts[largest] += (now - before) - math.fsum(parts)
    return OeeChange(before, now, *parts)


def moved_most(
    previous: Sums,
    current: Sums,
    *,
    losses_before: Mapping[_Key, float],
    losses_now: Mapping[_Key, float],
) -> tuple[Moved[_Key], ...]:
    """Rank losses by what they changed OEE by, the largest change first.

    Losses are seconds by key, without the groups of NOT_LOST. All of them together are what is
    missing to an OEE of 1, so their effects add up to the change of OEE. Empty without an OEE.
    """
    if previous.oee is None or current.oee is None:
        return ()
    found = []
    for key in dict.fromkeys([*losses_before, *losses_now]):
        before_s, now_s = losses_before.get(key, 0.0), losses_now.get(key, 0.0)
        before, now = before_s / previous.observed_s, now_s / current.observed_s
        found.append(Moved(key, before, now, before - now, before_s, now_s))
    # Equal effects in the order of their names, so that a report is the same each time.
    return tuple(sorted(found, key=lambda one: (-abs(one.effect), str(one.key))))


def _logarithmic_mean(one: float, other: float) -> float:
    rise = (other - one) / one
    return one * (rise / math.log1p(rise) if rise else 1.0)


def _divided(above: float, below: float) -> float | None:
    return above / below if below > _NO_TIME_S else None
