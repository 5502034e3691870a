"""Process values of one line: since when each unit holds one, and where the source lost it.

Process values are told by exception; what is told holds until it is told again, for a week at
most. Samples enter; tellings of each unit and value leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.automation.told_work import UnitWork
from analytics.history import HELD_MS, PROCESS_VALUES, History, telling
from analytics.oee.counters import Ints
from analytics.oee.timeline import Flags
from analytics.progress import Held, LineProgress, Names
from analytics.register import UnitRegister
from contract.path import EquipmentPath
from contract.sample import SAMPLE_FIELDS

# How long a value is held that is not told again; what a source reads but never changes included.
HOLD_MS = 7 * HELD_MS


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


def wanted_values(register: Mapping[str, UnitRegister]) -> dict[str, list[str]]:
    """Return the process values that each unit's birth promises."""
    named = {
        unit: [name for name in told.heartbeats_ms if name not in SAMPLE_FIELDS]
        for unit, told in register.items()
    }
    return {unit: names for unit, names in named.items() if names}


def remembered_values(
    history: History,
    progress: LineProgress,
    register: Mapping[str, UnitRegister],
    *,
    start: int,
    run_start: int,
) -> Held:
    """Return what units held at `start`; read again only where the last pass began elsewhere.

    A pass that changed what stands before `start` began there, and so took its place.
    """
    wanted = wanted_values(register)
    if progress.held is None or progress.held[:2] != (start, wanted):
        found = held_before(history, progress.line, wanted, start=start, run_start=run_start)
        progress.held = start, wanted, found
    return progress.held[2]


def held_before(
    history: History, line: EquipmentPath, wanted: Names, *, start: int, run_start: int
) -> Held:
    """Read what units held at `start`; what was not told in a day is looked for further back."""

    def told(since: int, names: Names) -> Held:
        found = _told_by(history, line, names, since=since, start=start)
        return {key: held for key, held in found.items() if held[0] >= run_start}

    found = told(start, wanted)
    missing = {
        unit: [name for name in names if (unit, name) not in found]
        for unit, names in wanted.items()
    }
    missing = {unit: names for unit, names in missing.items() if names}
    if missing and start - HELD_MS > run_start:
        found = {**told(start - HOLD_MS + HELD_MS, missing), **found}
    return found


def _told_by(
    history: History, line: EquipmentPath, wanted: Names, *, since: int, start: int
) -> Held:
    names = sorted({name for some in wanted.values() for name in some})
    if not names:
        return {}
    rows = history.samples(
        line, start=since, end=start, fields=(PROCESS_VALUES,), told=tuple(names)
    )
    found: dict[tuple[str, str], tuple[int, bool]] = {}
    for unit, time, text in zip(rows["work_unit"], rows["time"], rows[PROCESS_VALUES], strict=True):
        for name in wanted.get(str(unit), ()):
            # Rows come in order of time: the last one stands.
            if telling(name) in text:
                found[str(unit), name] = int(time), f"{telling(name)}null" in text
    return found


def tellings(unit: str, work: UnitWork, names: Sequence[str], before: Held) -> dict[str, Tellings]:
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
