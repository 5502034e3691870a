"""Reasons that people want to give to stops in, checked entries for the book out.

All of them are checked before the first is written: a list is taken whole or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import pandas as pd

from analytics.books import LateReason, ReasonBook
from analytics.errors import BadQuery
from analytics.history import History, LineFacts
from analytics.kpi_store import KpiQuery, KpiStore, stop_ends
from analytics.queries import iso
from analytics.reach import EXPIRY_MARGIN_MS
from contract.path import EquipmentPath
from contract.reasons import REASONS, reason_of

_NEAR_MS = 12 * 3_600_000
_NEVER = 2**62


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants: this reason for the stops of a unit, ms UTC.

    Args:
        path: of the unit, or the end of it.
        start: of the stretch; without an `end` any instant of the one stop that is meant.
        reason: a code of the catalogue; empty gives the word back to the machine.
        by: pseudonym.
        force: replace a reason of the machine's own, too.
    """

    path: str
    start: int
    end: int | None
    reason: str
    by: str = ""
    force: bool = False


def check_reasons(
    asked: Sequence[Asked],
    *,
    kpi_store: KpiStore,
    history: History,
    book: ReasonBook,
    find: Callable[[str], EquipmentPath],
    wall_ms: int,
) -> tuple[LateReason, ...]:
    """Return the entries to put into the book, in order; each is given at a ms of its own.

    Raises BadQuery that names the row, what is wrong and what would be right.
    """
    find, facts = cache(find), cache(history.facts)
    newest = max((one.given_at for one in book.given_since(wall_ms)), default=wall_ms - 1)
    return tuple(
        _entry(
            one,
            find(one.path),
            where=f"row {number} ({one.path}, {iso(one.start)})",
            given_at=newest + number,
            kpi_store=kpi_store,
            facts=facts,
            book=book,
        )
        for number, one in enumerate(asked, start=1)
    )


def _entry(
    one: Asked,
    unit: EquipmentPath,
    *,
    where: str,
    given_at: int,
    kpi_store: KpiStore,
    facts: Callable[[EquipmentPath], LineFacts],
    book: ReasonBook,
) -> LateReason:
    _check_words(one, where)
    if unit.level != "unit":
        raise BadQuery(f"{where}: {unit} is a {unit.level}: name a unit, for units stop")
    stops = _stops(kpi_store, unit, start=one.start, end=one.end or one.start + 1)
    if stops.empty:
        raise BadQuery(f"{where}: {unit} did not stop there{_nearest(kpi_store, unit, one.start)}")
    line = facts(unit.line)
    if int(stops["time"].min()) < _oldest(kpi_store, line):
        raise BadQuery(
            f"{where}: the samples of that time have expired, or are about to, so its losses stay"
            " as they were"
        )
    start, end = one.start, one.end
    if end is None:
        start, end = (int(stops[name].iloc[0]) for name in ("time", "end"))
        if line.ended is None and not _is_over(kpi_store, unit, end):
            raise BadQuery(
                f"{where}: {unit} has stood still since {iso(start)}: give the reason when that"
                " stop is over, or name an end"
            )
    if one.reason and not one.force and not _may_speak(stops, unit, book, start=start, end=end):
        own = ", ".join(sorted(set(stops["reason"])))
        raise BadQuery(
            f"{where}: the machine itself gave the reason {own}: ask with force to replace it"
        )
    return LateReason(unit, start, end, one.reason, given_at, one.by, one.force)


def _check_words(one: Asked, where: str) -> None:
    if one.reason and one.reason not in REASONS:
        near = get_close_matches(one.reason, REASONS, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"such as {next(iter(REASONS))}"
        raise BadQuery(f"{where}: reason {one.reason!r} is not in the catalogue: {hint}")
    if one.end is not None and one.end <= one.start:
        raise BadQuery(f"{where}: it ends at {iso(one.end)}, which is not after its start")
    if len(one.by) > 64 or any(letter.isspace() for letter in one.by):
        raise BadQuery(f"{where}: by {one.by!r}: write a pseudonym of up to 64 signs, no name")


def _oldest(store: KpiStore, line: LineFacts) -> int:
    """Return the event time (ms) before which nothing can be computed again."""
    first = line.first_time
    if first is None:
        return _NEVER
    # Every run has a segment at its start, so one before the samples tells that some are gone.
    before = KpiQuery("segment", first - _NEAR_MS, first, line.line, levels=("line",))
    return first if store.read(before).empty else first + EXPIRY_MARGIN_MS


def _is_over(store: KpiStore, unit: EquipmentPath, end: int) -> bool:
    """Tell whether anything is known of a unit behind the end of its stop."""
    rows = store.read(KpiQuery("segment", end, end + 1, unit, levels=("unit",), reaching_back=True))
    return bool((rows["end"] > end).any())


def _stops(store: KpiStore, unit: EquipmentPath, *, start: int, end: int) -> pd.DataFrame:
    """Return the stops of a unit that meet [start, end), with their ends in ms."""
    rows = store.read(KpiQuery("stop", start=start, end=end, below=unit, reaching_back=True))
    ends = stop_ends(rows)
    found: pd.DataFrame = rows.assign(end=ends)[ends > start]
    return found


def _nearest(store: KpiStore, unit: EquipmentPath, instant: int) -> str:
    near = _stops(store, unit, start=instant - _NEAR_MS, end=instant + _NEAR_MS)
    if near.empty:
        return ""
    place = int((near["time"] - instant).abs().to_numpy().argmin())
    start, end = (int(near[name].iloc[place]) for name in ("time", "end"))
    return f"; its nearest stop lasts from {iso(start)} to {iso(end)}"


def _may_speak(
    stops: pd.DataFrame, unit: EquipmentPath, book: ReasonBook, *, start: int, end: int
) -> bool:
    """Tell whether a machine gave no reason here, or people gave the one that stands now."""
    if any(reason_of(str(word)).group == "unspecified" for word in stops["reason"]):
        return True
    told = {
        entry.reason
        for entry in book.of(unit.line, start=start, end=end)
        if entry.unit == unit and not entry.force
    }
    return bool(told & set(stops["reason"]))
