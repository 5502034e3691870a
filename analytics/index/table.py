"""A table and what is told of its units, checked and found by id: arrays in the index's own order.

Frames and mappings by id enter; arrays of units and indicators leave.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.index.errors import BadTable
from analytics.index.hierarchy import Hierarchy

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_SHOWN = 5


def checked_table(table: pd.DataFrame, tree: Hierarchy) -> tuple[tuple[str, ...], Floats]:
    """Return ids of units and values, (units, indicators), NaN for gaps; raises BadTable."""
    names = [str(name) for name in table.columns]
    wanted, there = set(tree.indicators), set(names)
    if wanted != there:
        raise BadTable(
            f"the table lacks columns {sorted(wanted - there)} and has {sorted(there - wanted)}"
            " beside them: one column per indicator id, no other"
        )
    if not len(table):
        raise BadTable("the table has no row: one row per unit, at least one")
    units = tuple(str(unit) for unit in table.index)
    for what, ids in (("column", names), ("unit", units)):
        twice = [name for name, count in Counter(ids).items() if count > 1]
        if twice:
            raise BadTable(f"the table has {what} {_listed(twice)} more than once: keep one")
    named = table.set_axis(names, axis=1)
    columns = [_numbers(named[name], units, f"column {name}") for name in tree.indicators]
    return units, np.column_stack(columns)


def beside(frame: pd.DataFrame, what: str, units: tuple[str, ...], tree: Hierarchy) -> Floats:
    """Return the values of a frame that stands beside the table, in its order; raises BadTable."""
    named = frame.set_axis([str(unit) for unit in frame.index], axis=0)
    lost = [name for name in units if name not in named.index]
    lost += [name for name in tree.indicators if name not in named.columns]
    if lost:
        raise BadTable(f"{what} lacks {_listed(lost)}: it needs the units and columns of the table")
    return checked_table(named.loc[list(units), list(tree.indicators)], tree)[1]


def sample_of(units: tuple[str, ...], outside: Sequence[str]) -> Flags:
    """Return which units statistics are taken of; raises BadTable for strangers outside."""
    names = [str(unit) for unit in outside]
    strangers = sorted(set(names) - set(units))
    if strangers:
        raise BadTable(f"outside names {_listed(strangers)}, which the table does not have")
    return ~np.isin(np.array(units, object), names)


def peers_of(
    units: tuple[str, ...], peers: Mapping[str, str] | None, sample: Flags
) -> tuple[str, ...]:
    """Return each unit's peer group; raises BadTable for one of the sample without."""
    if peers is None:
        return ("",) * len(units)
    named = {str(unit): group for unit, group in peers.items()}
    lost = [unit for unit, own in zip(units, sample.tolist(), strict=True) if own]
    lost = [unit for unit in lost if unit not in named]
    if lost:
        raise BadTable(f"peers lack {_listed(lost)}: name a group for every unit, or for none")
    return tuple(named.get(unit, "") for unit in units)


def _numbers(column: "pd.Series[Any]", units: tuple[str, ...], where: str) -> Floats:
    if column.dtype == object:
        for unit, value in zip(units, column, strict=True):
            if not (isinstance(value, Real) or pd.isna(value)):
                raise BadTable(f"unit {unit}, {where}: {value!r} is no number")
    elif not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_complex_dtype(column):
        raise BadTable(f"{where} holds {column.dtype}, no numbers")
    values: Floats = column.to_numpy(np.float64, na_value=np.nan)
    endless = np.flatnonzero(np.isinf(values))
    if len(endless):
        raise BadTable(
            f"unit {units[endless[0]]}, {where}: the value is infinite: leave a gap where there is"
            " no number"
        )
    return values


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
