"""Mean time between calls for attention: A4 with work by hand counted as a person all the time.

Of A4 a machine that turns manual takes its assists away, so the mean of the rest may rise; here
work by hand needs one assist per merging window, and nobody gains by automating less.
"""

from math import fsum

from analytics.automation.counted import Counted
from analytics.automation.rate import RateItem
from analytics.automation.rate_status import none_automatic
from analytics.automation.rates_assists import RULE_OF_THREE, Helped, helped_units, helped_whole
from analytics.automation.seen import Seen
from contract.path import EquipmentPath

# Assists are merged within 30 s, so there are at most 120 of them in an hour.
_CALLS_PER_MANUAL_H = 120.0


def mean_time_between_attention(seen: Seen) -> Counted:
    """Divide production hours by assists and work by hand; below three calls, by three."""
    units = dict(helped_units(seen))
    whole = helped_whole(units)
    manual_h = fsum(map(_manual_h, units.values()))
    calls = whole.seen + _CALLS_PER_MANUAL_H * manual_h
    none = none_automatic(seen)
    value = 0.0 if none else _mean_h(whole.production_h, calls)
    return Counted(
        items=tuple(
            RateItem(
                EquipmentPath.parse(path),
                "",
                unit.production_h,
                unit.seen + _CALLS_PER_MANUAL_H * _manual_h(unit),
            )
            for path, unit in units.items()
        ),
        numerator=whole.production_h,
        denominator=calls,
        value=value,
        lower=0.0 if none or seen.open else min(_shortest_h(whole, manual_h), value),
        upper=_longest_h(seen, whole, manual_h),
        status="none_automatic" if none else None,
        enough="observed" if calls >= RULE_OF_THREE else "censored",
    )


def _manual_h(unit: Helped) -> float:
    # Times are whole milliseconds; what is left of sums of them is rounding.
    return max(0.0, round((unit.production_h - unit.automatic_h) * 3600, 3)) / 3600


def _mean_h(production_h: float, calls: float) -> float:
    return production_h / max(RULE_OF_THREE, calls)


def _shortest_h(whole: Helped, manual_h: float) -> float:
    """Return the shortest mean there may be: what nobody saw was no work, or work by hand."""
    return min(
        _mean_h(whole.production_h + unseen_h, whole.most + _CALLS_PER_MANUAL_H * by_hand_h)
        for unseen_h, by_hand_h in ((0.0, manual_h), (whole.unknown_h, manual_h + whole.unknown_h))
    )


def _longest_h(seen: Seen, whole: Helped, manual_h: float) -> float | None:
    """Return the longest mean there may be, h; None without end.

    What nobody saw was automatic where that may be; elsewhere it was no work, or work by hand.
    """
    perhaps = whole.perhaps_h or any(map(seen.perhaps_automatic, seen.silent))
    if none_automatic(seen) and not perhaps:
        return 0.0
    least = whole.least + _CALLS_PER_MANUAL_H * manual_h
    if seen.silent or least < RULE_OF_THREE:
        return None
    by_hand_h = whole.unknown_h - whole.perhaps_h
    return max(
        _mean_h(whole.production_h + whole.perhaps_h + more_h, least + _CALLS_PER_MANUAL_H * more_h)
        for more_h in (0.0, by_hand_h)
    )
