"""Evidence, rates and green measures of the pipeline against those of the simulator's journal.

Evidence is compared sum by sum, for each unit, operation and order of every hour; rates and green
measures of a production day by value, so that it does not matter in what unit either side counts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import pandas as pd

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.queries import iso, paths_of
from contract.evidence_series import EVIDENCE_FIELDS
from simulators.truth.evidence import EvidenceTruth
from simulators.world import World

_TOLERANCE = 1e-6
_FIELDS = [name for name, _, _ in EVIDENCE_FIELDS]


class EvidenceAt(NamedTuple):
    """One sum of one unit and hour."""

    path: str
    hour: str
    operation: str
    order: str
    product: str
    field: str


class RateAt(NamedTuple):
    """One rate or green measure of a place and production day; `part` is a time leaf or empty."""

    level: str
    path: str
    day: str
    rate: str
    part: str


K = TypeVar("K", EvidenceAt, RateAt)


@dataclass(frozen=True, slots=True)
class RateMismatch:
    """A sum or rate that is not what really happened; None where there is none."""

    key: EvidenceAt | RateAt
    got: float | None
    want: float | None

    def __str__(self) -> str:
        """Say where and by how much, in one line."""
        what = "evidence" if isinstance(self.key, EvidenceAt) else "rate"
        named = " ".join(word or "-" for word in self.key)
        return f"{what} {named}: got {self.got}, truth {self.want}"


def rate_mismatches(store: KpiStore, world: World, *, end: int) -> list[RateMismatch]:
    """Return every sum, rate and green measure of a played world that differs from its truth."""
    truth = world.truth_evidence(end)
    found = [*_compared(measured_evidence(store, truth), true_evidence(truth))]
    for got, want in (
        (measured_rates(store), true_rates(world, end=end)),
        (measured_green(store), true_green(world, end=end)),
    ):
        found += _compared(_of_told(got, want), want)
    return found


def measured_evidence(store: KpiStore, truth: Iterable[EvidenceTruth]) -> dict[EvidenceAt, float]:
    """Add up the stored evidence of every hour that the truth has."""
    rows = store.read(KpiQuery("evidence"))
    starts = sorted({row.window_start for row in truth if row.window == "hour"})
    # By a clock that is behind something may have been said before the first hour.
    before = [0, *starts]
    hours = [iso(before[bisect_right(starts, t)]) for t in rows["time"]]
    keys = ["path", "hour", "operation", "order", "product"]
    named = rows.assign(path=paths_of(rows), hour=hours)
    sums = named.groupby(keys, observed=True)[_FIELDS].sum().reset_index()
    places = list(sums[keys].astype(str).itertuples(index=False, name=None))
    return {
        EvidenceAt._make((*place, name)): value
        for name in _FIELDS
        for place, value in zip(places, sums[name].tolist(), strict=True)
        if value
    }


def true_evidence(truth: Iterable[EvidenceTruth]) -> dict[EvidenceAt, float]:
    """Return the true sums of every hour; nothing is left out but zeros."""
    return {
        EvidenceAt(row.path, iso(row.window_start), row.operation, row.order, row.product, name): v
        for row in truth
        if row.window == "hour"
        for name in _FIELDS
        if (v := row.values[name])  # noqa: PD011  # a dict, no frame
    }


def measured_rates(store: KpiStore) -> dict[RateAt, float]:
    """Return the stored rates of every production day as fractions."""
    return dict(_fractions(store.read(KpiQuery("automation")), named="rate"))


def true_rates(world: World, *, end: int) -> dict[RateAt, float]:
    """Return the true rates of every production day; none where there is nothing to divide by."""
    return {
        RateAt(row.level, row.path, iso(row.start), row.rate, ""): row.value
        for row in world.truth_rates(end)
        if row.value is not None
    }


def measured_green(store: KpiStore) -> dict[RateAt, float]:
    """Return the stored green measures of every production day as fractions.

    A time leaf in which nothing was used is left out, as in the truth.
    """
    found = dict(_fractions(store.read(KpiQuery("green")), named="measure"))
    return {key: value for key, value in found.items() if value or not key.part}


def true_green(world: World, *, end: int) -> dict[RateAt, float]:
    """Return the true use per good item, by time leaf, and outside production, of every day."""
    return {
        RateAt(row.level, row.path, iso(row.window_start), row.measure, row.part): (
            row.numerator / row.denominator
        )
        for row in world.truth_green(end)
        if row.denominator and (row.by == "" or row.measure == "energy_by_leaf")
    }


def _fractions(rows: pd.DataFrame, *, named: str) -> Iterator[tuple[RateAt, float]]:
    rows = rows[(rows["window"] == "day") & (rows["denominator"] != 0)]
    parts = rows["part"] if "part" in rows else [""] * len(rows)
    values = rows["numerator"] / rows["denominator"]
    days = (iso(start) for start in rows["time"])
    keys = zip(rows["level"], paths_of(rows), days, rows[named], parts, strict=True)
    yield from ((RateAt._make(key), value) for key, value in zip(keys, values, strict=True))


def _of_told(got: Mapping[RateAt, float], want: Mapping[RateAt, float]) -> dict[RateAt, float]:
    """Leave out rates that the truth does not tell of such a place, and nothing of nothing.

    Where nothing was owed the truth divides by nothing, and a register by what it would be.
    """
    told = {(key.level, key.rate) for key in want}
    return {
        key: value
        for key, value in got.items()
        if (key.level, key.rate) in told and (value or key in want)
    }


def _compared(got: Mapping[K, float], want: Mapping[K, float]) -> Iterable[RateMismatch]:
    for key in sorted(got.keys() | want.keys()):
        mine, true = got.get(key), want.get(key)
        if not _close(mine, true):
            yield RateMismatch(key, mine, true)


def _close(got: float | None, want: float | None) -> bool:
    if got is None or want is None:
        return got is want
    return abs(got - want) <= _TOLERANCE * max(1.0, abs(want))
