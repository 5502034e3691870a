"""A6: how many finished line items no hand touched; without identity of pieces, by batch."""

from collections.abc import Mapping
from math import fsum

from analytics.automation.counted import Counted, share
from analytics.automation.pieces import Pieces, pieces_of
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen, line_of
from contract.path import EquipmentPath

_Touches = Mapping[tuple[str, str], float]


def hands_off_yield(seen: Seen) -> Counted:
    """Take touches and rework of each batch from its finished line items."""
    touches = _touches(seen)
    manual = {
        str(one.path.line) for one in seen.sums.register.operations if one.control_type == "manual"
    }
    crossed = {line_of(unit) for unit in seen.crossed}
    batches = seen.once(pieces_of)
    items = [
        _item(key, batch, touches, hands_off=key[0] not in manual)
        for key, batch in batches.items()
        if batch.good > 0
    ]
    if open_lines := {line_of(unit) for unit in seen.open}:
        upper = 1.0 if open_lines - manual else None
        counted = share(items)
        return share(items, bounds=(0.0, upper if upper is not None else counted.upper or 0.0))
    return share(items, bounds=_bounds(items, crossed - manual, batches, touches))


def _item(key: tuple[str, str], batch: Pieces, touches: _Touches, *, hands_off: bool) -> RateItem:
    line, order = key
    left = max(0.0, batch.good - touches.get(key, 0.0) - batch.rework) * hands_off
    least = max(0.0, left - batch.unknown_rework)
    return RateItem(
        EquipmentPath.parse(line),
        order,
        left,
        batch.good,
        lower=least / batch.good,
        upper=left / batch.good,
    )


def _bounds(
    items: list[RateItem],
    crossed: set[str],
    batches: Mapping[tuple[str, str], Pieces],
    touches: _Touches,
) -> tuple[float, float] | None:
    """Where an order changed unseen, a touch may belong to any batch of its line."""
    whole = fsum(item.denominator for item in items)
    if not crossed or not whole:
        return None
    sure = [item for item in items if str(item.path) not in crossed]
    least = fsum(item.denominator * (item.lower or 0.0) for item in sure)
    most = fsum(item.denominator * (item.upper or 0.0) for item in sure)
    for line in crossed:
        own = [batch for (owner, _), batch in batches.items() if owner == line]
        good = fsum(batch.good for batch in own)
        lost = fsum(batch.rework + batch.unknown_rework for batch in own)
        lost += fsum(count for (owner, _), count in touches.items() if owner == line)
        least += max(0.0, good - lost)
        most += good
    return least / whole, most / whole


def _touches(seen: Seen) -> _Touches:
    found: dict[tuple[str, str], float] = {}
    for (unit, order), sums in seen.orders.items():
        key = (line_of(unit), order)
        found[key] = found.get(key, 0.0) + sums["manual_touches"]
    return found
