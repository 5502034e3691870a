"""Reads from history what the subgroups of a stretch need, and a little before it.

A subgroup may have begun before the stretch; the point before it tells where.
"""

import numpy as np
import pandas as pd

from analytics.history import PROCESS_VALUES
from analytics.spc.charts import CHARTS
from analytics.spc.config import CharacteristicEntry
from analytics.spc.counts import COUNTERS, counts
from analytics.spc.measurements import decoded, measurements
from analytics.spc.shift_runs import HELD_FOR_MS, Shifts, unit_runs
from analytics.spc.stored import StoredPoints
from analytics.spc.subgroups import Subgroups, counted_subgroups, measured_subgroups
from analytics.stretched import Stretched

_FIELDS = ("state", "operation_mode", "order", "product", *COUNTERS, PROCESS_VALUES)


class SubgroupReader:
    """Gives the subgroups of a stretch of one line; samples are read once for all charts."""

    def __init__(self, stretch: Stretched, stored: StoredPoints) -> None:
        self._stretch = stretch
        self._shifts = Shifts.between(stretch.master.calendar, stretch.start, stretch.end)
        # No subgroup goes beyond a shift: further back nothing has to be known.
        first = int(self._shifts.of(np.array([stretch.start], np.int64))[0])
        shift_start = int(self._shifts.starts[first])
        self._far = shift_start - HELD_FOR_MS
        entries = stretch.master.entry.characteristics
        self._after = {
            (entry.unit, entry.name): stored.last_of(entry, since=shift_start) for entry in entries
        }
        self._samples = self._read(
            min(self._far if after is None else after for after in self._after.values())
        )

    def subgroups(self, entry: CharacteristicEntry) -> Subgroups:
        """Return the subgroups of a characteristic whose last value lies in the stretch."""
        found = self._subgroups(entry)
        if found is None:
            # A value that did not change since is said once: it stands further back.
            self._samples = self._read(self._far)
            found = self._subgroups(entry)
        if found is None:
            raise AssertionError("nothing is looked for further back")  # our own bug
        inside = (found.time >= self._stretch.start) & (found.time < self._stretch.end)
        return found.only(inside)

    def _subgroups(self, entry: CharacteristicEntry) -> Subgroups | None:
        samples = self._samples[self._samples["work_unit"] == entry.unit]
        if samples.empty:
            return Subgroups.none()
        chart, size = CHARTS[entry.chart], entry.subgroup
        after = self._after[entry.unit, entry.name]
        runs = unit_runs(
            samples,
            self._shifts,
            silence_ms=self._stretch.master.settings.silence_ms,
            now=self._stretch.run.now,
        )
        begin = -1 if after is None else after
        if not chart.measured:
            register = self._stretch.register.get(entry.unit)
            found = counts(samples, entry.name, runs, {} if register is None else register.moduli)
            return counted_subgroups(found, runs, chart, size, after=begin)
        values = measurements(decoded(samples), entry.name, runs)
        later = runs.t[values.at] > begin
        if self._begin > self._far and values.unsaid[later].any():
            return None
        return measured_subgroups(values, runs, chart, size, after=begin)

    def _read(self, begin: int) -> pd.DataFrame:
        self._begin = begin
        stretch = self._stretch
        samples = stretch.history.samples(
            stretch.line, start=begin, end=min(stretch.end, stretch.run.now), fields=_FIELDS
        )
        # A value at the very end belongs to the stretch behind; before the run nothing counts.
        time = samples["time"]
        return samples[(time >= stretch.run.start) & (time < stretch.end)]
