"""What rates of automation add to the index: what a machine that is connected is worth in it."""

from collections.abc import Callable, Mapping
from math import fsum

import numpy as np

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.scoring import index_config
from analytics.index.hierarchy import hierarchy_of
from analytics.index.scale import scored
from analytics.index.weights import effective, weights_of


def rate_points(catalogue: Catalogue) -> Callable[[Mapping[str, float]], float]:
    """Return what turns rates into score times weight of the indicators that they are, added up.

    Rates are keyed by id, in their own unit; one that is no indicator adds nothing. Weights are the
    catalogue's, of an index with every indicator.
    """
    config = index_config(catalogue)
    tree = hierarchy_of(config)
    worth = effective(tree, weights_of(config, tree))
    by_id = {one.id: one for one in config.indicators}
    known = [one for one in catalogue.indicators if one.series == "automation"]

    def points(rates: Mapping[str, float]) -> float:
        told = [one for one in known if one.rate in rates]
        found = scored(
            np.array([[rates[one.rate] * one.factor for one in told]]),
            tuple(by_id[one.id] for one in told),
            config.scale,
            sample=np.ones(1, np.bool_),
        )
        scores: list[float] = found.scores[0].tolist()
        return fsum(score * worth[one.id] for one, score in zip(told, scores, strict=True))

    return points
