"""What a reader can work out of a table with withheld cells and further figures made of them.

Rows, columns and every further figure are equations over the withheld cells; a cell follows when no
other solution of them has another value there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.linalg import null_space

from analytics.index.scale import Floats

Cell = tuple[str, str]
_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class Known:
    """Withheld cells, as sums, and equations over them, (equations, cells)."""

    cells: tuple[Cell, ...]
    equations: Floats

    @classmethod
    def of(cls, reason: pd.DataFrame) -> "Known":
        """Return the rows and columns of a table of reasons, totals last in both directions."""
        rows, columns = [str(row) for row in reason.index], [str(one) for one in reason.columns]
        cells = tuple(
            (row, column) for row in rows for column in columns if reason.loc[row, column]
        )
        lines = [
            [float(row == line) * (-1.0 if column == columns[-1] else 1.0) for row, column in cells]
            for line in rows
        ] + [
            [float(column == line) * (-1.0 if row == rows[-1] else 1.0) for row, column in cells]
            for line in columns
        ]
        return cls(cells, np.array(lines, np.float64).reshape(len(lines), len(cells)))

    def with_figure(self, amounts: Mapping[Cell, float]) -> "Known":
        """Add a figure that is shown: so much of each cell's sum; shown cells do not matter."""
        line = np.array([[amounts.get(cell, 0.0) for cell in self.cells]])
        largest = np.abs(line).max(initial=0.0)
        scaled = line / largest if largest > 0 else line
        return replace(self, equations=np.vstack([self.equations, scaled]))

    def following(self) -> tuple[Cell, ...]:
        """Return the withheld cells that follow from what is shown."""
        if not self.cells:
            return ()
        free = np.abs(null_space(self.equations)).max(axis=1, initial=0.0) > _ZERO
        return tuple(cell for cell, one in zip(self.cells, free.tolist(), strict=True) if not one)
