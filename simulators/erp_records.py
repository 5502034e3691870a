"""What an ERP would export of a run: stock postings and production orders, as CSV.

Journals of all lines enter; rows in order of time leave, the same bytes however a run was cut.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from simulators.journal import JournalEvent, StockPosting
from simulators.truth_orders import OrderTruth

__all__ = ["ORDERS_FILE", "STOCK_FILE", "StockPostings", "write_orders"]

STOCK_FILE = "stock_postings.csv"
ORDERS_FILE = "orders.csv"
_STOCK_HEAD = ("time", "line", "unit", "order", "material", "quantity", "source")
_ORDER_HEAD = ("line", "order", "planned_by", "issued_by", "completed_by")


class _LineSink:
    def __init__(self, line: str) -> None:
        self._line = line
        self.rows: list[tuple[int, Sequence[str]]] = []

    def write(self, event: JournalEvent, /) -> None:
        """Keep stock postings."""
        if isinstance(event, StockPosting):
            row = (self._line, event.unit, event.order, event.material)
            quantity = format(event.quantity, ".12g")
            self.rows.append((event.t, (_iso(event.t), *row, quantity, event.source)))


class StockPostings:
    """Collects the postings of every line of one site; give `sink` to the world."""

    def __init__(self) -> None:
        self._sinks: list[_LineSink] = []

    def sink(self, path: str) -> _LineSink:
        """Return the journal sink of a line, by its work-center id."""
        sink = _LineSink(_line(path))
        self._sinks.append(sink)
        return sink

    def write(self, folder: Path) -> Path:
        """Write what was posted so far; return the file."""
        rows = sorted(
            (row for sink in self._sinks for row in sink.rows), key=lambda row: (row[0], row[1][1])
        )
        return _write(folder / STOCK_FILE, _STOCK_HEAD, (cells for _, cells in rows))


def write_orders(folder: Path, orders: Iterable[OrderTruth]) -> Path:
    """Write the orders that were completed; return the file."""
    rows = (
        (_line(one.line), one.order, one.planned_by, one.issued_by, one.completed_by)
        for one in orders
        if one.completed_at is not None and one.issued_by and one.completed_by
    )
    return _write(folder / ORDERS_FILE, _ORDER_HEAD, rows)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    return path


def _line(path: str) -> str:
    """Return area and line, as files of one site name them."""
    return "/".join(path.split("/")[2:])


def _iso(t: int) -> str:
    moment = datetime.fromtimestamp(t // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{t % 1000:03d}Z"
