"""Which order a line runs, and so which stage is its constraint, over time.

The line follows the order timeline of the first unit of the running constraint and passes to the
next order's constraint at the instant this unit starts the next order (domain reference 1.6.4).
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.master.validity import BEGINNING
from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.rates import Followed, LineRates
from analytics.oee.time_model import ORDER_CONTEXTS

_ACTIVE = ORDER_CONTEXTS.index("active")
_LOST = ORDER_CONTEXTS.index("unavailable")


@dataclass(frozen=True, slots=True)
class LineCarry:
    """What a line was doing when a slice begins.

    Args:
        order, product: of the order it runs; empty while it runs none.
        stage_product: the product whose constraint it follows, which outlives its order.
        rates_at: the last change of rates before that order began, ms UTC.
    """

    order: str = ""
    product: str = ""
    stage_product: str = ""
    rates_at: int = BEGINNING


@dataclass(frozen=True, slots=True)
class Phase:
    """From `start` (ms UTC) on the line runs this order and follows this product's constraint.

    The rates that held when the order began, `rates_at`, count as long as it runs: with others the
    constraint might pass to a unit that is at another order.
    """

    start: int
    order: str
    product: str
    stage_product: str
    rates_at: int = BEGINNING

    @property
    def followed(self) -> Followed:
        """Whose constraint counts, and by which rates."""
        return Followed(self.stage_product, self.rates_at)


@dataclass(frozen=True, slots=True)
class _OrderEvent:
    """At `t` a unit takes up an order, or only ends the last one (then `order` is empty)."""

    t: int
    order: str
    product: str
    ended: str


def line_carry(line_segments: pd.DataFrame, rates: LineRates) -> LineCarry:
    """Return the carry at the end of a line's own segments (rows of one line, not void)."""
    if line_segments.empty:
        return LineCarry()
    rows = line_segments.sort_values("time", kind="stable")
    worked = rows[rows["product"] != ""]
    begun = order_start(rows)
    return LineCarry(
        order=str(rows["order"].iloc[-1]),
        product=str(rows["product"].iloc[-1]),
        stage_product="" if worked.empty else str(worked["product"].iloc[-1]),
        rates_at=BEGINNING if begun is None else rates.valid_since(begun),
    )


def order_start(line_segments: pd.DataFrame) -> int | None:
    """Return when the last order of a line's segments in order of time began, None without one.

    An order that was at work already where the segments begin, begins there.
    """
    pairs = line_segments[["order", "product"]]
    worked = (pairs["order"] != "") | (pairs["product"] != "")
    begun = line_segments["time"][worked & pairs.ne(pairs.shift()).any(axis=1)]
    return None if begun.empty else int(begun.iloc[-1])


def first_product(line: LineColumns, scheduled: str) -> str:
    """Return the product whose constraint a line follows before any order starts."""
    if scheduled:
        return scheduled
    empty = line.products.index("")
    starts = [
        (int(unit.t[known[0]]), line.products[unit.product[known[0]]])
        for unit in line.units
        if len(known := (unit.product != empty).nonzero()[0])
    ]
    return min(starts, default=(0, ""))[1]


def phases_of(
    line: LineColumns, rates: LineRates, *, start: int, end: int, carry: LineCarry
) -> list[Phase]:
    """Return the phases of a line over [start, end); the first begins at `start`."""
    events: dict[str, list[_OrderEvent]] = {}

    def events_of(unit: str) -> list[_OrderEvent]:
        if unit not in events:
            events[unit] = _order_events(line, line.unit(unit), start=start, end=end)
        return events[unit]

    phases = [Phase(start, carry.order, carry.product, carry.stage_product, carry.rates_at)]
    for phase in _follow(phases[0], rates, events_of):
        if phase.start == phases[-1].start:
            phases.pop()
        phases.append(phase)
    return phases


def _follow(
    first: Phase, rates: LineRates, events_of: Callable[[str], list[_OrderEvent]]
) -> list[Phase]:
    now, seen = first, first.start - 1
    found: list[Phase] = []
    while True:
        events = events_of(rates.constraint_unit(now.stage_product, at=now.rates_at))
        # The unit just passed to may have had an event at this very instant: it is the same start.
        position = bisect_left([event.t for event in events], seen + 1)
        if position == len(events):
            return found
        event = events[position]
        seen = event.t
        if event.order or event.product:
            follows = event.product or now.stage_product
            same = (event.order, event.product) == (now.order, now.product)
            begun = now.rates_at if same else rates.valid_since(event.t)
            passed = Phase(event.t, event.order, event.product, follows, begun)
        elif event.ended == now.order:
            passed = Phase(event.t, "", "", now.stage_product, now.rates_at)
        else:
            continue
        if (passed.order, passed.product) != (now.order, now.product):
            found.append(passed)
        now = passed


def _order_events(
    line: LineColumns, unit: UnitColumns | None, *, start: int, end: int
) -> list[_OrderEvent]:
    """Return a unit's changes of order in [start, end); the first sample of all is one."""
    if unit is None:
        return []
    held: tuple[str, str] = ("", "")
    found: list[_OrderEvent] = []
    changed = (unit.order[1:] != unit.order[:-1]) | (unit.product[1:] != unit.product[:-1])
    changed |= unit.order_context[1:] != unit.order_context[:-1]
    for index in (0, *(changed.nonzero()[0] + 1).tolist()) if len(unit.t) else ():
        context = unit.order_context[index]
        if context == _LOST:
            # An order that the source cannot name now is still the one it named last.
            continue
        active = context == _ACTIVE
        order = line.orders[unit.order[index]] if active else ""
        product = line.products[unit.product[index]] if active else ""
        if (order, product) == held:
            continue
        t = int(unit.t[index])
        if start <= t < end:
            found.append(_OrderEvent(t, order, product, held[0]))
        held = order, product
    return found
