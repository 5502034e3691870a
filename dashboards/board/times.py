"""Times as they stand in a query string: ISO 8601 with an offset in, ms UTC out, and back."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EXAMPLE = "2026-03-02T06:00:00Z"


def parse_time(text: str) -> int:
    """Return ms UTC; raise ValueError with a sentence when no one instant is meant."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        # An unescaped "+" of an offset arrives as a space.
        hint = "; write the + of an offset as %2B" if " " in text else ""
        raise ValueError(f"{text!r} is no ISO 8601 time such as {_EXAMPLE}{hint}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset from UTC; write it like {_EXAMPLE}")
    return (moment - _EPOCH) // _MILLISECOND


def spell_time(time: int) -> str:
    """Spell ms UTC as ISO 8601 in UTC."""
    moment = (_EPOCH + time * _MILLISECOND).replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds" if time % 1000 else "seconds") + "Z"


def _from_query(value: object) -> object:
    return parse_time(value) if isinstance(value, str) else value


Instant = Annotated[
    int,
    BeforeValidator(_from_query),
    WithJsonSchema({"type": "string", "format": "date-time", "example": _EXAMPLE}),
]
