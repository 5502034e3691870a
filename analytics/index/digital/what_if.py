"""The index with other inputs: cells change, everything is computed again.

Cells, a configuration and changes enter; results before and after leave. Nothing is approximated:
where the scale depends on the units, those that did not change move, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.index.config import IndexConfig
from analytics.index.digital.observation import SCORED, CellStatus
from analytics.index.digital.scoring import CellTable, score
from analytics.index.engine import IndexResult

Place = tuple[str, str]
"""Unit and indicator."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The same units with and without the changes."""

    before: IndexResult
    after: IndexResult

    @property
    def shift(self) -> pd.DataFrame:
        """Points that every score, dimension and index moves."""
        return self.after.scores - self.before.scores

    @property
    def moved(self) -> "pd.Series[float]":
        """Ranks that every unit wins."""
        root = self.after.tree.root
        return self.before.ranks[root] - self.after.ranks[root]


def what_if(
    cells: CellTable,
    config: IndexConfig,
    changes: Mapping[Place, float | CellStatus],
    *,
    peers: Mapping[str, str] | None = None,
) -> WhatIf:
    """Compute the index with some cells changed, each to a value or to a status without one.

    Raises BadQuery for a unit or indicator that is not there.
    """
    return WhatIf(
        score(cells, config, peers=peers), score(changed(cells, changes), config, peers=peers)
    )


def changed(cells: CellTable, changes: Mapping[Place, float | CellStatus]) -> CellTable:
    """Return cells with changes: a new value is observed and without bounds."""
    value, low, high = cells.value.copy(), cells.low.copy(), cells.high.copy()
    status = cells.status.copy()
    for (unit, indicator), told in changes.items():
        if unit not in value.index or indicator not in value.columns:
            raise BadQuery(f"there is no cell {indicator} of {unit} to change")
        if isinstance(told, str) and told in SCORED:
            raise BadQuery(f"{indicator} of {unit}: status {told} has a value: give the value")
        gone = isinstance(told, str)
        value.loc[unit, indicator] = np.nan if isinstance(told, str) else float(told)
        status.loc[unit, indicator] = told if gone else "observed"
        low.loc[unit, indicator] = high.loc[unit, indicator] = np.nan
    return replace(cells, value=value, status=status, low=low, high=high)
