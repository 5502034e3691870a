"""What is told of cells and what is known of them in, what is new of it out.

Books only ever add: an equal value makes no new vintage, a known vintage is never written over.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from analytics.errors import RowsRefused
from analytics.index.digital.observation import NO_UNITS, Observation

NUMBERS = ("value", "low", "high")
CELL = attrgetter("unit", "indicator", "period")
_AGE = attrgetter("vintage", "unit", "indicator", "period")
_SAID = attrgetter("status", "source", "definition", *NUMBERS, "note")


def in_order(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return observations, oldest first."""
    return tuple(sorted(observations, key=_AGE))


def news(known: Iterable[Observation], told: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return what differs from what was known of its cell at its vintage, oldest first.

    Raises RowsRefused where a known vintage is told otherwise, or a number is none.
    """
    cells: dict[tuple[str, str, str], dict[int, Observation]] = defaultdict(dict)
    for one in known:
        cells[CELL(one)][one.vintage] = one
    added: list[Observation] = []
    for one in in_order(told):
        _check(one)
        vintages = cells[CELL(one)]
        before = max((vintage for vintage in vintages if vintage <= one.vintage), default=None)
        if before is not None and _SAID(vintages[before]) == _SAID(one):
            continue
        if before == one.vintage:
            raise RowsRefused(
                f"{one.unit}, {one.indicator}, {one.period}: vintage {one.vintage} is known"
                " otherwise; what is corrected is observed again with a later one"
            )
        vintages[one.vintage] = one
        added.append(one)
    return tuple(added)


def _check(one: Observation) -> None:
    for name in CELL(one):
        # What InfluxDB cannot carry as a tag.
        if not name or "\n" in name or name.endswith("\\"):
            raise RowsRefused(f"{name!r} is no name of a unit, indicator or period: {one}")
    if one.unit in NO_UNITS:
        raise RowsRefused(f"no unit can be called {one.unit!r}: the region or a sector is")
    if not all(math.isfinite(getattr(one, name) or 0.0) for name in NUMBERS):
        raise RowsRefused(f"{one.unit}, {one.indicator}, {one.period}: a number is not finite")
