"""One run of a study: a table, a choice of methods and weights in, mapped scores and ranks out.

The same as `engine.compute` for that choice, column operations at a time; two pseudo-units, all at
the reference and all at the benchmark, stand behind the table and give every run the same two
anchors.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from analytics.index.aggregate import aggregated
from analytics.index.config import (
    Aggregator,
    Imputation,
    IndexConfig,
    IndicatorConfig,
    Scale,
    ScaleConfig,
)
from analytics.index.errors import BadTable, CannotAggregate
from analytics.index.hierarchy import Hierarchy
from analytics.index.prepare import treated
from analytics.index.scale import Floats, points

Ints = npt.NDArray[np.int64]
ANCHORS = 2
# A deviation so small beside its mean may be that of equal values.
_ROUNDED = 1e-9


@dataclass(frozen=True, slots=True)
class Choice:
    """What one run chose."""

    scale: ScaleConfig
    aggregators: tuple[Aggregator, ...]
    imputation: Imputation
    weights: Mapping[str, Floats]


class Runner:
    """Works out once what all runs of a study share."""

    def __init__(self, config: IndexConfig, tree: Hierarchy, peers: tuple[str, ...]) -> None:
        self._tree = tree
        self._config = config
        ids = config.indicators
        self._sign = np.array([1.0 if one.direction == "higher" else -1.0 for one in ids])
        self._logs = np.flatnonzero([one.transform == "log" for one in ids])
        corners = np.array([points(one, "floor", "reference", "benchmark") for one in ids])
        self._floor, self._reference, self._benchmark = corners.T
        self._posts = np.array([_posts(one) for one in ids]).T
        raw = [[one.reference, one.benchmark] for one in ids]
        self.anchors = np.array(raw, np.float64).T
        codes = sorted(set(peers))
        groups = np.array([codes.index(peer) for peer in peers])
        self._peers = [np.flatnonzero(groups == code) for code in range(len(codes))]
        self._places = {name: place for place, name in enumerate(tree.indicators)}

    def index(self, values: Floats, choice: Choice, beside: Floats | None = None) -> Floats:
        """Return the index of every unit of a table, (units, indicators), anchors mapped.

        Rows `beside` follow the units: scored as they are, of no statistic of the sample. Raises
        CannotAggregate where the benchmark's index does not exceed the reference's.
        """
        if choice.imputation == "group_median":
            values = self.imputed(values)
        if self._config.treatment.method == "winsorise":
            values = treated(values, self._config.treatment)
        own = len(values)
        outside = [self.anchors] if beside is None else [beside, self.anchors]
        table = np.vstack([values, *outside])
        if len(self._logs):
            self._check_logs(table)
            table[:, self._logs] = np.log(table[:, self._logs])
        found = self._added_up(self._scored(table, own, choice.scale), choice)
        reference, benchmark = found[-ANCHORS:].tolist()
        if not benchmark > reference:
            raise CannotAggregate(
                f"scale {choice.scale.method} with {choice.aggregators[0]}: a unit at all"
                f" benchmarks scores {benchmark:g}, one at all references {reference:g}: the sample"
                " is too far from both for this scale: leave it out of the study"
            )
        scale = self._config.scale
        width = (scale.at_benchmark - scale.at_reference) / (benchmark - reference)
        return np.asarray(scale.at_reference + (found[:-ANCHORS] - reference) * width)

    def _check_logs(self, table: Floats) -> None:
        wrong = np.argwhere(table[:, self._logs] <= 0)
        if len(wrong):
            row, place = wrong[0].tolist()
            column = int(self._logs[place])
            raise BadTable(
                f"indicator {self._tree.indicators[column]} is on a logarithmic scale and drew"
                f" {table[row, column]:g} for a unit: keep its bounds and its plausible range"
                " above 0",
                row,
            )

    def imputed(self, values: Floats) -> Floats:
        """Fill gaps with the median of the peer group; a group without any value keeps its gaps."""
        gaps = np.isnan(values)
        columns = np.flatnonzero(gaps.any(axis=0))
        if not len(columns):
            return values
        values = values.copy()
        for rows in self._peers:
            mine = gaps[np.ix_(rows, columns)]
            holed = columns[mine.any(axis=0)]
            if not len(holed):
                continue
            part = values[np.ix_(rows, holed)]
            counts = len(rows) - np.isnan(part).sum(axis=0)
            # Gaps are sorted behind all values.
            part = np.sort(part, axis=0)
            across = np.arange(len(holed))
            upper, lower = counts // 2, np.maximum(counts - 1, 0) // 2
            middle = (part[np.minimum(upper, len(rows) - 1), across] + part[lower, across]) / 2
            whole = values[np.ix_(rows, holed)]
            values[np.ix_(rows, holed)] = np.where(np.isnan(whole), middle, whole)
        return values

    def _scored(self, table: Floats, own: int, scale: ScaleConfig) -> Floats:
        found = _RULES[scale.method](self, table, own, scale)
        return found if scale.clamp is None else np.clip(found, *scale.clamp)

    def _added_up(self, scores: Floats, choice: Choice) -> Floats:
        groups: dict[str, Floats] = {}
        for group in self._tree.groups:
            members = np.column_stack(
                [
                    groups[name] if name in groups else scores[:, self._places[name]]
                    for name in group.members
                ]
            )
            by_depth = choice.aggregators
            groups[group.id] = aggregated(
                members,
                choice.weights[group.id],
                by_depth[min(group.depth, len(by_depth) - 1)],
                least_coverage=group.least_coverage,
                group=group.id,
            )
        return groups[self._tree.root]

    def reference(self, table: Floats, _: int, scale: ScaleConfig) -> Floats:
        """Score on the three points."""
        low, middle, high = scale.at_floor, scale.at_reference, scale.at_benchmark
        off = table - self._reference
        below = middle + (middle - low) * (off / (self._reference - self._floor))
        above = middle + (high - middle) * (off / (self._benchmark - self._reference))
        return np.asarray(np.where(off * self._sign > 0, above, below))

    def min_max(self, table: Floats, own: int, scale: ScaleConfig) -> Floats:
        """Score between the smallest and the largest of the sample, the first `own` rows."""
        sample = _known(table[:own])
        first, last = np.nanmin(sample, axis=0), np.nanmax(sample, axis=0)
        return self._between(table, scale, first, last)

    def goalposts(self, table: Floats, _: int, scale: ScaleConfig) -> Floats:
        """Score between fixed posts."""
        first, last = self._posts
        return self._between(np.clip(table, first, last), scale, first, last)

    def z_score(self, table: Floats, own: int, scale: ScaleConfig) -> Floats:
        """Score by standard deviations of the sample."""
        sample = _known(table[:own])
        spread, mean = np.nanstd(sample, axis=0), np.nanmean(sample, axis=0)
        if scale.ddof:
            count = (~np.isnan(sample)).sum(axis=0)
            spread = spread * np.sqrt(count / np.maximum(count - 1, 1))
        # The deviation of equal values is not always 0: their mean is rounded.
        near = np.flatnonzero(spread <= _ROUNDED * np.abs(mean))
        still = spread == 0
        still[near] = np.nanmin(sample[:, near], axis=0) == np.nanmax(sample[:, near], axis=0)
        z = (table - mean) / np.where(still, 1.0, spread)
        z = np.where(still & ~np.isnan(table), 0.0, z)
        return np.asarray(scale.mean + scale.deviation * self._sign * z)

    def rank(self, table: Floats, own: int, scale: ScaleConfig) -> Floats:
        """Score by the place in the sample, equals counting half."""
        signed = table * self._sign
        sample = signed[:own]
        there = (~np.isnan(sample)).sum(axis=0)
        unknown = there == 0
        below = np.empty_like(signed)
        below[:own] = rankdata(sample, axis=0, nan_policy="omit") - 0.5
        for row in range(own, len(table)):
            mine = signed[row]
            places = (sample < mine).sum(axis=0) + (sample == mine).sum(axis=0) / 2
            below[row] = np.where(np.isnan(mine), np.nan, places)
        share = np.where(unknown & ~np.isnan(table), 0.5, below / np.where(unknown, 1, there))
        return np.asarray(scale.low + (scale.high - scale.low) * share)

    def _between(self, table: Floats, scale: ScaleConfig, first: Floats, last: Floats) -> Floats:
        still = last <= first
        share = (table - first) / np.where(still, 1.0, last - first)
        share = np.where(self._sign > 0, share, 1.0 - share)
        share = np.where(still & ~np.isnan(table), 0.5, share)
        return np.asarray(scale.low + (scale.high - scale.low) * share)


def _known(sample: Floats) -> Floats:
    """Return a sample in which a column without any value holds zeros, and so has no spread."""
    unknown = np.isnan(sample).all(axis=0)
    return np.where(unknown, 0.0, sample) if unknown.any() else sample


def _posts(one: IndicatorConfig) -> list[float]:
    # Where there are none the study does not draw their scale.
    low, high = one.goalposts or (np.nan, np.nan)
    return [float(np.log(post)) if one.transform == "log" else post for post in (low, high)]


_RULES: Mapping[Scale, Callable[[Runner, Floats, int, ScaleConfig], Floats]] = {
    "reference": Runner.reference,
    "min_max": Runner.min_max,
    "goalposts": Runner.goalposts,
    "z_score": Runner.z_score,
    "rank": Runner.rank,
}
DRAWN: frozenset[Scale] = frozenset(_RULES)
