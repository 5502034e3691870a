"""What may happen to a table before it is scored: gaps filled, outliers pulled in; all of it said.

Neither touches a value that was observed and is no outlier.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from analytics.index.config import IndexConfig, TreatmentConfig

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Changed:
    """One cell that is no longer what the table said, and why."""

    unit: str
    indicator: str
    what: Literal["imputed", "winsorised"]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """Values, (units, indicators), which cells were imputed, and every change.

    `outlying` are indicators whose outliers the treatment could not pull in: nothing was changed.
    """

    values: Floats
    imputed: Flags
    changes: tuple[Changed, ...]
    outlying: tuple[str, ...]


def prepared(
    values: Floats,
    config: IndexConfig,
    *,
    units: tuple[str, ...],
    peers: tuple[str, ...],
    sample: Flags,
) -> Prepared:
    """Fill gaps, then pull outliers in, each if the configuration says so.

    `peers` names each unit's peer group; only units of the `sample` are looked at and changed.
    """
    found, changes = values.copy(), list[Changed]()
    imputed = np.zeros(values.shape, np.bool_)
    names = [indicator.id for indicator in config.indicators]
    if config.imputation == "group_median":
        groups = np.array(peers, object)
        for place, name in enumerate(names):
            column = values[:, place]
            for row in np.flatnonzero(np.isnan(column) & sample).tolist():
                others = column[(groups == groups[row]) & sample & ~np.isnan(column)]
                if len(others):
                    found[row, place] = np.median(others)
                    imputed[row, place] = True
                    changes.append(
                        Changed(units[row], name, "imputed", np.nan, float(found[row, place]))
                    )
    outlying: list[str] = []
    if config.treatment.method == "winsorise":
        before = found.copy()
        found[sample] = treated(found[sample], config.treatment)
        pulled = np.argwhere((before != found) & ~np.isnan(found))
        changes += [
            Changed(units[row], names[place], "winsorised", was, now)
            for row, place in pulled[np.lexsort(pulled.T)].tolist()
            for was, now in [(float(before[row, place]), float(found[row, place]))]
        ]
        columns = zip(names, found[sample].T, strict=True)
        outlying = [
            name for name, own in columns if _outlying(own[~np.isnan(own)], config.treatment)
        ]
    return Prepared(found, imputed, tuple(changes), tuple(outlying))


def treated(values: Floats, treatment: TreatmentConfig) -> Floats:
    """Return a sample, (units, indicators), with the outliers of each indicator pulled in."""
    found = values.copy()
    for place, column in enumerate(values.T):
        there = ~np.isnan(column)
        found[there, place] = winsorised(column[there], treatment)
    return found


def winsorised(column: Floats, treatment: TreatmentConfig) -> Floats:
    """Pull the furthest values in, one more at a time, until skewness or kurtosis is no outlier's.

    Where `most_values` are not enough the column stays as it was.
    """
    for count in range(treatment.most_values + 1):
        found = _pulled(column, count)
        if not _outlying(found, treatment):
            return found
    return column


def _pulled(column: Floats, count: int) -> Floats:
    if not count or len(column) <= count:
        return column
    order = np.sort(column)
    # The long tail decides the side.
    if _moments(column)[0] > 0:
        return np.asarray(np.minimum(column, order[-1 - count]))
    return np.asarray(np.maximum(column, order[count]))


def _outlying(column: Floats, treatment: TreatmentConfig) -> bool:
    skewness, kurtosis = _moments(column)
    return abs(skewness) > treatment.skewness and kurtosis > treatment.kurtosis


def _moments(column: Floats) -> tuple[float, float]:
    """Return the sample's skewness and excess kurtosis (the unbiased ones, as spreadsheets do)."""
    n = len(column)
    deviation = column.std(ddof=1) if n > 3 else 0.0
    if not deviation:
        return 0.0, 0.0
    z = (column - column.mean()) / deviation
    skewness = n / ((n - 1) * (n - 2)) * (z**3).sum()
    kurtosis = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    return float(skewness), float(kurtosis - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))
