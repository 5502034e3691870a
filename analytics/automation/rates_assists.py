"""A3 and A4: how often a person had to help, per automatic hour and between two assists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum

from analytics.automation.counted import Counted, quotient
from analytics.automation.rate import RateItem
from analytics.automation.rate_status import none_automatic
from analytics.automation.seen import Seen
from contract.path import EquipmentPath

# Without an event in t hours the rate is below 3 / t at 95 % (rule of three).
RULE_OF_THREE = 3.0


@dataclass(frozen=True, slots=True)
class Helped:
    """Of one unit, or of all: hours, and assists: seen, at least and at most."""

    production_h: float
    automatic_h: float
    unknown_h: float
    perhaps_h: float
    seen: float
    least: float
    most: float


def interventions_per_hour(seen: Seen) -> Counted:
    """Divide assists by automatic hours."""
    units = dict(helped_units(seen))
    whole = helped_whole(units)
    most_h = whole.automatic_h + whole.perhaps_h
    return Counted(
        items=tuple(
            RateItem(EquipmentPath.parse(path), "", unit.seen, unit.automatic_h)
            for path, unit in units.items()
        ),
        numerator=whole.seen,
        denominator=whole.automatic_h,
        value=quotient(whole.seen, whole.automatic_h),
        lower=0.0 if seen.silent else quotient(whole.least, most_h) or 0.0,
        upper=None if seen.open else quotient(whole.most, whole.automatic_h),
        status="not_applicable" if none_automatic(seen) else None,
        enough="observed" if whole.automatic_h else "not_applicable",
    )


def mean_time_between_assists(seen: Seen) -> Counted:
    """Divide production hours by assists; without any the mean is at least a third of them."""
    units = dict(helped_units(seen))
    whole = helped_whole(units)
    production = whole.production_h
    value = production / (whole.seen or RULE_OF_THREE)
    shortest = production / max(whole.most, 1.0 if whole.seen else RULE_OF_THREE)
    none = none_automatic(seen)
    return Counted(
        items=tuple(
            RateItem(EquipmentPath.parse(path), "", unit.production_h, unit.seen)
            for path, unit in units.items()
        ),
        numerator=production,
        denominator=whole.seen,
        value=0.0 if none else value,
        lower=0.0 if none or seen.open else min(shortest, value),
        upper=_upper(seen, whole),
        status="none_automatic" if none else None,
        enough="observed" if whole.seen else "censored",
    )


def _upper(seen: Seen, whole: Helped) -> float | None:
    """Return the longest mean there may be, h; None without end."""
    perhaps = whole.perhaps_h or any(map(seen.perhaps_automatic, seen.silent))
    if none_automatic(seen) and not perhaps:
        return 0.0
    if seen.silent:
        return None
    return quotient(whole.production_h + whole.unknown_h, whole.least)


def helped_units(seen: Seen) -> Iterator[tuple[str, Helped]]:
    """Yield what is known of each unit."""
    for path, unit in seen.units.items():
        unknown = unit["unknown_time_s"] / 3600
        yield (
            path,
            Helped(
                production_h=unit["production_time_s"] / 3600,
                automatic_h=unit["automatic_time_s"] / 3600,
                unknown_h=unknown,
                perhaps_h=unknown if seen.perhaps_automatic(path) else 0.0,
                seen=unit["assists"],
                least=_least(path, seen),
                most=unit["assists"] + unit["unknown_assists"],
            ),
        )


def _least(path: str, seen: Seen) -> float:
    """Return how many assists of a unit there were at least."""
    unit = seen.units[path]
    counted, told = unit["assists"], unit["unknown_assists"]
    # Each that was told may have been one with its neighbours on both sides.
    sure = 0.0 if path in seen.open else counted - told
    # What was told may be of before the period.
    one = 0.0 if path in seen.sums.unknown_before else min(1.0, counted + told)
    return max(sure, one)


def helped_whole(units: Mapping[str, Helped]) -> Helped:
    """Add up units."""
    return Helped(
        *(fsum(getattr(unit, name) for unit in units.values()) for name in Helped.__slots__)
    )
