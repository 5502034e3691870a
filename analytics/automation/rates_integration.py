"""DM7: how many orders went from plan to stock without anybody keying them in."""

from analytics.automation.counted import Counted, share
from analytics.automation.rate import RateItem
from analytics.automation.records import OrderRecord
from analytics.automation.seen import Seen, line_of
from contract.path import EquipmentPath
from contract.rates import Status

_STEPS = ("planned_by", "issued_by", "completed_by")


def production_supply_sales_integration(seen: Seen) -> Counted:
    """Count orders of the period; one that the records do not tell whole is not counted."""
    records = {(str(one.line), one.order): one for one in seen.sums.records.orders}
    orders = _orders(seen)
    items = [_item(line, order, records.get((line, order)), seen) for line, order in orders]
    here = bool(seen.sums.records.orders and seen.sums.records.stock)
    told = any(item.denominator for item in items)
    unseen = [_item(*key, records[key], seen) for key in _unseen(seen) if key in records]
    status: Status | None = "missing" if not here or (orders and not told) else None
    return share(items, status=status, bounds=_bounds(items, unseen))


def _bounds(items: list[RateItem], unseen: list[RateItem]) -> tuple[float, float] | None:
    """Add orders that the records do not tell, and those that may have been at work unseen."""
    fluent = sum(item.numerator for item in items)
    untold = len(items) - sum(item.denominator for item in items)
    more = sum(item.numerator for item in unseen)
    lower, upper = len(items) + len(unseen) - more, len(items) + more
    if not items:
        return (0.0, 1.0) if unseen else None
    return fluent / lower, (fluent + untold + more) / upper


def _item(line: str, order: str, record: OrderRecord | None, seen: Seen) -> RateItem:
    path = EquipmentPath.parse(line)
    postings = [
        one
        for one in seen.sums.records.stock
        if one.order == order and (one.path.lies_in(path) or path.lies_in(one.path))
    ]
    if record is None or not postings:
        return RateItem(path, order, 0.0, 0.0, lower=0.0, upper=1.0)
    fluent = float(
        all(getattr(record, step) == "system" for step in _STEPS)
        and not any(one.keyed for one in postings)
    )
    return RateItem(path, order, fluent, 1.0, lower=fluent, upper=fluent)


def _orders(seen: Seen) -> list[tuple[str, str]]:
    """Return line and name of every order at work in the period."""
    found = {(line_of(unit), order) for unit, order in seen.orders if order}
    rows = seen.sums.segments
    if len(rows):
        named = rows.loc[rows["order"] != "", ["path", "order"]].drop_duplicates()
        found |= {
            (line_of(path), order)
            for path, order in zip(named["path"], named["order"], strict=True)
        }
    return sorted(found)


def _unseen(seen: Seen) -> list[tuple[str, str]]:
    """Return line and name of orders that were posted on while something of the line was silent."""
    known = set(_orders(seen))
    period = seen.sums.period
    posted = {one.order for one in seen.sums.records.stock if period.start <= one.time < period.end}
    dark = {line_of(path) for path, unit in seen.units.items() if unit["unknown_time_s"] > 0}
    dark |= {line_of(path) for path in seen.open}
    return [
        key
        for one in seen.sums.records.orders
        if one.order in posted and (key := (str(one.line), one.order)) not in known
        if key[0] in dark
    ]
