"""DP7: how many line items were inspected by machine while their order was known."""

from analytics.automation.counted import Counted, share
from analytics.automation.pieces import items_per_count, pieces_of
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen, line_of
from contract.path import EquipmentPath


def automatic_inspection_and_trace_rate(seen: Seen) -> Counted:
    """Divide inspected line items by those finished or scrapped at the last counter."""
    inspected = _inspected(seen)
    lines: dict[str, tuple[float, float]] = {}
    for (line, _), batch in seen.once(pieces_of).items():
        sure, whole = lines.get(line, (0.0, 0.0))
        sure += batch.good + batch.scrap
        # Told behind a silence, they may have been lost or sent back to be mended.
        lines[line] = sure, whole + batch.good + batch.scrap + batch.unknown_bad
    items, least, fewest = [], 0.0, 0.0
    for line, (sure, whole) in lines.items():
        if not whole:
            continue
        passed = inspected.get(line, 0.0)
        # As many of what is not sure as make the share the largest.
        of = min(max(passed, sure), whole)
        low, high = min(passed, sure), min(passed, whole)
        least, fewest = least + low, fewest + of
        path = EquipmentPath.parse(line)
        items.append(RateItem(path, "", high, whole, lower=low / whole, upper=high / (of or 1.0)))
    if seen.open or not items:
        return share(items, bounds=(0.0, 1.0))
    return share(
        items,
        bounds=(
            least / sum(item.denominator for item in items),
            sum(item.numerator for item in items) / (fewest or 1.0),
        ),
    )


def _inspected(seen: Seen) -> dict[str, float]:
    worth = items_per_count(seen)
    found: dict[str, float] = {}
    for unit, sums in seen.units.items():
        line = line_of(unit)
        count = sums["inspected_automatically"] * worth.get(unit, 1.0)
        found[line] = found.get(line, 0.0) + count
    return found
