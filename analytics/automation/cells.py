"""What a cell may say: its text in, a value out, or WrongCell with what is allowed."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from analytics.automation.sheet import WrongCell
from analytics.master.calendar import Calendar
from analytics.master.validity import valid_from
from contract.errors import BadName
from contract.path import EquipmentPath, check_segment

_Word = TypeVar("_Word", bound=str)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_LONGEST = 256
_LARGEST = 1e15
_YES = {"yes": True, "no": False}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(cell: str) -> str:
    """Read one line of text."""
    if len(cell) > _LONGEST:
        raise WrongCell(f"has {len(cell)} characters", f"write at most {_LONGEST}")
    if _CONTROL.search(cell):
        raise WrongCell("has a line break or another control character", "write one line of text")
    return cell


def name(cell: str) -> str:
    """Read a name as fields have."""
    if _NAME.fullmatch(cell) is None:
        raise WrongCell(f"{cell!r} is no name", "write a-z, 0-9 and '_', a letter first")
    return cell


def one_of(words: Collection[_Word]) -> Callable[[str], _Word]:
    """Return what reads one of some words."""
    known: dict[str, _Word] = {str(word): word for word in words}

    def read(cell: str) -> _Word:
        if cell not in known:
            raise WrongCell(f"{cell!r} is not known here", f"write {_or(known)}")
        return known[cell]

    return read


def yes_no(cell: str) -> bool:
    """Read yes or no."""
    if cell not in _YES:
        raise WrongCell(f"{cell!r} is neither yes nor no", "write yes or no")
    return _YES[cell]


def number(cell: str) -> float:
    """Read a number as programs write it."""
    if _NUMBER.fullmatch(cell) is None:
        raise WrongCell(f"{cell!r} is no number", "write digits and a point, as 1350000.5")
    value = float(cell)
    if abs(value) > _LARGEST:
        raise WrongCell(f"{cell} is too large", f"write at most {_LARGEST:g}")
    return value


def amount(cell: str) -> float:
    """Read a number that is not negative."""
    value = number(cell)
    if value < 0:
        raise WrongCell(f"{cell} is negative", "write 0 or more")
    return value


def positive(cell: str) -> float:
    """Read a number above zero."""
    value = number(cell)
    if value <= 0:
        raise WrongCell(f"{cell} is {'negative' if value < 0 else 'zero'}", "write more than 0")
    return value


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number from `low` to `high`."""

    def read(cell: str) -> int:
        if _WHOLE.fullmatch(cell) is None:
            raise WrongCell(f"{cell!r} is no whole number", f"write {low} to {high}")
        if not low <= int(cell) <= high:
            raise WrongCell(f"{cell} is outside {low} to {high}", f"write {low} to {high}")
        return int(cell)

    return read


def unit_at(
    site: EquipmentPath, lines: Collection[EquipmentPath]
) -> Callable[[str], EquipmentPath]:
    """Return what reads the whole path of a work unit of a site; without `lines` of any line."""

    def read(cell: str) -> EquipmentPath:
        shape = f"write {site}/AREA/LINE/UNIT"
        try:
            path = EquipmentPath.parse(cell)
        except BadName as error:
            raise WrongCell(str(error), shape) from error
        if path.level != "unit":
            raise WrongCell(f"{cell!r} is the path of a {path.level}, not of a unit", shape)
        if not path.lies_in(site):
            raise WrongCell(f"{cell!r} lies outside the site {site}", shape)
        if lines and path.line not in lines:
            raise WrongCell(f"{path.line} is no line of the site", _lines(lines))
        return path

    return read


def line_at(
    site: EquipmentPath, lines: Collection[EquipmentPath]
) -> Callable[[str], EquipmentPath]:
    """Return what reads AREA/LINE of a site; without `lines` any line."""

    def read(cell: str) -> EquipmentPath:
        try:
            path = EquipmentPath.parse(f"{site}/{cell}")
        except BadName as error:
            raise WrongCell(str(error), "write AREA/LINE") from error
        if path.level != "line":
            raise WrongCell(f"{cell!r} names no line", "write AREA/LINE")
        if lines and path not in lines:
            raise WrongCell(f"{path} is no line of the site", _lines(lines))
        return path

    return read


def segment(cell: str) -> str:
    """Read the name of a work unit."""
    try:
        return check_segment(cell, what="the unit")
    except BadName as error:
        raise WrongCell(str(error), "write the last part of its path") from error


def since(calendar: Calendar) -> Callable[[str], int]:
    """Return what reads the start of a production day, or a date-time, as ms UTC."""

    def read(cell: str) -> int:
        if _DAY.fullmatch(cell) is None:
            raise WrongCell(f"{cell!r} is no day", "write it as 2026-03-01")
        try:
            return valid_from(cell, calendar)
        except (ValueError, OverflowError) as error:
            raise WrongCell(f"{cell!r}: {error}", "write a day, as 2026-03-01") from error

    return read


def instant(cell: str) -> int:
    """Read a date-time with its offset as ms UTC."""
    allowed = "write date, time and Z or offset, as 2026-03-01T06:00:00Z"
    if _INSTANT.fullmatch(cell) is None:
        raise WrongCell(f"{cell!r} is no instant", allowed)
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError as error:
        raise WrongCell(f"{cell!r}: {error}", allowed) from error
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _lines(lines: Collection[EquipmentPath]) -> str:
    known = sorted(f"{line.area}/{line.work_center}" for line in lines)
    return f"its lines are {', '.join(known)}"


def _or(words: Collection[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
