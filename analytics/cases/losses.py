"""What a case wants of losses and of the momentary constraint, beside what came out."""

from collections.abc import Sequence

import pandas as pd

from analytics.cases.file import LossEntry
from analytics.oee.recompute import LineResult

KEYS = ("leaf", "loss_group", "attribution", "reason", "root_unit")
FIGURES = ("duration_s", "count", "pieces")
_Said = tuple[str, float, float]


def loss_figures(entry: LossEntry, results: Sequence[LineResult]) -> list[_Said]:
    """Return name, wanted and got of each figure of an entry: sums over all rows it names."""
    rows = pd.concat([result.losses for result in results], ignore_index=True)
    rows = rows[rows["work_unit"] == entry.unit]
    named = {key: getattr(entry, key) for key in KEYS if getattr(entry, key) is not None}
    for key, word in named.items():
        rows = rows[rows[key] == word]
    name = " ".join(["losses", entry.unit or "line", *(f"{k}={w!r}" for k, w in named.items())])
    return [
        (f"{name} {figure}", float(wanted), float(rows[figure].sum()))
        for figure in FIGURES
        if (wanted := getattr(entry, figure)) is not None
    ]


def constraint_figures(wanted: dict[str, float], results: Sequence[LineResult]) -> list[_Said]:
    """Return name, wanted and got seconds of every momentary constraint, also those not named."""
    rows = pd.concat([result.constraints for result in results], ignore_index=True)
    got = rows.groupby("part")["numerator"].sum().to_dict()
    return [
        (f"momentary constraint {unit!r}", wanted.get(unit, 0.0), float(got.get(unit, 0.0)))
        for unit in sorted({*wanted, *map(str, got)})
    ]
