"""Points of one chart and product: which limits judge each, and what they say.

Stored points and the new subgroups behind them enter; the fields of the new rows leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.oee.counters import Floats, Ints
from analytics.spc.charts import CHARTS
from analytics.spc.config import CharacteristicEntry, ProductEntry, instant
from analytics.spc.limits import Limits, frozen_after
from analytics.spc.rules import MEMORY
from analytics.spc.subgroups import COLUMNS, Subgroups
from analytics.spc.verdicts import Carry, Columns, no_verdicts, verdicts


def judged(entry: CharacteristicEntry, stored: pd.DataFrame, fresh: Subgroups) -> pd.DataFrame:
    """Return the fields of the new points of one product, in order of time.

    Limits that people froze hold from their date on; before the first of them the chart finds
    its own. A chart begins anew with each set of limits.

    Args:
        entry: the characteristic.
        stored: earlier points of this chart and product in order of time: all that limits are
            still being found from, or at least as many as the rules remember.
        fresh: its new subgroups, one at least.
    """
    wanted = entry.product(str(fresh.product[0]))
    dates = np.array([instant(frozen.frozen_at) for frozen in wanted.frozen], np.int64)
    stored_epoch = np.searchsorted(dates, stored["time"].to_numpy(np.int64), side="right")
    epoch = np.searchsorted(dates, fresh.time, side="right")
    parts: list[pd.DataFrame] = []
    for number in np.unique(epoch).tolist():
        points = _Points.joined(entry, stored[stored_epoch == number], fresh.only(epoch == number))
        said = points.judged(entry, _given(entry, wanted, number))
        parts += [pd.DataFrame(columns) for columns in said]
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True, slots=True)
class _Points:
    """Stored points and the new ones behind them; mean, spread and size are of both."""

    stored: pd.DataFrame
    fresh: Subgroups
    mean: Floats
    spread: Floats
    size: Ints

    @classmethod
    def joined(
        cls, entry: CharacteristicEntry, stored: pd.DataFrame, fresh: Subgroups
    ) -> "_Points":
        """Put them behind each other; a single value's spread is its step from the one before."""
        mean = np.concatenate([stored["mean"].to_numpy(np.float64), fresh.mean])
        spread = np.concatenate([stored["spread"].to_numpy(np.float64), fresh.spread])
        if CHARTS[entry.chart].single:
            spread[len(stored) :] = np.abs(np.diff(mean, prepend=mean[:1]))[len(stored) :]
        size = np.concatenate([stored["size"].to_numpy(np.int64), fresh.size])
        return cls(stored, fresh, mean, spread, size)

    @property
    def product(self) -> str:
        """The product of all of them."""
        return str(self.fresh.product[0])

    def judged(self, entry: CharacteristicEntry, given: Limits | None) -> Iterator[Columns]:
        """Give the fields of the new points, first of those without limits."""
        known, total = len(self.stored), len(self.mean)
        limits = given or self._last_limits()
        begin = known
        if limits is None:
            since = int(self.stored["first"].iloc[0]) if known else int(self.fresh.first[0])
            found = frozen_after(CHARTS[entry.chart], self.mean, self.spread, self.size)
            begin = total if found is None else max(known, found[0])
            if begin > known:
                yield self._said(entry, known, begin) | no_verdicts(begin - known, since=since)
            if found is None:
                return
            count, trial = found
            limits = Limits(trial.centre, trial.sigma, since, self._time(count - 1))
        if begin < total:
            new = slice(begin, total)
            said = verdicts(
                entry,
                limits,
                self._carry(limits),
                mean=self.mean[new],
                spread=self.spread[new],
                size=self.size[new],
            )
            yield self._said(entry, begin, total) | said

    def _last_limits(self) -> Limits | None:
        """Return the limits that the last stored point was judged by."""
        if self.stored.empty or not self.stored["limits_known"].iloc[-1]:
            return None
        last = self.stored.iloc[-1]
        return Limits(
            centre=float(last["centre"]),
            sigma=float(last["sigma"]),
            start=int(last["limits_from"]),
            frozen_at=int(last["frozen_at"]),
        )

    def _carry(self, limits: Limits) -> Carry:
        """Return the stored points at the end that these very limits judged."""
        rows = self.stored
        same = (rows["centre"] == limits.centre) & (rows["sigma"] == limits.sigma)
        same &= rows["limits_known"] & (rows["frozen_at"] == limits.frozen_at)
        others = np.flatnonzero(~same.to_numpy())
        rows = rows.iloc[others[-1] + 1 if len(others) else 0 :]
        if rows.empty:
            return Carry.none(limits)
        last = rows.iloc[-MEMORY:]
        return Carry(
            last["mean"].to_numpy(np.float64),
            last["size"].to_numpy(np.int64),
            float(last["ewma"].iloc[-1]),
        )

    def _time(self, place: int) -> int:
        known = len(self.stored)
        return int(
            self.stored["time"].iloc[place] if place < known else self.fresh.time[place - known]
        )

    def _said(self, entry: CharacteristicEntry, begin: int, end: int) -> Columns:
        """Return what the new points of these places are, whatever judges them."""
        part = slice(begin - len(self.stored), end - len(self.stored))
        columns: Columns = {name: getattr(self.fresh, name)[part] for name in COLUMNS}
        wanted = entry.product(self.product)
        specs = {"lower_spec": wanted.lower_spec, "upper_spec": wanted.upper_spec}
        for name, limit in specs.items():
            columns[name] = np.full(end - begin, 0.0 if limit is None else limit)
            columns[f"{name}_null"] = np.full(end - begin, limit is None)
        columns["spread"] = self.spread[begin:end]
        columns["characteristic"] = np.full(end - begin, entry.name, object)
        columns["chart"] = np.full(end - begin, entry.chart, object)
        return columns


def _given(entry: CharacteristicEntry, wanted: ProductEntry, epoch: int) -> Limits | None:
    """Return the limits that people froze; before the first of their dates there are none."""
    if not epoch:
        return None
    frozen = wanted.frozen[epoch - 1]
    return Limits(
        centre=frozen.centre,
        sigma=frozen.sigma or CHARTS[entry.chart].sigma(frozen.centre),
        start=0 if frozen.since is None else instant(frozen.since),
        frozen_at=instant(frozen.frozen_at),
    )
