"""Measured cells as they are now and the book in, what is known at a time, or is to be kept, out.

Rates keep only their newest rows, so a cell has a history from when it is first kept: the first one
counts from the end of its period, what differs later from when it is kept.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter

import msgspec

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.observation import Observation
from analytics.index.digital.observations import CELL, NUMBERS

# The note says how much was seen: more of the same is no news.
_SAID = attrgetter("status", "source", "definition", *NUMBERS)


def known_of(
    kept: Iterable[Observation],
    measured: Iterable[Observation],
    catalogue: Catalogue,
    *,
    as_of: int | None = None,
) -> tuple[Observation, ...]:
    """Return every vintage that counts at `as_of` (ms UTC); of the catalogue's definitions only.

    What is measured now and not kept is the newest, and counts with `as_of` only of a cell that was
    never kept.
    """
    ids = catalogue.by_id()
    book = tuple(
        one
        for one in kept
        if one.indicator not in ids or one.definition == ids[one.indicator].definition
    )
    newest = _newest(book)
    now = [
        one if before is None else msgspec.structs.replace(one, vintage=_after(before, one.vintage))
        for one, before in _changed(newest, measured)
        if as_of is None or before is None
    ]
    return tuple(one for one in (*book, *now) if as_of is None or one.vintage <= as_of)


def to_keep(
    kept: Iterable[Observation], measured: Iterable[Observation], *, now: int
) -> tuple[Observation, ...]:
    """Return measured cells that differ from what was kept last, as known at `now` (ms UTC)."""
    return tuple(
        msgspec.structs.replace(
            one, vintage=min(one.vintage, now) if before is None else _after(before, now)
        )
        for one, before in _changed(_newest(kept), measured)
    )


def _changed(
    newest: Mapping[tuple[str, str, str], Observation], measured: Iterable[Observation]
) -> list[tuple[Observation, Observation | None]]:
    beside = [(one, newest.get(CELL(one))) for one in measured]
    return [
        (one, before) for one, before in beside if before is None or _SAID(before) != _SAID(one)
    ]


def _newest(kept: Iterable[Observation]) -> dict[tuple[str, str, str], Observation]:
    return {CELL(one): one for one in sorted(kept, key=attrgetter("vintage"))}


def _after(before: Observation, vintage: int) -> int:
    return max(vintage, before.vintage + 1)
