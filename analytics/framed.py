"""Columns in, a frame of them out in which columns of one type lie together.

Pandas pays for every column that lies alone and for looking through words for their type: of rows
with a hundred columns that takes longer than all that is done with them.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd


def framed(columns: Mapping[str, npt.NDArray[np.generic]]) -> pd.DataFrame:
    """Return these columns, all of one length, in their order; words stay objects."""
    kinds: dict[np.dtype[np.generic], list[str]] = {}
    for name, column in columns.items():
        kinds.setdefault(column.dtype, []).append(name)
    if not kinds:
        return pd.DataFrame()
    parts = [
        pd.DataFrame(
            np.array([columns[name] for name in names], kind).T,
            columns=names,
            dtype=kind,
        )
        for kind, names in kinds.items()
    ]
    return pd.concat(parts, axis=1)[list(columns)]
