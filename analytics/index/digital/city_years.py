"""Years of the demo city, from its quarters: observations in, those of the years they lie in out.

A year's answer to the survey is that of its last quarter; any other value is the mean of the
quarters that have one. A year of which some quarters are known is told of these; the note says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from statistics import fmean
from typing import Literal

import msgspec

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.observation import SCORED, CellStatus, Observation

# Where no quarter has a value, the first of these that any of them has.
_GAPS: tuple[CellStatus, ...] = ("insufficient", "missing", "not_applicable")


def year_of(quarter: str) -> str:
    """Return the year of a quarter, or of any other period."""
    return quarter[:4]


def members_of_years(members: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return who was a member in some quarter of each year."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for quarter in sorted(members):
        found[year_of(quarter)] |= dict.fromkeys(members[quarter])
    return {year: tuple(units) for year, units in found.items()}


def observations_of_years(
    quarterly: Iterable[Observation], catalogue: Catalogue
) -> Iterator[Observation]:
    """Yield the cells of years; each becomes known anew when one of its quarters does."""
    asked = {one.id for one in catalogue.indicators if one.measurement == "survey"}
    cells: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in quarterly:
        cells[one.unit, one.indicator, year_of(one.period)].append(one)
    for (_, indicator, year), told in cells.items():
        known: dict[str, Observation] = {}
        found: dict[int, Observation] = {}
        for one in sorted(told, key=attrgetter("vintage", "period")):
            known[one.period] = one
            quarters = [known[period] for period in sorted(known)]
            cell = _last(quarters) if indicator in asked else _mean(quarters)
            found[one.vintage] = msgspec.structs.replace(cell, period=year, vintage=one.vintage)
        yield from found.values()


def _last(quarters: Sequence[Observation]) -> Observation:
    last = quarters[-1]
    return msgspec.structs.replace(last, note=f"as answered in {last.period}")


def _mean(quarters: Sequence[Observation]) -> Observation:
    told = [one for one in quarters if one.value is not None and one.status in SCORED]
    if not told:
        gap = next(status for status in _GAPS if status in {one.status for one in quarters})
        return next(one for one in reversed(quarters) if one.status == gap)
    return msgspec.structs.replace(
        told[-1],
        status=_status({one.status for one in told}),
        value=fmean(one.value for one in told if one.value is not None),
        low=_bound(told, "low"),
        high=_bound(told, "high"),
        note=f"mean of {', '.join(one.period for one in told)}",
    )


def _status(known: set[CellStatus]) -> CellStatus:
    """Return `censored` where a lower limit is in the mean, for that is then one, too."""
    if "censored" in known:
        return "censored"
    return known.pop() if len(known) == 1 else "observed"


def _bound(told: Sequence[Observation], side: Literal["low", "high"]) -> float | None:
    """Return the mean of bounds; one without either is its value, one open end leaves it open."""
    if all(one.low is None and one.high is None for one in told):
        return None
    ends = [
        one.value if one.low is None and one.high is None else getattr(one, side) for one in told
    ]
    known = [float(end) for end in ends if end is not None]
    return fmean(known) if len(known) == len(told) else None
