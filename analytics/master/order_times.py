"""When an order is planned: the text of master data in, an instant out. Pure.

An order that recurs is planned from the start of its shift, any other at a date and time.
"""

from analytics.errors import BadConfig
from analytics.master.calendar import Calendar
from analytics.master.file import Order
from analytics.master.validity import valid_from

_AFTER_SHIFT_START = "+"
_MINUTE_MS = 60_000


def is_recurring(order: Order) -> bool:
    """Tell whether an order's id stands for one order of every shift."""
    return "*" in order.id


def planned_instant(text: str, calendar: Calendar, *, shift_start: int | None) -> int | None:
    """Return ms UTC of a planned time; None where nothing is planned or no shift is known."""
    if not text:
        return None
    if not text.startswith(_AFTER_SHIFT_START):
        return valid_from(text, calendar)
    if shift_start is None:
        return None
    hours, minutes = text[1:].split(":")
    return shift_start + (int(hours) * 60 + int(minutes)) * _MINUTE_MS


def check_order(order: Order, calendar: Calendar, where: str) -> None:
    """Refuse planned times that mean nothing or end before they start."""
    texts = {
        "planned_start": order.planned_start,
        "planned_end": order.planned_end,
        "due": order.due,
    }
    found: dict[str, int] = {}
    for key, text in texts.items():
        if not text:
            continue
        if text.startswith(_AFTER_SHIFT_START) != is_recurring(order):
            raise BadConfig(
                f"{where}.{key} = {text!r}: "
                + (
                    "an order that recurs is planned after the start of its shift, as +1:30"
                    if is_recurring(order)
                    else "an order without a star has no shift: write a date and time"
                )
            )
        try:
            found[key] = planned_instant(text, calendar, shift_start=0) or 0
        except ValueError as error:
            raise BadConfig(
                f"{where}.{key} = {text!r}: {error}: write it as 2026-03-02T14:00:00"
            ) from error
    start = found.get("planned_start")
    for key in ("planned_end", "due"):
        if start is not None and key in found and found[key] <= start:
            raise BadConfig(f"{where}.{key} is not after its planned_start: correct one of them")
