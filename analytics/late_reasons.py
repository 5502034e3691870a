"""Samples and the reasons that people gave later in, samples that carry those reasons out.

Only what stands gets a reason, and only where the machine gave none that says anything, unless
the entry is forced. Of several entries the newest that may speak counts.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.books import LateReason, ReasonBook
from analytics.history import OEE_FIELDS, Changes, Cursor, History, LineFacts
from contract.path import EquipmentPath
from contract.reasons import reason_of

_PRODUCING_MODES = frozenset({"processing", ""})


def with_late_reasons(
    samples: pd.DataFrame, entries: Sequence[LateReason], *, silence_ms: int
) -> pd.DataFrame:
    """Return samples of a line with these entries applied, sorted by work_unit and time.

    A stretch that begins or ends between two samples divides the time between them: what the
    first one said is repeated there. A silence longer than `silence_ms` is not divided, for it is
    unknown whole and a repeated sample would hide that.
    """
    if not entries or samples.empty or "reason" not in samples:
        return samples
    parts: list[pd.DataFrame] = []
    told = {one.unit.work_unit for one in entries}
    for unit, rows in samples.groupby("work_unit", sort=True):
        if unit in told:
            own = [one for one in entries if one.unit.work_unit == unit]
            parts.append(_applied(_divided(rows, own, silence_ms=silence_ms), own))
        else:
            parts.append(rows)
    return pd.concat(parts, ignore_index=True)[list(samples.columns)]


def _divided(rows: pd.DataFrame, entries: Sequence[LateReason], *, silence_ms: int) -> pd.DataFrame:
    """Repeat the sample in force at each edge of an entry that lies between two samples."""
    rows = rows.sort_values("time", kind="stable", ignore_index=True)
    times = rows["time"].to_numpy(np.int64)
    edges = np.array(sorted({edge for one in entries for edge in (one.start, one.end)}), np.int64)
    before = np.searchsorted(times, edges, side="right") - 1
    inside = (before >= 0) & (before + 1 < len(times))
    edges, before = edges[inside], before[inside]
    held = (times[before] < edges) & (times[before + 1] - times[before] <= silence_ms)
    if not held.any():
        return rows
    repeated = rows.iloc[before[held]].assign(time=edges[held])
    if "process_values" in repeated:
        # They were measured once.
        repeated["process_values"] = None
    both: pd.DataFrame = pd.concat([rows, repeated], ignore_index=True)
    return both.sort_values("time", kind="stable", ignore_index=True)


def _applied(rows: pd.DataFrame, entries: Sequence[LateReason]) -> pd.DataFrame:
    said = rows["reason"].to_numpy(object)
    reasons = said.copy()
    times = rows["time"].to_numpy(np.int64)
    stands = ~_producing(rows)
    unspecified = np.array([_says_nothing(word) for word in said], np.bool_)
    for one in sorted(entries, key=lambda entry: entry.given_at):
        inside = stands & (times >= one.start) & (times < one.end)
        if not one.reason:
            reasons[inside] = said[inside]
        else:
            reasons[inside if one.force else inside & unspecified] = one.reason
    return rows.assign(reason=pd.Series(reasons, index=rows.index, dtype=object))


def _producing(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    if "state" not in rows:
        return np.zeros(len(rows), np.bool_)
    producing = rows["state"] == "executing"
    if "operation_mode" in rows:
        producing &= rows["operation_mode"].fillna("").isin(_PRODUCING_MODES)
    return producing.to_numpy(np.bool_)


def _says_nothing(word: object) -> bool:
    return not isinstance(word, str) or reason_of(word).group == "unspecified"


class ToldHistory:
    """Implements `History`: another one, whose samples carry what people told later.

    Args:
        history: what machines said.
        reasons: what people told.
        silence_ms: how long a sample of a line holds.
    """

    def __init__(
        self, history: History, reasons: ReasonBook, *, silence_ms: Callable[[EquipmentPath], int]
    ) -> None:
        self._history = history
        self._reasons = reasons
        self._silence_ms = silence_ms

    def changed_since(self, cursor: Cursor) -> Changes:
        """Return the commits behind `cursor`, each once, also those that became visible late."""
        return self._history.changed_since(cursor)

    def facts(self, line: EquipmentPath) -> LineFacts:
        """Return the register, clock, first and newest time and end of this line's run."""
        return self._history.facts(line)

    def samples(
        self,
        line: EquipmentPath,
        *,
        start: int,
        end: int,
        fields: tuple[str, ...] = OEE_FIELDS,
        told: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Return samples with start <= t <= end, and each unit's neighbours outside."""
        rows = self._history.samples(line, start=start, end=end, fields=fields, told=told)
        if "reason" not in fields:
            return rows
        return told_later(rows, line, self._reasons, silence_ms=self._silence_ms(line))


def told_later(
    samples: pd.DataFrame, line: EquipmentPath, reasons: ReasonBook, *, silence_ms: int
) -> pd.DataFrame:
    """Return samples of a line with the entries of a book that meet them."""
    if samples.empty:
        return samples
    start, end = int(samples["time"].min()), int(samples["time"].max()) + 1
    entries = reasons.of(line, start=start, end=end)
    return with_late_reasons(samples, entries, silence_ms=silence_ms)
