"""What MES, ERP and the utility say, as CSV files of some folders in; records and mistakes out.

Each file may stand in any of the folders or in none; with a mistake, none of them is used.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from analytics.automation import records_columns as cell
from analytics.automation.cells import line_at, since
from analytics.automation.links import LINKS
from analytics.automation.records import (
    BillRecord,
    FactorRecord,
    LinkRecord,
    MaterialRecord,
    OrderRecord,
    Records,
    ReuseRecord,
    StockRecord,
)
from analytics.automation.sheet import Column, Mistake, Row, read_sheet, strangers
from analytics.master.calendar import Calendar
from contract.path import EquipmentPath

ORDERS_FILE = "orders.csv"
STOCK_FILE = "stock_postings.csv"
LINKS_FILE = "links.csv"
BILLS_FILE = "bills.csv"
FACTORS_FILE = "emission_factors.csv"
MATERIALS_FILE = "materials.csv"
REUSE_FILE = "reuse.csv"
FILES = (
    ORDERS_FILE,
    STOCK_FILE,
    LINKS_FILE,
    BILLS_FILE,
    FACTORS_FILE,
    MATERIALS_FILE,
    REUSE_FILE,
)

_Columns = tuple[Column[Any], ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RecordsPlace:
    """Whose records they are: a site, its lines (none: any) and the calendar of its days."""

    site: EquipmentPath
    lines: Collection[EquipmentPath]
    calendar: Calendar


def read_records(folders: Sequence[Path], place: RecordsPlace) -> tuple[Records, list[Mistake]]:
    """Read every file of some folders; with mistakes, nothing of the records is to be used."""
    reader = _Reader(folders, place)
    records = Records(
        orders=reader.orders(),
        stock=reader.stock(),
        links=reader.links(),
        bills=reader.bills(),
        factors=reader.factors(),
        materials={one.product: one for one in reader.materials()},
        reuse=reader.reuse(),
    )
    return records, reader.mistakes


class _Spanning(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def _overlap(one: _Spanning, other: _Spanning) -> bool:
    return one.start < other.end and other.start < one.end


class _Reader:
    """Reads one kind of record after the other; cells that are wrong become empty ones."""

    def __init__(self, folders: Sequence[Path], place: RecordsPlace) -> None:
        self._folders = folders
        self._site = place.site
        self._line = Column("line", line_at(place.site, place.lines))
        self._start = Column("start", since(place.calendar))
        self._end = Column("end", since(place.calendar))
        self._since = Column("since", since(place.calendar))
        self.mistakes = [one for folder in folders for one in strangers(folder, FILES)]

    def orders(self) -> tuple[OrderRecord, ...]:
        def make(row: Row) -> OrderRecord:
            return OrderRecord(
                line=row.must(self._line, self._site),
                order=row.must(cell.ORDER, ""),
                planned_by=row.must(cell.PLANNED_BY, ""),
                issued_by=row.must(cell.ISSUED_BY, ""),
                completed_by=row.must(cell.COMPLETED_BY, ""),
            )

        columns = (self._line, *cell.OF_ORDER)
        return self._read(ORDERS_FILE, columns, make, once=lambda one: (one.line, one.order))

    def stock(self) -> tuple[StockRecord, ...]:
        def make(row: Row) -> StockRecord:
            line, unit = row.must(self._line, self._site), row.of(cell.UNIT)
            return StockRecord(
                time=row.must(cell.TIME, 0),
                path=line.unit(unit) if unit and line.work_center else line,
                order=row.must(cell.ORDER, ""),
                material=row.must(cell.MATERIAL, ""),
                quantity=row.must(cell.QUANTITY, 0.0),
                keyed=row.must(cell.SOURCE, "") == "hand",
            )

        # The same posting may be made twice.
        return self._read(STOCK_FILE, (cell.TIME, self._line, *cell.OF_STOCK), make)

    def links(self) -> tuple[LinkRecord, ...]:
        def make(row: Row) -> LinkRecord:
            link = row.must(cell.LINK, "")
            return LinkRecord(
                link,
                *LINKS.get(link, ("", "")),
                captured_automatically=row.must(cell.CAPTURED, instead=False),
                run_on_system=row.must(cell.ON_SYSTEM, instead=False),
                evidence=row.of(cell.EVIDENCE) or (),
            )

        found = self._read(LINKS_FILE, cell.OF_LINK, make, once=lambda one: one.id)
        missing = ", ".join(sorted(set(LINKS) - {one.id for one in found}))
        if found and missing and not any(LINKS_FILE in one.file for one in self.mistakes):
            where = next(f / LINKS_FILE for f in self._folders if (f / LINKS_FILE).exists())
            wrong = f"says nothing of {missing}"
            allowed = f"give each of the {len(LINKS)} links a row"
            self.mistakes.append(Mistake(str(where), 0, cell.LINK.name, wrong, allowed))
        return found

    def bills(self) -> tuple[BillRecord, ...]:
        def make(row: Row) -> BillRecord:
            carrier = row.must(cell.CARRIER, "")
            start, end = self._span(row)
            amount, unit = row.must(cell.AMOUNT, 0.0), row.must(cell.UNIT_OF_AMOUNT, "")
            tce = row.must(cell.TCE_PER_UNIT, 0.0)
            return BillRecord(self._site, carrier, start, end, amount, unit, tce)

        columns = (cell.CARRIER, self._start, self._end, *cell.OF_BILL)
        return self._read(BILLS_FILE, columns, make, once=lambda one: one.carrier, clash=_overlap)

    def factors(self) -> tuple[FactorRecord, ...]:
        def make(row: Row) -> FactorRecord:
            return FactorRecord(
                meter=row.must(cell.METER, ""),
                since=row.must(self._since, 0),
                kg_co2e_per_unit=row.must(cell.FACTOR, 0.0),
                source=row.must(cell.CITED, ""),
                site=self._site,
            )

        columns = (cell.METER, self._since, cell.FACTOR, cell.CITED)
        return self._read(FACTORS_FILE, columns, make, once=lambda one: (one.meter, one.since))

    def materials(self) -> tuple[MaterialRecord, ...]:
        def make(row: Row) -> MaterialRecord:
            return MaterialRecord(
                row.must(cell.PRODUCT, ""), row.must(cell.VALUE, 0.0), row.must(cell.REWORK, 0.0)
            )

        columns = (cell.PRODUCT, cell.VALUE, cell.REWORK)
        return self._read(MATERIALS_FILE, columns, make, once=lambda one: one.product)

    def reuse(self) -> tuple[ReuseRecord, ...]:
        def make(row: Row) -> ReuseRecord:
            line = row.must(self._line, self._site)
            return ReuseRecord(line, *self._span(row), row.must(cell.REUSED, 0.0))

        columns = (self._line, self._start, self._end, cell.REUSED)
        return self._read(REUSE_FILE, columns, make, once=lambda one: one.line, clash=_overlap)

    def _span(self, row: Row) -> tuple[int, int]:
        start, end = row.of(self._start, cell.ALWAYS), row.of(self._end, cell.ALWAYS)
        if start is not None and end is not None and end <= start:
            allowed = "write the first day that it is not for"
            row.tell("does not lie behind the start", allowed, column=self._end.name)
        return start or 0, end or 0

    def _read(
        self,
        name: str,
        columns: _Columns,
        make: Callable[[Row], _T],
        *,
        once: Callable[[_T], Hashable] | None = None,
        clash: Callable[[_T, _T], bool] = lambda _one, _other: True,
    ) -> tuple[_T, ...]:
        """Read one file of every folder.

        Args:
            name: of the file.
            columns: of its header.
            make: makes a record of a row.
            once: what two rows must not have in common; None where they may be equal.
            clash: tells whether two records with that in common exclude each other.
        """
        found: list[_T] = []
        alike: dict[Hashable, list[tuple[_T, str]]] = {}
        for path in (folder / name for folder in self._folders):
            if not path.exists():
                continue
            sheet = read_sheet(path, columns)
            for row in sheet.rows:
                one = make(row)
                if row.spoiled:
                    continue
                found.append(one)
                others = alike.setdefault(once(one), []) if once else []
                again = next((where for other, where in others if clash(one, other)), "")
                if again:
                    row.tell(f"says again what {again} says", "keep one of them")
                others.append((one, f"row {row.number} of {path.parent.name}/{name}"))
            self.mistakes += sheet.mistakes
        return tuple(found)
