"""Earlier contents of master data and a line's stored rows in, what must be done anew out. Pure.

Where samples have expired, changed rates and figures are taken from stored segments, and whatever
else changed is refused with a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.master.changes import CALENDAR, UNREAD, MasterChange, Stood, changes_between
from analytics.master.data import MasterData
from analytics.progress import StoredWork, Stretch
from analytics.queries import iso


@dataclass(frozen=True, slots=True)
class MasterWork:
    """What changed master data ask for on one line.

    Args:
        samples: event times to compute again from samples.
        stored: what is done with stored segments.
        why: reason of the revisions.
        refused: a sentence about what stays as it was; empty where nothing does.
        moved_from: from when on (ms) the calendar may have lost windows that stand.
    """

    samples: Stretch | None
    stored: tuple[StoredWork, ...]
    why: str
    refused: str
    moved_from: int | None = None


def work_of(
    olds: Sequence[MasterData],
    new: MasterData,
    line: Stood,
    *,
    samples_from: int,
    unread: bool = False,
) -> MasterWork | None:
    """Return what to do about a line, None where its rows stand on what is said now.

    Args:
        olds: every content that stored rows may rest on, as far as it can be read.
        new: what is said now.
        line: its run, as far as rows stand.
        samples_from: start of the first hour whose samples are all there, ms.
        unread: there are others that cannot be read, so anything may have changed.
    """
    found = {change for old in olds for change in changes_between(old, new, line)}
    found |= {MasterChange(UNREAD, "samples")} if unread else set()
    if not found:
        return None
    by_effect = {
        effect: [max(one.since, line.start) for one in found if one.effect == effect]
        for effect in ("samples", "rates", "figures")
    }
    anew = [*by_effect["samples"], *by_effect["rates"]]
    first = max(min(anew, default=line.end), samples_from)
    stored: list[StoredWork] = []
    gone = max(line.start, min(samples_from, line.end))
    rates_since = min(by_effect["rates"], default=line.end)
    if rates_since < gone:
        old = olds[0].line(line.path, line.units) if len(olds) == 1 and not unread else None
        stored.append(StoredWork(rates_since, gone, rates=True, old=old))
    if by_effect["figures"]:
        last = min(first, line.end)
        stored += [
            StoredWork(begin, end)
            for begin, end in ((line.start, min(rates_since, gone)), (gone, last))
            if begin < end
        ]
    names = ", ".join(sorted({one.what for one in found}))
    return MasterWork(
        samples=Stretch(first, line.end) if anew and first < line.end else None,
        stored=tuple(stored),
        why=f"changed master data: {names}",
        refused=_refused(line, found, gone),
        moved_from=first if any(one.what in {CALENDAR, UNREAD} for one in found) else None,
    )


def _refused(line: Stood, found: set[MasterChange], gone: int) -> str:
    kept = sorted(
        {one.what for one in found if one.effect == "samples" and max(one.since, line.start) < gone}
    )
    if not kept:
        return ""
    return (
        f"{line.path}: changed {', '.join(kept)} cannot be applied before {iso(gone)}, for the"
        " samples of that time have expired: its rows stay as they were"
    )
