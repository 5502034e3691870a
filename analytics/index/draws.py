"""What each run of a study draws: from streams of their own, by factor and block of runs.

A study, factors and the number of a block enter; choices and uniform numbers of its runs leave. So
nothing depends on how many workers share the blocks, and one factor can be drawn anew alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from analytics.index.hierarchy import Hierarchy
from analytics.index.run import Choice
from analytics.index.scale import Floats
from analytics.index.uncertainty_config import UncertaintyConfig

Factor = Literal["data", "scale", "weights", "aggregation", "imputation"]
FACTORS: tuple[Factor, ...] = get_args(Factor)
Matrix = Literal[0, 1]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One run's draw: how to compute, and a number in (0, 1) for every cell."""

    choice: Choice
    uniform: Floats


class Drawer:
    """Draws the runs of a block.

    `nominal` are the weights that draws lie around, `shape` that of the table.
    """

    def __init__(
        self,
        config: UncertaintyConfig,
        tree: Hierarchy,
        nominal: Mapping[str, Floats],
        shape: tuple[int, int],
    ) -> None:
        self._config = config
        self._tree = tree
        self._nominal = nominal
        self._shape = shape

    def runs(
        self, block: int, count: int, matrix: Mapping[Factor, Matrix] | None = None
    ) -> Iterator[Drawn]:
        """Draw `count` runs of a block; `matrix` takes a factor from its second stream."""
        config = self._config
        streams = {
            factor: np.random.Generator(
                np.random.PCG64(
                    np.random.SeedSequence(
                        [config.seed, block, place, (matrix or {}).get(factor, 0)]
                    )
                )
            )
            for place, factor in enumerate(FACTORS)
        }
        for _ in range(count):
            choice = Choice(
                scale=config.scales[_one(streams["scale"], len(config.scales))],
                aggregators=config.aggregators[
                    _one(streams["aggregation"], len(config.aggregators))
                ],
                imputation=config.imputations[_one(streams["imputation"], len(config.imputations))],
                weights=self._weights(streams["weights"]),
            )
            yield Drawn(choice, _open(streams["data"].random(self._shape)))

    def _weights(self, stream: np.random.Generator) -> dict[str, Floats]:
        found = {}
        for group in self._tree.groups:
            nominal = self._nominal[group.id]
            drawn = stream.dirichlet(self._config.concentration * nominal[nominal > 0])
            weights = np.zeros(len(nominal))
            weights[nominal > 0] = drawn
            found[group.id] = weights
        return found


def _one(stream: np.random.Generator, count: int) -> int:
    return int(stream.random() * count)


def _open(uniform: Floats) -> Floats:
    # A quantile of 0 would be infinite.
    return np.maximum(uniform, 2.0**-53)
