"""Process values of one line: since when each unit holds one, and where the source lost it.

Process values are told by exception; what is told holds until it is told again, for a week at
most. Samples enter; tellings of each unit and value leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.automation.told_work import UnitWork
from analytics.history import HELD_MS, PROCESS_VALUES, telling
from analytics.oee.counters import Ints
from analytics.oee.timeline import Flags
from analytics.stretched import Stretched
from contract.sample import SAMPLE_FIELDS

# How long a value is held that is not told again; what a source reads but never changes included.
HOLD_MS = 7 * HELD_MS

Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tellings:
    """When one value was told, in order of time, and where it was told as unavailable."""

    t: Ints
    lost: Flags

    def good_at(self, instants: Ints) -> Flags:
        """Return where a value was held."""
        if not len(self.t):
            return np.zeros(len(instants), np.bool_)
        last = np.searchsorted(self.t, instants, side="right") - 1
        known = np.maximum(last, 0)
        return (last >= 0) & ~self.lost[known] & (instants - self.t[known] <= HOLD_MS)


Before = Mapping[tuple[str, str], tuple[int, bool]]
"""Of unit and value: when it was told last, and whether as unavailable."""


def wanted_values(stretch: Stretched) -> dict[str, list[str]]:
    """Return the process values that each unit's birth promises."""
    named = {
        unit: [name for name in register.heartbeats_ms if name not in SAMPLE_FIELDS]
        for unit, register in stretch.register.items()
    }
    return {unit: names for unit, names in named.items() if names}


def held_before(stretch: Stretched, wanted: Names) -> Before:
    """Read what units held when a stretch begins; what was not told in a day is looked for back."""
    found = _told_by(stretch, stretch.start, wanted)
    missing = {
        unit: [name for name in names if (unit, name) not in found]
        for unit, names in wanted.items()
    }
    missing = {unit: names for unit, names in missing.items() if names}
    if missing and stretch.start - HELD_MS > stretch.run.start:
        found = _told_by(stretch, stretch.start - HOLD_MS + HELD_MS, missing) | found
    return found


def _told_by(
    stretch: Stretched, since: int, wanted: Names
) -> dict[tuple[str, str], tuple[int, bool]]:
    names = sorted({name for some in wanted.values() for name in some})
    if not names:
        return {}
    rows = stretch.history.samples(
        stretch.line, start=since, end=stretch.start, fields=(PROCESS_VALUES,), told=tuple(names)
    )
    rows = rows[(rows["time"] >= stretch.run.start) & (rows["time"] <= stretch.start)]
    found: dict[tuple[str, str], tuple[int, bool]] = {}
    for unit, time, text in zip(rows["work_unit"], rows["time"], rows[PROCESS_VALUES], strict=True):
        for name in wanted.get(str(unit), ()):
            # Rows come in order of time: the last one stands.
            if telling(name) in text:
                found[str(unit), name] = int(time), f"{telling(name)}null" in text
    return found


def tellings(
    unit: str, work: UnitWork, names: Sequence[str], before: Before
) -> dict[str, Tellings]:
    """Return when each of a unit's values was told; of many the first is enough if none is lost."""
    there = np.flatnonzero([isinstance(text, str) and text != "" for text in work.values])
    texts, t = work.values[there].tolist(), work.t[there]
    any_lost = ":null" in "\n".join(texts)
    found: dict[str, Tellings] = {}
    for name in names:
        mark = telling(name)
        held = before.get((unit, name))
        since = held[0] if held else -1
        told = (place for place in range(len(texts)) if t[place] > since and mark in texts[place])
        places = (
            list(told) if any_lost else [place for _, place in zip(range(1), told, strict=False)]
        )
        times = [*([since] if held else []), *t[places].tolist()]
        lost = [*([held[1]] if held else []), *(f"{mark}null" in texts[place] for place in places)]
        found[name] = Tellings(np.array(times, np.int64), np.array(lost, np.bool_))
    return found
