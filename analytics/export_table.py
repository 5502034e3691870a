"""Rows to a table for people: percent and hours, "-" where there is no value, units in headings.

What all rows share (the head of their paths, their window) is said once above the table, so that
it fits a terminal.
"""

import unicodedata
from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.listing.listing import RIGHT, Column, Kind, Listing
from analytics.records import Value, records
from contract.kpi import FLAG_FIELDS

# What a value is divided by, and how it is spelled.
_SPELLED: dict[Kind, tuple[float, str]] = {
    "percent": (0.01, ".2f"),
    "hours": (3600.0, ".3f"),
    "minutes": (60.0, ".2f"),
    "seconds": (1.0, ".1f"),
    "whole": (1.0, ".0f"),
    "figure": (1.0, ".5g"),
}


def to_table(rows: pd.DataFrame, listing: Listing) -> bytes:
    """Write a heading line, the titles and one line per row."""
    said = [dict(row, flags=_flags(row)) for row in records(rows)]
    columns = [column for column in _columns(listing, rows) if _is_shown(column, rows, said)]
    above = [column for column in columns if column.folded and _shared(column.field, said)]
    head = _shared_head([str(row["path"]) for row in said]) if "path" in rows.columns else ""
    shared = [(column, said[0][column.field]) for column in above]
    facts = [
        f"{column.title} {_cell(value, column.kind, head='')}"
        for column, value in shared
        if value != ""
    ]
    facts += [f"below {head}"] if head else []
    rows_said = "1 row" if len(said) == 1 else f"{len(said)} rows"
    title = ", ".join([f"{listing.title}: {rows_said}", *facts])
    shown = [column for column in columns if column not in above]
    cells = [[column.title for column in shown]]
    cells += [
        [_cell(row[column.field], column.kind, head=head) for column in shown] for row in said
    ]
    return "\n".join([title, *_aligned(cells, shown), ""]).encode()


def _columns(listing: Listing, rows: pd.DataFrame) -> Sequence[Column]:
    if listing.columns:
        return listing.columns
    kinds: dict[str, Kind] = {"f": "number", "i": "whole", "u": "whole"}
    return [
        Column(str(name), str(name).replace("_", " "), kinds.get(rows[name].dtype.kind, "text"))
        for name in rows.columns
    ]


def _is_shown(column: Column, rows: pd.DataFrame, said: Sequence[Mapping[str, Value]]) -> bool:
    """Tell whether the rows have a column; some are shown only where there is a value."""
    if column.field == "flags" or (column.sparse and column.field in rows.columns):
        return any(row[column.field] not in ("", None) for row in said)
    return column.field in rows.columns


def _flags(row: Mapping[str, Value]) -> str:
    return ", ".join(flag for flag in FLAG_FIELDS if row.get(flag))


def _shared(field: str, said: Sequence[Mapping[str, Value]]) -> bool:
    return len({row[field] for row in said}) == 1


def _shared_head(paths: Sequence[str]) -> str:
    """Return the segments that all paths begin with; each keeps at least its last one."""
    if not paths:
        return ""
    split = [path.split("/") for path in paths]
    shared = 0
    for names in zip(*(parts[:-1] for parts in split), strict=False):
        if len(set(names)) > 1:
            break
        shared += 1
    return "/".join(split[0][:shared])


def _cell(value: Value, kind: Kind, *, head: str) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if kind == "path":
            return value[len(head) + 1 :] if head else value
        return _time(value) if kind == "time" else value
    divisor, spelled = _SPELLED.get(kind, (1.0, ".10g"))
    return format(value / divisor, spelled)


def _time(text: str) -> str:
    """Spell an ISO 8601 instant in UTC without what is zero."""
    date, _, clock = text.removesuffix("Z").partition("T")
    return f"{date} {clock[:5]}" if clock[5:] == ":00" else f"{date} {clock}"


def _aligned(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[str]:
    widths = [max(_width(line[n]) for line in cells) for n in range(len(columns))]
    lines = []
    for line in cells:
        padded = []
        for cell, width, column in zip(line, widths, columns, strict=True):
            blanks = " " * (width - _width(cell))
            padded.append(blanks + cell if column.kind in RIGHT else cell + blanks)
        lines.append("  ".join(padded).rstrip())
    return lines


def _width(text: str) -> int:
    """Return the columns that a terminal needs: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
