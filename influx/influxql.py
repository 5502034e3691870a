"""Names and values spelled for InfluxQL; a column is always quoted, since many are its words."""

from collections.abc import Sequence

from contract.path import EquipmentPath
from contract.series import UNIT_TAGS


def name(identifier: str) -> str:
    """Quote an identifier: a measurement, tag, field, database or retention policy."""
    escaped = identifier.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'"{escaped}"'


def text(value: str) -> str:
    """Quote a text value."""
    escaped = value.replace("\\", r"\\").replace("'", r"\'").replace("\n", r"\n")
    return f"'{escaped}'"


def columns(names: Sequence[str]) -> str:
    """Return a list of columns to select."""
    return ", ".join(name(one) for one in names)


def below(path: EquipmentPath) -> str:
    """Return the condition for rows of this place and of everything below it."""
    parts = [(tag, getattr(path, tag)) for tag in UNIT_TAGS]
    return " AND ".join(f"{name(tag)} = {text(value)}" for tag, value in parts if value)


def one_of(column: str, values: Sequence[str]) -> str:
    """Return the condition that a column has one of these values, of which there is one or more."""
    return "(" + " OR ".join(f"{name(column)} = {text(value)}" for value in values) + ")"


def instant(time: int) -> str:
    """Spell ms UTC as InfluxQL does, kept inside the range that InfluxDB can count in ns."""
    return f"{min(max(time, _FIRST_MS), _LAST_MS)}ms"


# Times in ns fit 64 bits from 1677-09-21 to 2262-04-11; a bound outside is one without effect.
_FIRST_MS = -9_223_372_036_854
_LAST_MS = 9_223_372_036_854
