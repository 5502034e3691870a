"""Names of periods, as observations carry them: `2026-03`, `2026-Q1`, `2026`."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

from analytics.errors import BadQuery

Span = Literal["month", "quarter", "year"]
_NAMES: dict[Span, re.Pattern[str]] = {
    "month": re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"[12]\d{3}-Q[1-4]"),
    "year": re.compile(r"[12]\d{3}"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def span_of(period: str) -> Span:
    """Return how long a period is; raises BadQuery where its name is none."""
    for span, names in _NAMES.items():
        if names.fullmatch(period):
            return span
    raise BadQuery(f"{period!r} is no period: write a month, quarter or year, as 2026-03, 2026-Q1")


def period_at(span: Span, *, start: int, end: int) -> str:
    """Return the name of the period that is [start, end) in local time (ms UTC).

    Its middle lies in it wherever on earth and whenever in the day it begins.
    """
    middle = _EPOCH + timedelta(milliseconds=(start + end) // 2)
    match span:
        case "month":
            return f"{middle:%Y-%m}"
        case "quarter":
            return f"{middle:%Y}-Q{(middle.month + 2) // 3}"
        case "year":
            return f"{middle:%Y}"
