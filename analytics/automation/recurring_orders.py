"""Records of orders that recur in, a record for each order at work out.

`*` in the name of a record stands for any text, as in master data. An ERP that tells the orders of
a line one by one knows them better: there no pattern counts.
"""

from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from analytics.automation.records import OrderRecord, Records
from contract.path import EquipmentPath

_ANY = "*"


def named_orders(records: Records, at_work: Iterable[tuple[EquipmentPath, str]]) -> Records:
    """Return records in which every order is told by its name.

    Args:
        records: as they were read.
        at_work: line and name of the orders that something is to be said about.
    """
    patterns = [one for one in records.orders if _ANY in one.order]
    if not patterns:
        return records
    named = tuple(one for one in records.orders if _ANY not in one.order)
    told = {one.line for one in named}
    found = (_of(patterns, line, order) for line, order in sorted(set(at_work)) if line not in told)
    return replace(records, orders=(*named, *(one for one in found if one is not None)))


def _of(patterns: list[OrderRecord], line: EquipmentPath, order: str) -> OrderRecord | None:
    fits = (one for one in patterns if one.line == line and fnmatchcase(order, one.order))
    first = next(fits, None)
    return None if first is None else replace(first, order=order)
