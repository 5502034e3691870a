"""Which further cells of a table with totals must go, so that no missing one can be worked out.

Rows and columns (totals among them) are the two sides of a graph, missing cells its edges. Rows and
columns add up; a missing cell follows from them exactly when its edge lies in no circle of missing
ones. So every missing cell is closed into the cheapest circle that there is.
"""

from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_Edge = tuple[int, int]


def closed(missing: Flags, usable: Flags, cost: Floats) -> Flags:
    """Return the missing cells and those that must go with them.

    Args:
        missing: cells that may not be told, (rows, columns), totals last in both directions.
        usable: cells that can be withheld; not an empty one, whose value everybody knows.
        cost: what is lost with each cell.
    """
    found = missing.copy()
    for edge in _edges(missing):
        if edge in _derivable(found):
            for other in _cheapest_circle(edge, found, usable, cost):
                found[other] = True
    return found


def _derivable(missing: Flags) -> set[_Edge]:
    """Return the missing cells that follow from the others."""
    nothing = np.zeros(missing.shape)
    return {
        edge
        for edge in _edges(missing)
        if _cheapest_path(edge, missing & ~_only(edge, missing.shape), nothing) is None
    }


def _cheapest_circle(edge: _Edge, missing: Flags, usable: Flags, cost: Floats) -> list[_Edge]:
    there = (usable | missing) & ~_only(edge, missing.shape)
    path = _cheapest_path(edge, there, np.where(missing, 0.0, cost))
    return [] if path is None else path


def _cheapest_path(edge: _Edge, there: Flags, cost: Floats) -> list[_Edge] | None:
    """Return the edges of the cheapest path from an edge's row to its column; None without."""
    rows = there.shape[0]
    start, goal = edge[0], rows + edge[1]
    queue: list[tuple[float, int, int, int]] = [(0.0, 0, start, -1)]
    came: dict[int, int] = {}
    while queue:
        spent, steps, node, before = heappop(queue)
        if node in came:
            continue
        came[node] = before
        if node == goal:
            break
        if node < rows:
            others = [(rows + at, (node, at)) for at in np.flatnonzero(there[node]).tolist()]
        else:
            at_column = np.flatnonzero(there[:, node - rows]).tolist()
            others = [(at, (at, node - rows)) for at in at_column]
        for other, cell in others:
            if other not in came:
                heappush(queue, (spent + float(cost[cell]), steps + 1, other, node))
    if goal not in came:
        return None
    path = []
    node = goal
    while came[node] >= 0:
        one, two = sorted((node, came[node]))
        path.append((one, two - rows))
        node = came[node]
    return path


def _edges(cells: Flags) -> list[_Edge]:
    return [(int(row), int(column)) for row, column in np.argwhere(cells)]


def _only(edge: _Edge, shape: tuple[int, ...]) -> Flags:
    found = np.zeros(shape, np.bool_)
    found[edge] = True
    return found
