"""Weights by the analytic hierarchy process: who is how many times as important as whom.

Comparisons by id, or a whole matrix, enter; weights and how consistent they are leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.index.errors import BadIndex

Floats = npt.NDArray[np.float64]

# Mean consistency index of random matrices of one to ten rows (Saaty; OECD handbook 2008, 6.2).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
# How far the product of two comparisons of a pair, told both ways, may be from 1.
_BOTH_WAYS = 0.02


@dataclass(frozen=True, slots=True)
class Compared:
    """Weights of a matrix of pairwise comparisons, its largest eigenvalue, consistency ratio."""

    weights: Floats
    eigenvalue: float
    ratio: float


def compare_pairs(matrix: npt.ArrayLike) -> Compared:
    """Return the principal eigenvector of a reciprocal matrix, adding up to 1, and how consistent.

    Raises BadIndex where it is not square, positive and reciprocal, or has more than ten rows.
    """
    try:
        table = np.array(matrix, np.float64)
    except ValueError as error:
        raise BadIndex(
            f"a matrix of comparisons has numbers in rows of equal length: {error}"
        ) from error
    size = len(table) if table.ndim else 0
    if table.shape != (size, size) or not 1 <= size <= len(RANDOM_INDEX):
        raise BadIndex(f"a matrix of comparisons is square, with 1 to 10 rows; got {table.shape}")
    wrong = ~((table > 0) & np.isclose(table * table.T, 1.0, rtol=1e-6))
    if wrong.any():
        row, column = np.argwhere(wrong)[0].tolist()
        raise BadIndex(
            "a matrix of comparisons is positive and has 1 / a[i][j] at a[j][i]: row"
            f" {row + 1}, column {column + 1} has {table[row, column]:g}, the other way round"
            f" {table[column, row]:g}"
        )
    values, vectors = np.linalg.eig(table)
    first = int(np.argmax(values.real))
    largest = float(values[first].real)
    weights = np.abs(vectors[:, first].real)
    random = RANDOM_INDEX[size - 1]
    index = (largest - size) / (size - 1) if size > 1 else 0.0
    return Compared(weights / weights.sum(), largest, index / random if random else 0.0)


def matrix_of(told: Mapping[str, Mapping[str, float]], members: tuple[str, ...]) -> Floats:
    """Return comparisons, told one way or both, as a reciprocal matrix in the members' order.

    Raises BadIndex for one that is missing, of a stranger, or contradicts the other way round.
    """
    strangers = sorted({*told, *(name for row in told.values() for name in row)} - set(members))
    if strangers:
        raise BadIndex(
            f"comparisons name {', '.join(strangers)}; the members are {', '.join(members)}"
        )
    table = np.ones((len(members), len(members)))
    for row, one in enumerate(members):
        for column, other in enumerate(members):
            forth, back = told.get(one, {}).get(other), told.get(other, {}).get(one)
            if one == other and forth is None:
                continue
            if forth is None and back is None:
                raise BadIndex(f"{one} and {other} are not compared: say it of every pair")
            forth, back = forth or 1.0 / (back or 1.0), back or 1.0 / (forth or 1.0)
            if abs(forth * back - 1.0) > _BOTH_WAYS:
                raise BadIndex(
                    f"{one} is {forth:g} times as important as {other}, which is {back:g} times"
                    f" as important as {one}: one is 1 divided by the other"
                )
            table[row, column] = np.sqrt(forth / back)
    return table
