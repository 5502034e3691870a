"""Pareto of losses: what was lost most, by time or by how often, with its cumulative share."""

from typing import Literal

import numpy as np
import pandas as pd

ParetoBy = Literal["duration_s", "count"]


def pareto_of(losses: pd.DataFrame, *, by: ParetoBy) -> pd.DataFrame:
    """Return the losses of each place and window, largest first, with `share` and `cumulative`.

    `losses` have the columns `path`, perhaps `window_start`, keys, `duration_s` and `count`. What
    is not above 0, such as a gain in speed, is no loss and left out.
    """
    rows = losses[losses[by] > 0]
    places = [name for name in ("path", "window_start") if name in rows]
    keys = [name for name in rows.columns if name not in (*places, "duration_s", "count", "pieces")]
    rows = rows.sort_values(
        [*places, by, *keys],
        ascending=[True] * len(places) + [False] + [True] * len(keys),
        kind="stable",
        ignore_index=True,
    )
    group = rows.groupby(places, sort=False)[by]
    share = rows[by] / group.transform("sum")
    return rows.assign(
        rank=group.cumcount() + 1,
        share=share,
        # The last one closes at 1, whatever rounding says.
        cumulative=np.minimum(share.groupby([rows[name] for name in places]).cumsum(), 1.0),
    )
