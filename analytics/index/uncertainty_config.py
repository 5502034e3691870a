"""What a study of uncertainty draws from: one frozen object that travels with its results."""

from typing import Annotated

from msgspec import Meta

from analytics.index.config import (
    Aggregator,
    Entry,
    Imputation,
    IndexConfig,
    Positive,
    ScaleConfig,
)

Count = Annotated[int, Meta(ge=1)]
_ABOVE_ZERO = (1.0, 1e6)

# Each gives numbers above 0 only, so that it goes with every aggregation.
SCALES: tuple[ScaleConfig, ...] = (
    ScaleConfig(),
    ScaleConfig(method="z_score", mean=100.0, deviation=10.0, clamp=_ABOVE_ZERO),
    ScaleConfig(method="min_max", low=1.0, high=100.0, clamp=_ABOVE_ZERO),
    ScaleConfig(method="goalposts", low=1.0, high=100.0, clamp=_ABOVE_ZERO),
    ScaleConfig(method="rank", low=1.0, high=100.0, clamp=_ABOVE_ZERO),
)
# These ask nothing of the other units, so that they go with a sample of any size.
FIXED_SCALES = tuple(one for one in SCALES if one.method in {"reference", "goalposts"})
# Mazziotta-Pareto of groups may fall below 0, where one of them is not defined: so not of these.
AGGREGATORS: tuple[tuple[Aggregator, ...], ...] = (("mean",), ("geometric",), ("mean", "mpi"))


class UncertaintyConfig(Entry, frozen=True, kw_only=True):
    """A study: how often, of what, and from which random numbers.

    Args:
        runs: how often everything is drawn.
        block: runs that share a stream of random numbers; results do not depend on workers, but
            on this.
        scales, aggregators, imputations: what one is drawn from, each as likely; aggregators are
            by depth and stand in for a group's own too.
        concentration: weights are Dirichlet(concentration * weight) in every group.
        threshold: the share of runs above this index is reported.
        low, high: percentiles of the bands.
    """

    runs: Count = 10_000
    seed: int = 1
    block: Count = 250
    scales: tuple[ScaleConfig, ...] = SCALES
    aggregators: tuple[tuple[Aggregator, ...], ...] = AGGREGATORS
    imputations: tuple[Imputation, ...] = ("none", "group_median")
    concentration: Positive = 100.0
    threshold: float = 103.8
    low: float = 5.0
    high: float = 95.0


class Study(Entry, frozen=True, kw_only=True):
    """An index and what is uncertain about it: all that a study's results depend on."""

    index: IndexConfig
    uncertainty: UncertaintyConfig = UncertaintyConfig()
