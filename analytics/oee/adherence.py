"""Produced against plan and schedule adherence: orders with their planned times beside the real.

Segments of one line and what master data plan of its orders enter; a row per order leaves. The
definition is ours: an order adheres when it ended on the line no later than its planned end (or
the day it is due, where no end is planned) plus a tolerance, whatever it gave; how much it gave
stands beside it. Adherence is the share of such orders among those due in a range.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

import pandas as pd

from analytics.master.calendar import Calendar, ShiftInstance
from analytics.master.file import Order
from analytics.master.order_times import is_recurring, planned_instant

_DAY_MS = timedelta(days=1) // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order of a line; instants in ms UTC, quantities in line items, None where unknown.

    Args:
        order: its id; of a recurring order that was not seen, the id with its star.
        actual_end: None while it runs, and where it was not seen.
        on_time: None where nothing was planned or it may still end in time.
    """

    order: str
    product: str
    planned_start: int | None
    planned_end: int | None
    due: int | None
    planned_quantity: float | None
    actual_start: int | None
    actual_end: int | None
    produced_quantity: float
    good_quantity: float
    on_time: bool | None

    @property
    def deadline(self) -> int | None:
        """When it has to have ended: its planned end, else the time it is due."""
        return self.due if self.planned_end is None else self.planned_end

    @property
    def start_deviation_s(self) -> float | None:
        """How much later than planned it began; negative is earlier."""
        return _seconds_after(self.actual_start, self.planned_start)

    @property
    def end_deviation_s(self) -> float | None:
        """How much later than its deadline it ended; negative is earlier."""
        return _seconds_after(self.actual_end, self.deadline)

    @property
    def quantity_deviation(self) -> float | None:
        """How many good items more than planned it gave; negative is fewer."""
        return None if self.planned_quantity is None else self.good_quantity - self.planned_quantity


@dataclass(frozen=True, slots=True)
class Adherence:
    """Orders due in a range of which it is known whether they ended in time."""

    due: int
    on_time: int
    planned_quantity: float
    good_quantity: float

    @property
    def ratio(self) -> float | None:
        """Schedule adherence; None where no order was due."""
        return self.on_time / self.due if self.due else None

    @property
    def attainment(self) -> float | None:
        """Produced against plan: good items of each planned one; None without a plan."""
        return self.good_quantity / self.planned_quantity if self.planned_quantity else None


@dataclass(frozen=True, slots=True)
class Horizon:
    """The range [start, end) that is asked for, and up to where the line is known (ms UTC).

    Args:
        ended: nothing follows; an order that is known up to the end has ended.
    """

    start: int
    end: int
    now: int
    ended: bool = False


def order_rows(
    segments: pd.DataFrame,
    orders: Sequence[Order],
    calendar: Calendar,
    *,
    horizon: Horizon,
    tolerance_s: float = 0.0,
) -> tuple[OrderRow, ...]:
    """Return the orders that were due in a range or worked on in it, in order of time.

    `segments` are rows of one line's own segments, no void ones, as far around the range as its
    orders reach. A recurring order is planned for the shift in which it began; a shift in which
    none began has a row without real times.
    """
    found: list[OrderRow] = []
    begun: set[tuple[str, int]] = set()
    for order, rows in segments[segments["order"] != ""].groupby("order", sort=True):
        start, last = int(rows["time"].min()), int(rows["end"].max())
        plan = next((entry for entry in orders if fnmatchcase(str(order), entry.id)), None)
        shift = _shift_at(calendar, start)
        if plan is not None:
            begun.add((plan.id, shift.start if shift and is_recurring(plan) else 0))
        row = _row(
            plan,
            calendar,
            None if shift is None else shift.start,
            seen=_Seen(
                str(order),
                str(rows["product"].iloc[-1]),
                start,
                last if last < horizon.now or horizon.ended else None,
                math.fsum(rows["produced_quantity"]),
                math.fsum(rows["good_quantity"]),
            ),
            late_after=horizon.now - tolerance_s * 1000,
            tolerance_ms=tolerance_s * 1000,
        )
        if (start < horizon.end and horizon.start < last) or _is_due(row, horizon):
            found.append(row)
    for plan, shift_start in _expected(orders, calendar, horizon):
        if (plan.id, shift_start or 0) not in begun:
            row = _row(
                plan,
                calendar,
                shift_start,
                seen=_Seen(plan.id, plan.product),
                late_after=horizon.now - tolerance_s * 1000,
                tolerance_ms=tolerance_s * 1000,
            )
            if _is_due(row, horizon):
                found.append(row)
    return tuple(sorted(found, key=_by_time))


def adherence_of(rows: Sequence[OrderRow], *, start: int, end: int) -> Adherence:
    """Sum the orders whose deadline lies in [start, end) and has been met or missed."""
    decided = [
        row
        for row in rows
        if row.on_time is not None and row.deadline is not None and start <= row.deadline < end
    ]
    return Adherence(
        due=len(decided),
        on_time=sum(row.on_time is True for row in decided),
        planned_quantity=math.fsum(row.planned_quantity or 0.0 for row in decided),
        good_quantity=math.fsum(row.good_quantity for row in decided),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a line did of an order; nothing of one that was not seen."""

    order: str
    product: str
    start: int | None = None
    end: int | None = None
    produced: float = 0.0
    good: float = 0.0


def _row(
    plan: Order | None,
    calendar: Calendar,
    shift_start: int | None,
    *,
    seen: _Seen,
    late_after: float,
    tolerance_ms: float,
) -> OrderRow:
    def planned(text: str) -> int | None:
        return planned_instant(text, calendar, shift_start=shift_start)

    starts, ends, due = (
        (None, None, None)
        if plan is None
        else (planned(plan.planned_start), planned(plan.planned_end), planned(plan.due))
    )
    deadline = due if ends is None else ends
    on_time: bool | None = None
    if deadline is not None:
        if seen.end is not None:
            on_time = seen.end <= deadline + tolerance_ms
        elif late_after > deadline:
            on_time = False
    return OrderRow(
        order=seen.order,
        product=seen.product or ("" if plan is None else plan.product),
        planned_start=starts,
        planned_end=ends,
        due=due,
        planned_quantity=None if plan is None else plan.planned_quantity,
        actual_start=seen.start,
        actual_end=seen.end,
        produced_quantity=seen.produced,
        good_quantity=seen.good,
        on_time=on_time,
    )


def _expected(
    orders: Sequence[Order], calendar: Calendar, horizon: Horizon
) -> Iterator[tuple[Order, int | None]]:
    """Yield the planned orders that may be due in the range, with the start of their shift."""
    # A recurring order is due at most some days after the start of its shift.
    shifts = calendar.shifts(horizon.start - 7 * _DAY_MS, horizon.end)
    for order in orders:
        if is_recurring(order):
            yield from ((order, shift.start) for shift in shifts)
        else:
            yield order, None


def _shift_at(calendar: Calendar, instant: int) -> ShiftInstance | None:
    return next(iter(calendar.shifts(instant, instant + 1)), None)


def _is_due(row: OrderRow, horizon: Horizon) -> bool:
    return row.deadline is not None and horizon.start <= row.deadline < horizon.end


def _by_time(row: OrderRow) -> tuple[int, str]:
    times = (row.planned_start, row.actual_start, row.deadline)
    return next((time for time in times if time is not None), 0), row.order


def _seconds_after(actual: int | None, planned: int | None) -> float | None:
    return None if actual is None or planned is None else (actual - planned) / 1000
