"""A5: how much automatic time lies in long runs without a hand, and how long runs are.

The length of a run is not clipped at the ends of the period, its time is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median

import pandas as pd

from analytics.automation.counted import Counted, quotient, share
from analytics.automation.rate import RateItem
from analytics.automation.rate_status import none_automatic
from analytics.automation.seen import NOTHING, Seen, ordered
from contract.path import EquipmentPath

LONG_RUN_S = 1800.0


@dataclass(frozen=True, slots=True)
class _Ran:
    """Runs of one unit that touch the period.

    Args:
        whole_s: length of each.
        inside_s: automatic time of each within the period.
        perhaps_s: what may have been automatic while nobody saw it.
        around_s: all automatic time that is known, also around the period.
        endless: nobody saw what it did right before the period, or in all of it.
    """

    whole_s: Sequence[float]
    inside_s: Sequence[float]
    perhaps_s: float
    around_s: float
    endless: bool

    @property
    def automatic_s(self) -> float:
        return fsum(self.inside_s)

    @property
    def long_s(self) -> float:
        return fsum(
            inside
            for whole, inside in zip(self.whole_s, self.inside_s, strict=True)
            if whole >= LONG_RUN_S
        )

    @property
    def longest_s(self) -> float:
        return max(self.whole_s, default=0.0)

    @property
    def may_be_longer(self) -> bool:
        return self.perhaps_s > 0 or self.endless


def unattended_share(seen: Seen) -> Counted:
    """Divide automatic time in long runs by all of it; without any nothing ran unattended."""
    ran = seen.once(_ran)
    counted = share(
        [
            RateItem(EquipmentPath.parse(path), "", one.long_s, one.automatic_s)
            for path, one in ran.items()
        ]
    )
    most = fsum(one.automatic_s + one.perhaps_s for one in ran.values())
    long = _perhaps_long_s(ran)
    value = counted.value or 0.0
    unseen = any(one.endless for path, one in ran.items() if path in seen.silent)
    lower, upper = (counted.numerator / most, long / most) if most else (0.0, 0.0)
    return Counted(
        items=counted.items,
        numerator=counted.numerator,
        denominator=counted.denominator,
        value=value,
        lower=0.0 if unseen else min(lower, value),
        upper=1.0 if unseen else max(upper, value),
        status="none_automatic" if none_automatic(seen) else None,
    )


def unattended_share_of_production(seen: Seen) -> Counted:
    """Divide automatic time in long runs by all production time; work by hand is attended."""
    ran = seen.once(_ran)
    made = {path: seen.units.get(path, NOTHING) for path in ran}
    counted = share(
        [
            RateItem(EquipmentPath.parse(path), "", one.long_s, made[path]["production_time_s"])
            for path, one in ran.items()
        ]
    )
    produced_s = counted.denominator
    most_s = produced_s + fsum(unit["unknown_time_s"] for unit in made.values())
    perhaps_s = produced_s + fsum(one.perhaps_s for one in ran.values())
    value = counted.value or 0.0
    lower, upper = (
        (quotient(above, below) or 0.0)
        for above, below in ((counted.numerator, most_s), (_perhaps_long_s(ran), perhaps_s))
    )
    unseen = any(one.endless for path, one in ran.items() if path in seen.silent)
    return Counted(
        items=counted.items,
        numerator=counted.numerator,
        denominator=produced_s,
        value=value,
        lower=0.0 if seen.silent else min(lower, value),
        upper=1.0 if unseen else max(upper, value),
        status="none_automatic" if none_automatic(seen) else None,
    )


def unattended_run_median(seen: Seen) -> Counted:
    """Take the median of whole runs; a silence may hide runs of any length."""
    ran = seen.once(_ran)
    runs = [whole for one in ran.values() for whole in one.whole_s]
    hours = median(runs) / 3600 if runs else 0.0
    unseen = any(one.may_be_longer for one in ran.values())
    return _hours(seen, ran, hours, lower=0.0 if unseen else hours)


def unattended_run_longest(seen: Seen) -> Counted:
    """Take the longest of whole runs; what was seen of it is the least."""
    ran = seen.once(_ran)
    hours = max((one.longest_s for one in ran.values()), default=0.0) / 3600
    return _hours(seen, ran, hours, lower=hours)


def _perhaps_long_s(ran: Mapping[str, _Ran]) -> float:
    """Return how much automatic time may lie in long runs, s."""
    return fsum(
        one.automatic_s + one.perhaps_s if one.may_be_longer else one.long_s for one in ran.values()
    )


def _hours(seen: Seen, ran: Mapping[str, _Ran], hours: float, *, lower: float) -> Counted:
    unseen = any(one.may_be_longer for one in ran.values())
    return Counted(
        items=tuple(
            RateItem(EquipmentPath.parse(path), "", one.longest_s / 3600, float(len(one.whole_s)))
            for path, one in ran.items()
        ),
        numerator=hours,
        denominator=1.0,
        value=hours,
        lower=lower,
        upper=_upper(ran) if unseen else hours,
        status="none_automatic" if none_automatic(seen) else None,
    )


def _upper(ran: Mapping[str, _Ran]) -> float | None:
    """Return the longest run there may have been, h: all of a unit in one; None without end."""
    if any(one.endless for one in ran.values()):
        return None
    perhaps = (one.around_s + one.perhaps_s for one in ran.values() if one.may_be_longer)
    return max((*perhaps, *(one.longest_s for one in ran.values()))) / 3600


def _ran(seen: Seen) -> Mapping[str, _Ran]:
    rows = ordered(seen.sums.runs)
    pieces = _pieces(rows, seen) if len(rows) else {}
    return {
        path: _of_unit(pieces.get(path), path, seen)
        for path in sorted({*pieces, *seen.units, *seen.silent})
    }


def _pieces(rows: pd.DataFrame, seen: Seen) -> Mapping[str, pd.DataFrame]:
    """Return per unit the runs that are read, with their length and their time inside."""
    period = seen.sums.period
    inside = (rows["time"] >= period.start) & (rows["time"] < period.end)
    begins = ~rows["continued"].astype(bool) | (rows["path"] != rows["path"].shift())
    runs = rows.assign(
        run=begins.cumsum(),
        touches=inside,
        inside_s=rows["automatic_time_s"].where(inside, 0.0),
    )
    whole = runs.groupby(["path", "run"], sort=False, as_index=False).agg(
        whole_s=("automatic_time_s", "sum"),
        inside_s=("inside_s", "sum"),
        touches=("touches", "any"),
    )
    return {str(path): own for path, own in whole.groupby("path")}


def _of_unit(runs: pd.DataFrame | None, path: str, seen: Seen) -> _Ran:
    unknown_s = seen.units.get(path, NOTHING)["unknown_time_s"]
    perhaps = seen.perhaps_automatic(path)
    touching = runs[runs["touches"]] if runs is not None else None
    return _Ran(
        whole_s=[] if touching is None else touching["whole_s"].tolist(),
        inside_s=[] if touching is None else touching["inside_s"].tolist(),
        perhaps_s=unknown_s if perhaps else 0.0,
        around_s=0.0 if runs is None else float(runs["whole_s"].sum()),
        endless=perhaps and path in seen.sums.unknown_before | seen.silent,
    )
