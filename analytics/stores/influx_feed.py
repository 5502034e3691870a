"""The change feed on InfluxDB: a cursor in, the commits behind it and the next cursor out.

A look costs two small requests however long the feed is; a backlog is read in pages.
"""

from collections.abc import Mapping

import pandas as pd

from analytics.history import Changes, Cursor, Feed, advance
from analytics.stores.influx_reader import InfluxReader, paths
from contract.series import CHANGE, LINE_TAGS
from influx.influxql import below, columns, instant, name, text

_PAGE = 20_000
# Feeds whose clocks are so close together are read at once.
_TOGETHER_MS = 60_000
_COLUMNS = columns(("first", "last", "worker", *LINE_TAGS))

_Row = tuple[Feed, int, int, int]


class InfluxFeed:
    """Reads the series `change`."""

    def __init__(self, reader: InfluxReader, *, overlap_ms: int) -> None:
        self._reader = reader
        self._overlap_ms = overlap_ms

    def since(self, cursor: Cursor) -> Changes:
        """Return the commits behind `cursor`, each once, also those that became visible late."""
        newest = self._newest()
        top = max(newest.values(), default=0)
        known = {feed: time for feed, time in cursor.positions.items() if feed in newest}
        fresh = {feed: time for feed, time in known.items() if time >= top - _TOGETHER_MS}
        found = self._after(fresh) if fresh else []
        for feed, time in newest.items():
            # What became visible late behind an old position is a repetition, told again since.
            if feed not in fresh and time > known.get(feed, -1):
                found += self._backlog(feed, known.get(feed))
        return advance(cursor, found, overlap_ms=self._overlap_ms)

    def _newest(self) -> dict[Feed, int]:
        """Return the newest change time of every feed that is still stored."""
        rows = self._reader.rows(CHANGE, 'last("first")', group_by=CHANGE.tags)
        if rows.empty:
            return {}
        return {
            Feed(worker, line): int(time)
            for worker, line, time in zip(
                rows["worker"], paths(rows, LINE_TAGS), rows["time"], strict=True
            )
        }

    def _after(self, positions: Mapping[Feed, int]) -> list[_Row]:
        """Read feeds of about the same position at once, each from its own overlap on."""
        begin = min(positions.values()) - self._overlap_ms
        rows = self._reader.rows(CHANGE, _COLUMNS, where=[f"time > {instant(begin)}"])
        return [
            row
            for row in _told(rows)
            if row[0] in positions and row[1] > positions[row[0]] - self._overlap_ms
        ]

    def _backlog(self, feed: Feed, position: int | None) -> list[_Row]:
        """Read one feed from a position, or whole; a full page is told as one commit."""
        of_feed = f"{name('worker')} = {text(feed.worker)} AND {below(feed.line)}"
        after = -1 if position is None else position - self._overlap_ms
        found: list[_Row] = []
        while True:
            rows = _told(
                self._reader.rows(
                    CHANGE,
                    _COLUMNS,
                    where=[of_feed, f"time > {instant(after)}"],
                    tail=f"LIMIT {_PAGE}",
                )
            )
            if len(rows) < _PAGE:
                return found + rows
            after = rows[-1][1]
            first, last = min(row[2] for row in rows), max(row[3] for row in rows)
            found.append((feed, after, first, last))


def _told(rows: pd.DataFrame) -> list[_Row]:
    if rows.empty:
        return []
    feeds = [
        Feed(worker, line)
        for worker, line in zip(rows["worker"], paths(rows, LINE_TAGS), strict=True)
    ]
    times, firsts, lasts = (rows[one].astype("int64").tolist() for one in ("time", "first", "last"))
    return list(zip(feeds, times, firsts, lasts, strict=True))
