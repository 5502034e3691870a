"""How far behind a late stretch evidence rests on what was told in it.

A process value that was lost or found in a stretch stays so until it is told again.
"""

import pandas as pd

from analytics.automation.held_values import HOLD_MS, wanted_values
from analytics.history import PROCESS_VALUES, telling
from analytics.kpi_store import KpiQuery, sort_keys
from analytics.stretched import Stretched

_VALUES = ["expected_values", "good_values"]


def rests_until(stretch: Stretched, rows: pd.DataFrame) -> int | None:
    """Return until when (ms UTC) what follows a stretch has to be computed again; None if not.

    `rows` are the new ones of the series `evidence`; where they are the stored ones, what is held
    at their end is what was held before.
    """
    wanted = wanted_values(stretch.register)
    if not wanted or not _changed(stretch, rows):
        return None
    latest = min(stretch.end + HOLD_MS, stretch.run.now)
    told = _told(stretch, sorted({name for names in wanted.values() for name in names}), latest)
    found: list[int] = []
    for unit, names in wanted.items():
        mine = told[told["work_unit"] == unit]
        times, texts = mine["time"].tolist(), mine[PROCESS_VALUES].tolist()
        for name in names:
            own = [(t, text) for t, text in zip(times, texts, strict=True) if telling(name) in text]
            inside = [text for t, text in own if t < stretch.end]
            lost = stretch.held.get((unit, name), (0, True))[1] or any(
                f"{telling(name)}null" in text for text in inside
            )
            if inside and lost:
                found.append(next((t for t, _ in own if t >= stretch.end), latest))
    return max(found, default=None)


def _told(stretch: Stretched, names: list[str], latest: int) -> pd.DataFrame:
    rows = stretch.history.samples(
        stretch.line, start=stretch.start, end=latest, fields=(PROCESS_VALUES,), told=tuple(names)
    )
    return rows[rows["time"] >= stretch.start]


def _changed(stretch: Stretched, rows: pd.DataFrame) -> bool:
    """Tell whether good values differ from the stored ones, or no slot shows them."""
    stored = stretch.store.read(
        KpiQuery("evidence", start=stretch.start, end=stretch.end, below=stretch.line)
    )
    keys = sort_keys("evidence")
    before, after = (part.sort_values(keys, ignore_index=True) for part in (stored, rows))
    if len(before) != len(after) or not before[[*keys, *_VALUES]].equals(after[[*keys, *_VALUES]]):
        return True
    return bool((after.groupby("work_unit")["expected_values"].sum() == 0).any())
