"""Rows of the series `line_trade`: segments as places, and amounts booked on them.

Segments and arrays of numerators and denominators enter; one frame of the series leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.frames import typed_frame
from contract.path import EquipmentPath
from contract.series import LINE_TRADE

_OF_SEGMENT = ("end", "shift", "order", "product")
_WORDS = frozenset(("work_unit", "shift", "order", "product"))


class Segments:
    """Rows of the series `segment`; a column becomes an array once."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows
        self._arrays: dict[str, npt.NDArray[np.generic]] = {}

    def column(self, name: str) -> npt.NDArray[np.generic]:
        """Return a column; words as objects."""
        if name not in self._arrays:
            kind = object if name in _WORDS else None
            self._arrays[name] = self._rows[name].to_numpy(kind)
        return self._arrays[name]

    def amounts(self, name: str) -> Floats:
        """Return a base quantity of each segment."""
        return self.column(name).astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True)
class Places:
    """Segments of one unit, or (without a name) of its line, in order of time, touching each other.

    Args:
        rows: where they lie among all segments.
    """

    unit: str
    start: Ints
    end: Ints
    segments: Segments
    rows: slice

    def __len__(self) -> int:
        """Return how many segments there are."""
        return len(self.start)

    def column(self, name: str) -> Floats:
        """Return a base quantity of each segment."""
        return self.segments.amounts(name)[self.rows]

    def words(self, name: str) -> list[str]:
        """Return shift, order or product of each segment."""
        return [str(word) for word in self.segments.column(name)[self.rows]]

    @property
    def edges(self) -> Ints:
        """Return where segments begin, and where the last one ends."""
        return np.append(self.start, self.end[-1:])

    @property
    def busy_s(self) -> Floats:
        """Planned busy time that is known, in each segment."""
        return self.column("planned_busy_time_s") - self.column("unknown_time_s")

    def counted(self, instants: Ints, amounts: Floats) -> Floats:
        """Sum what was counted at instants, each in the segment that ends at or behind it."""
        if not len(self):
            return np.zeros(0)
        inside = (instants > self.start[0]) & (instants <= self.end[-1])
        place = np.searchsorted(self.end, instants[inside], side="left")
        return group_sums(place, amounts[inside], len(self))

    def of_units(self, units: Segments, name: str) -> Floats:
        """Sum a base quantity of all units, each segment's in the one in which it starts."""
        return self.begun(units.column("time").astype(np.int64), units.amounts(name))

    def begun(self, starts: Ints, amounts: Floats) -> Floats:
        """Sum amounts of stretches, each in the segment in which it starts."""
        if not len(self):
            return np.zeros(0)
        inside = (starts >= self.start[0]) & (starts < self.end[-1])
        place = np.searchsorted(self.start, starts[inside], side="right") - 1
        return group_sums(place, amounts[inside], len(self))


@dataclass(frozen=True, slots=True)
class Booked:
    """One measure, or one part of it, on the segments of one place."""

    places: Places
    measure: str
    numerator: Floats
    denominator: Floats
    part: str = ""


def places_of(segments: Segments) -> dict[str, Places]:
    """Return the places of segments, which stand unit after unit; the empty name is the line."""
    units = segments.column("work_unit")
    heads = np.flatnonzero(np.append(True, units[1:] != units[:-1])[: len(units)])
    found: dict[str, Places] = {}
    for begin, end in pairwise((*heads.tolist(), len(units))):
        mine = slice(begin, end)
        start, until = (segments.column(name)[mine].astype(np.int64) for name in ("time", "end"))
        found[str(units[begin])] = Places(str(units[begin]), start, until, segments, mine)
    return found


def no_places(segments: Segments) -> Places:
    """Return the places of a line without segments."""
    nowhere = np.zeros(0, np.int64)
    return Places("", nowhere, nowhere, segments, slice(0, 0))


def shared(
    places: Places, measure: str, parts: Mapping[str, Floats], denominator: Floats
) -> list[Booked]:
    """Book the parts of a measure whose denominator is that of the whole."""
    return [Booked(places, measure, parts[part], denominator, part) for part in sorted(parts)]


def trade_frame(line: EquipmentPath, booked: Iterable[Booked]) -> pd.DataFrame:
    """Return rows of the series; a segment in which a part has neither amount has none."""
    kept = []
    for one in booked:
        there = np.flatnonzero((one.numerator != 0) | (one.denominator != 0))
        if len(there):
            kept.append((one, there))
    counts = [len(there) for _, there in kept]

    def of_each(texts: Iterable[str]) -> object:
        return np.repeat(np.array(list(texts), object), counts)

    def of_segments(name: str) -> object:
        return _joined(
            [one.places.segments.column(name)[one.places.rows][there] for one, there in kept]
        )

    columns: dict[str, object] = {
        "time": _joined([one.places.start[there] for one, there in kept]),
        "enterprise": of_each(line.enterprise for _ in kept),
        "site": of_each(line.site for _ in kept),
        "area": of_each(line.area for _ in kept),
        "work_center": of_each(line.work_center for _ in kept),
        "work_unit": of_each(one.places.unit for one, _ in kept),
        "measure": of_each(one.measure for one, _ in kept),
        "part": of_each(one.part for one, _ in kept),
        **{name: of_segments(name) for name in _OF_SEGMENT},
        "numerator": _joined([one.numerator[there] for one, there in kept]),
        "denominator": _joined([one.denominator[there] for one, there in kept]),
        "void": np.zeros(sum(counts), np.bool_),
    }
    return typed_frame(LINE_TRADE, columns)


def _joined(parts: Sequence[npt.NDArray[np.generic]]) -> object:
    return np.concatenate(parts) if parts else np.zeros(0)
