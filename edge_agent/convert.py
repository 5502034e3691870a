"""One vendor value enters, one value of the contract leaves; what does not fit becomes null.

Each maker returns a plain function, so that the hot path decides nothing twice.
"""

import math
from collections.abc import Callable, Mapping

from edge_agent.source import Scalar
from edge_agent.unmapped import Unmapped

Convert = Callable[[Scalar], "str | int | float | None"]

_MAX_COUNT = 2**53
_MAX_AMOUNT = 1e15
_MAX_TEXT = 256


def spell(value: Scalar) -> str:
    """Spell a vendor value as the keys of a word table do: 101, true, text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def to_count(tag: str, *, scale: int, unmapped: Unmapped) -> Convert:
    """Make the conversion to a cumulative count (whole, not negative)."""

    def convert(value: Scalar) -> int | None:
        if type(value) is int:
            count = value * scale
        elif value is None:
            return None
        else:
            number = _number(value)
            if number is None or not number.is_integer():
                unmapped.count(f"{tag}={spell(value)}")
                return None
            count = int(number) * scale
        if 0 <= count <= _MAX_COUNT:
            return count
        unmapped.count(f"{tag}={spell(value)}")
        return None

    return convert


def to_amount(tag: str, *, scale: float, unmapped: Unmapped) -> Convert:
    """Make the conversion to a cumulative amount (not negative)."""

    def convert(value: Scalar) -> float | None:
        if value is None:
            return None
        number = float(value) if type(value) in {int, float} else _number(value)
        if number is None or not 0.0 <= number * scale <= _MAX_AMOUNT:
            unmapped.count(f"{tag}={spell(value)}")
            return None
        return number * scale

    return convert


def to_measure(tag: str, *, scale: float, must: bool, unmapped: Unmapped) -> Convert:
    """Make the conversion to a process value; a word stays a word unless a number is a must."""

    def convert(value: Scalar) -> float | str | None:
        if value is None:
            return None
        if type(value) is str and not must:
            return value[:_MAX_TEXT]
        number = float(value) if type(value) in {int, float} else _number(value)
        if number is None or not math.isfinite(number):
            unmapped.count(f"{tag}={spell(value)}")
            return None
        return number * scale

    return convert


def to_text(tag: str, *, unmapped: Unmapped) -> Convert:
    """Make the conversion to an identifier of at most 256 characters."""

    def convert(value: Scalar) -> str | None:
        if value is None:
            return None
        text = value if type(value) is str else spell(value)
        if len(text) > _MAX_TEXT:
            unmapped.count(f"{tag}={text}")
            return None
        return text

    return convert


def to_word(tag: str, *, table: Mapping[str, str], closed: bool, unmapped: Unmapped) -> Convert:
    """Make the conversion by a word table; a value without entry is counted.

    It passes as "unmapped:<value>", or as null where the field's catalogue is `closed`.
    """

    def convert(value: Scalar) -> str | None:
        if value is None:
            return None
        spelled = spell(value)
        word = table.get(spelled)
        if word is None:
            unmapped.count(f"{tag}={spelled}")
            return None if closed else f"unmapped:{spelled}"[:_MAX_TEXT]
        return word

    return convert


def _number(value: Scalar) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
