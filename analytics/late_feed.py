"""The book of late reasons in, each entry that is new to the loop out, once.

How far it was read is kept among the cursors of the change feed, under a worker's name that no
ingest can have.
"""

from collections.abc import Mapping

from analytics.books import LateReason, ReasonBook
from analytics.history import WRITE_TIMEOUT_MS, Feed
from contract.path import EquipmentPath

LATE_REASON = "late reason"
# A client id has no blank.
_WORKER = "late reasons"


def is_late_feed(feed: Feed) -> bool:
    """Tell the position in the book of late reasons from one in the change feed."""
    return feed.worker == _WORKER


class LateFeed:
    """Knows how far the book was read; one write time-out before that is read again."""

    def __init__(self, book: ReasonBook) -> None:
        self._book = book
        self._positions: dict[EquipmentPath, int] = {}
        self._from = 0
        self._taken: set[tuple[EquipmentPath, int]] = set()

    def resume(self, stored: Mapping[Feed, int]) -> None:
        """Go on behind the stored positions."""
        self._positions = {feed.line: at for feed, at in stored.items() if is_late_feed(feed)}

    def news(self) -> bool:
        """Tell whether there is an entry that was not taken."""
        return bool(self._new())

    def take(self) -> list[tuple[LateReason, Feed, set[str]]]:
        """Return the entries not taken yet, each with its feed and the reason of a revision.

        One at or before the stored position is only read again, and no reason by itself.
        """
        found = self._new()
        for one in found:
            self._taken.add((one.unit, one.given_at))
        if found:
            self._from = max(self._from, max(one.given_at for one in found) - WRITE_TIMEOUT_MS)
            self._taken = {key for key in self._taken if key[1] >= self._from}
        return [
            (one, Feed(_WORKER, one.unit.line), {LATE_REASON} if self._is_news(one) else set())
            for one in found
        ]

    def _is_news(self, one: LateReason) -> bool:
        return one.given_at > self._positions.get(one.unit.line, 0)

    def _new(self) -> list[LateReason]:
        return [
            one
            for one in self._book.given_since(self._from)
            if (one.unit, one.given_at) not in self._taken
            and one.given_at > self._positions.get(one.unit.line, 0) - WRITE_TIMEOUT_MS
        ]
