"""Checked samples go in; columns of the series `sample` come out, ready for any store.

The hot path: a batch is turned column by column with C loops, never field by field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import cast

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import astuple

from contract.path import EquipmentPath
from contract.sample import Sample
from contract.series import LINE_TAGS
from contract.states import ITEM_STATES, OPERATION_MODES, state_code
from ingest.store import Column, Value

_FIELDS = Sample.__struct_fields__
_encode = msgspec.json.Encoder().encode
_CODES: dict[tuple[Value, Value], int | None] = {
    (state, mode): state_code(state, mode)
    for state in (*ITEM_STATES, None)
    for mode in (*OPERATION_MODES, None)
}


@dataclass(frozen=True, slots=True)
class Part:
    """The samples of one message that are to be stored, with what the message says of them.

    `indexes` are their places in the message as sent.
    """

    line: EquipmentPath
    boot: int
    seq: int
    spooled: int
    historical: bool
    samples: tuple[Sample, ...]
    indexes: Sequence[int]
    unregistered: tuple[str, ...]


def columns(parts: Sequence[Part]) -> dict[str, Column]:
    """Return the columns of these parts; one that is null in every row is left out."""
    sizes = [len(part.samples) for part in parts]
    rows = list(map(astuple, chain.from_iterable(part.samples for part in parts)))
    made: dict[str, Column] = {}
    if not rows:
        return made
    unavailable: dict[int, list[str]] = {}
    for name, column in zip(_FIELDS, zip(*rows, strict=True), strict=True):
        if name == "values":
            values = [_encode(held).decode() if held else None for held in column]
            if any(values):
                made["process_values"] = values
        elif name == "t":
            made["time"] = column
        elif name == "unit":
            made["work_unit"] = column
        else:
            nullable = _nullable(name, column, unavailable)
            if nullable is not None:
                made[name] = nullable
    if unavailable:
        empty: list[str] = []
        made["unavailable"] = [
            " ".join(unavailable.get(i, empty)) or None for i in range(len(rows))
        ]
    if "state" in made:
        made["state_code"] = _state_codes(made["state"], made.get("operation_mode"))
    return made | _of_messages(parts, sizes)


def _of_messages(parts: Sequence[Part], sizes: Sequence[int]) -> dict[str, Column]:
    """Return what is the same for all samples of a message."""
    tags = {tag: _spread([getattr(part.line, tag) for part in parts], sizes) for tag in LINE_TAGS}
    return {
        **tags,
        "historical": _spread([part.historical for part in parts], sizes),
        "boot": _spread([part.boot for part in parts], sizes),
        "seq": _spread([part.seq for part in parts], sizes),
        "unregistered": _unregistered(parts),
    }


def _nullable(
    name: str, column: tuple[Value | UnsetType, ...], unavailable: dict[int, list[str]]
) -> Column | None:
    """Return the column with UNSET as None, noting in `unavailable` where null was said."""
    missing = column.count(UNSET)
    if missing == len(column):
        return None
    if None in column:
        for index, value in enumerate(column):
            if value is None:
                unavailable.setdefault(index, []).append(name)
    if missing:
        return [None if value is UNSET else value for value in column]
    return cast("Column", column)  # no UNSET among its values


def _state_codes(states: Column, modes: Column | None) -> Column:
    pairs = zip(states, repeat(None) if modes is None else modes, strict=False)
    return [_CODES[pair] for pair in pairs]


def _spread(values: Sequence[Value], sizes: Sequence[int]) -> list[Value]:
    """Repeat each value for the samples of its message."""
    return list(chain.from_iterable(map(repeat, values, sizes)))


def _unregistered(parts: Sequence[Part]) -> list[bool]:
    flags: list[bool] = []
    for part in parts:
        if part.unregistered:
            unknown = frozenset(part.unregistered)
            flags.extend(sample.unit in unknown for sample in part.samples)
        else:
            flags.extend(repeat(False, len(part.samples)))
    return flags
