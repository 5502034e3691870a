"""What an ERP exports of a run while it goes on: stock postings and completed orders, as CSV.

Journals enter; one folder per line leaves, each file in order of time, the same bytes however a
run was cut. A row is written whole and at once, so that whoever reads finds no half of one.
"""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from simulators.journal import Dispatch, JournalEvent, OrderChange, Source, StockPosting
from simulators.scenario import LineConfig

__all__ = ["ORDERS_FILE", "STOCK_FILE", "ErpExport"]

STOCK_FILE = "stock_postings.csv"
ORDERS_FILE = "orders.csv"
_STOCK_HEAD = ("time", "line", "unit", "order", "material", "quantity", "source")
_ORDER_HEAD = ("line", "order", "planned_by", "issued_by", "completed_by")


class _LineErp:
    """Books one line: an order is issued with its first dispatch at the first stage.

    It is completed when the last counter leaves it, by whom the last confirmation there was. What
    happens at t belongs to the order in force before t.
    """

    def __init__(self, config: LineConfig, *, stock: TextIO, orders: TextIO) -> None:
        self._config = config
        self._line = "/".join(config.path.split("/")[2:])
        self._first = frozenset(config.stages[0].units)
        self._stock, self._orders = stock, orders
        self._in_force: dict[str, str] = {}
        self._turns: list[OrderChange] = []
        self._issued: dict[str, Source] = {}
        self._confirmed: dict[str, Source] = {}
        _write(stock, _STOCK_HEAD)
        _write(orders, _ORDER_HEAD)

    def write(self, event: JournalEvent, /) -> None:
        """Take an event of the line."""
        if self._turns and event.t > self._turns[0].t:
            self.settle()
        match event:
            case OrderChange():
                self._turns.append(event)
            case StockPosting():
                posted = (event.unit, event.order, event.material, format(event.quantity, ".12g"))
                _write(self._stock, (_iso(event.t), self._line, *posted, event.source))
            case Dispatch(step="dispatched") if event.unit in self._first:
                self._issued.setdefault(self._in_force.get(event.unit, ""), event.source)
            case Dispatch(step="confirmed") if event.unit == self._config.last_counter:
                self._confirmed[self._in_force.get(event.unit, "")] = event.source
            case _:
                pass

    def settle(self) -> None:
        """Let the orders of the ms before be in force, and complete what the last counter left."""
        for turn in self._turns:
            before = self._in_force.get(turn.unit, "")
            self._in_force[turn.unit] = turn.order
            if turn.unit != self._config.last_counter or before in {"", turn.order}:
                continue
            if before in self._issued and before in self._confirmed:
                steps = (self._config.orders_planned_by, self._issued[before])
                _write(self._orders, (self._line, before, *steps, self._confirmed[before]))
        self._turns.clear()


class ErpExport:
    """Writes a folder named by its path for every line; give `sink` to the world."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()
        self._lines: list[_LineErp] = []

    def __enter__(self) -> Self:
        """Begin; files are written anew."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files."""
        for line in self._lines:
            line.settle()
        self._files.close()

    def sink(self, config: LineConfig) -> _LineErp:
        """Return the journal sink of a line."""
        folder = self._folder / config.path
        folder.mkdir(parents=True, exist_ok=True)
        stock, orders = (
            self._files.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in (STOCK_FILE, ORDERS_FILE)
        )
        line = _LineErp(config, stock=stock, orders=orders)
        self._lines.append(line)
        return line


def _write(file: TextIO, cells: Sequence[str]) -> None:
    csv.writer(file, lineterminator="\n").writerow(cells)
    file.flush()


def _iso(t: int) -> str:
    moment = datetime.fromtimestamp(t // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{t % 1000:03d}Z"
