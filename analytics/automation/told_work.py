"""What units said of how they worked: modes, programs, operations, events and evidence counters.

A stretch of a line enters; its samples with the fields that the core does not need leave by unit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.history import PROCESS_VALUES
from analytics.oee.counters import Floats, Ints, deltas
from analytics.oee.timeline import Flags, unseen_intervals
from analytics.stretched import Stretched
from contract.sample import EVENT_FIELDS, EVIDENCE_FIELDS, SAMPLE_FIELDS

# Operator events that are merged into one assist: whoever comes twice in it came once.
ASSIST_MS = 30_000
# Events before a stretch that one in it may belong to: instants are rounded up to seconds.
LOOK_BACK_MS = ASSIST_MS + 1_000
_COUNTERS = ("cycles", *EVENT_FIELDS, *EVIDENCE_FIELDS)


@dataclass(frozen=True, slots=True)
class Rises:
    """What a counter rose by at each sample: while the unit was seen, and behind a silence."""

    seen: Floats
    unseen: Floats

    @property
    def all(self) -> Floats:
        """Return both together."""
        return self.seen + self.unseen


@dataclass(frozen=True, slots=True)
class UnitWork:
    """One unit's samples in order of time, the last before the stretch included.

    Args:
        automatic: control mode automatic.
        programmed: a program was loaded.
        operation: codes into the line's `operations`.
        unseen: the time up to the next sample is unknown.
        unseen_before: how many such times begin before each sample.
        given: required field to where it has a value.
        values: the JSON objects of process values, null where a sample tells none.
    """

    t: Ints
    automatic: Flags
    programmed: Flags
    operation: Ints
    unseen: Flags
    unseen_before: Ints
    counters: Mapping[str, Floats]
    moduli: Mapping[str, int]
    given: Mapping[str, Flags]
    values: npt.NDArray[np.object_]

    def rises(self, name: str) -> Rises:
        """Return what a counter rose by; nothing where the unit does not have it."""
        if name not in self.counters:
            return Rises(np.zeros(len(self.t)), np.zeros(len(self.t)))
        rise = deltas(self.counters[name], modulus=self.moduli.get(name))
        across = self.unseen_before > self.unseen_before[rise.since]
        return Rises(np.where(across, 0.0, rise.amount), np.where(across, rise.amount, 0.0))

    def newest(self, instants: Ints, *, up_to: bool = True) -> Ints:
        """Return which sample is the newest at (or, not `up_to`, before) instants; -1 for none."""
        return np.searchsorted(self.t, instants, side="right" if up_to else "left") - 1


@dataclass(frozen=True, slots=True)
class LineWork:
    """All units of a line that said anything, and the words that codes of operations stand for."""

    units: Mapping[str, UnitWork]
    operations: tuple[str, ...]

    @property
    def no_operation(self) -> int:
        """Return the code of the empty word."""
        return self.operations.index("")


def told_work(stretch: Stretched) -> LineWork:
    """Take what units said in a stretch, as far back as its evidence rests on it."""
    rows = stretch.samples
    # As in the core: what was said before the run, such as by a wrong clock, does not hold in it.
    early = (rows["time"] < stretch.run.start).to_numpy()
    return _by_unit(stretch, rows[~early] if early.any() else rows)


def _by_unit(stretch: Stretched, rows: pd.DataFrame) -> LineWork:
    operations, names = pd.factorize(rows["operation"])
    words = [str(name) for name in names]
    if "" not in words:
        words.append("")
    operations = np.where(operations < 0, words.index(""), operations).astype(np.int64)
    automatic = _where(rows, "control_mode", lambda word: word == "automatic")
    programmed = _where(rows, "program", lambda word: word != "")
    given = {
        str(name): rows[name].notna().to_numpy(np.bool_) for name in rows if name in SAMPLE_FIELDS
    }
    counters = {
        name: rows[name].to_numpy(np.float64, na_value=np.nan)
        for name in _COUNTERS
        if given[name].any()
    }
    values = (
        rows[PROCESS_VALUES].to_numpy(object)
        if PROCESS_VALUES in rows
        else np.full(len(rows), None, object)
    )
    time = rows["time"].to_numpy(np.int64)
    units = rows["work_unit"].to_numpy(object)
    heads = np.flatnonzero(np.append(True, units[1:] != units[:-1])[: len(units)])
    found: dict[str, UnitWork] = {}
    for begin, end in pairwise((*heads.tolist(), len(units))):
        part, unit = slice(begin, end), str(units[begin])
        t = time[part]
        unseen, before = _sight(stretch, unit, t)
        register = stretch.register.get(unit)
        found[unit] = UnitWork(
            t=t,
            automatic=automatic[part],
            programmed=programmed[part],
            operation=operations[part],
            unseen=unseen,
            unseen_before=before,
            counters={
                name: column[part] for name, column in counters.items() if given[name][part].any()
            },
            moduli={} if register is None else register.moduli,
            given={name: column[part] for name, column in given.items()},
            values=values[part],
        )
    return LineWork(found, tuple(words))


def _where(rows: pd.DataFrame, name: str, holds: Callable[[str], bool]) -> Flags:
    """Return where a word is there and is so."""
    codes, names = pd.factorize(rows[name])
    # The last place answers the code -1 of a null.
    return np.array([*(holds(str(word)) for word in names), False], np.bool_)[codes]


def _sight(stretch: Stretched, unit: str, t: Ints) -> tuple[Flags, Ints]:
    """Return of each sample whether what follows is unknown, and how often it was so before it."""
    columns = stretch.result.columns.unit(unit)
    if columns is None or not len(columns.t):
        return np.ones(len(t), np.bool_), np.arange(len(t))
    unseen = unseen_intervals(
        columns, silence_ms=stretch.master.settings.silence_ms, now=stretch.run.now
    )
    place = np.searchsorted(columns.t, t, side="right") - 1
    begun = np.searchsorted(columns.t, t, side="left")
    # What lies farther back than the core read is behind a silence.
    counted = np.where(place < 0, -1, np.append(0, np.cumsum(unseen))[begun])
    return np.where(place < 0, True, unseen[np.maximum(place, 0)]), counted.astype(np.int64)
