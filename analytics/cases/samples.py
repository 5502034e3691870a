"""What the units of a case say, as rows of the series `sample`.

Entries of a case file enter; complete samples leave, repeated at heartbeats where it asks so.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.cases.file import UNAVAILABLE, CaseFile, Scalar, UnitEntry, instant, sample_fields
from analytics.oee.timeline import Run
from contract.sample import CONSUMPTION_FIELDS, COUNT_FIELDS, MODE_FIELDS, TEXT_FIELDS

_NUMBERS = (*COUNT_FIELDS, *CONSUMPTION_FIELDS)
_Row = Mapping[str, Scalar]


def case_samples(
    case: CaseFile, units: Sequence[UnitEntry], *, run: Run, where: str
) -> pd.DataFrame:
    """Return all samples of some units of a case."""
    rows: list[dict[str, Scalar | None]] = []
    for unit in units:
        said = _said(case, unit, f"{where}: unit {unit.id}")
        for t, fields in _with_heartbeats(case, unit, said, run=run, where=where):
            lost = [name for name, value in fields.items() if value == UNAVAILABLE]
            rows.append(
                {
                    "time": t,
                    "work_unit": unit.id,
                    **{n: None if n in lost else value for n, value in fields.items()},
                    "unavailable": " ".join(lost) or None,
                }
            )
    found: dict[str, object] = {
        "time": np.array([row["time"] for row in rows], np.int64),
        "work_unit": [row["work_unit"] for row in rows],
    }
    for name in ("unavailable", *MODE_FIELDS, *TEXT_FIELDS, *_NUMBERS):
        values = [row.get(name) for row in rows]
        if name == "state" or any(value is not None for value in values):
            found[name] = pd.Series(values, dtype="float64" if name in _NUMBERS else object)
    return pd.DataFrame(found)


def _said(case: CaseFile, unit: UnitEntry, where: str) -> list[tuple[int, _Row]]:
    """Return complete samples: a field that an entry leaves out keeps its last value."""
    said: list[tuple[int, _Row]] = []
    held: dict[str, Scalar] = {}
    for number, entry in enumerate(unit.samples, start=1):
        place = f"{where}: sample {number}"
        t = instant(str(entry.get("at", "")), case, where=place)
        held = held | sample_fields(entry, where=place)
        said.append((t, held))
    return said


def _with_heartbeats(
    case: CaseFile, unit: UnitEntry, said: list[tuple[int, _Row]], *, run: Run, where: str
) -> list[tuple[int, _Row]]:
    if case.heartbeat_s is None or not said:
        return said
    silent = [tuple(instant(t, case, where=where) for t in pair) for pair in unit.silent]
    times = [t for t, _ in said]
    beat = round(case.heartbeat_s * 1000)
    beats = [
        t
        for t in range(-(-times[0] // beat) * beat, run.now + 1, beat)
        if t not in set(times) and not any(a <= t < b for a, b in silent)
    ]
    repeated = [(t, said[bisect_right(times, t) - 1][1]) for t in beats]
    return said + repeated
