"""Computed KPI rows and the rows stored before in; rows to write and closed revisions out. Pure.

A window is provisional (revision 0) until it closes as revision 1; later rows of other inputs
become revision n + 1, rows of equal inputs change nothing (contract 5).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.kpi_store import columns_of, empty, sort_keys
from contract.kpi import PLAN_FIELDS

CLOSED = "closed"
# The inputs hash of a revision that says: the calendar has no such window any more.
NO_INPUTS = ""

# Says whether the window [start, end) of a row is closed: (line or site rows, end) -> bool.
IsClosed = Callable[[int], bool]

_KEYS = sort_keys("kpi")
# Rows of one inputs hash may still differ in these. A closed row keeps the provenance that it was
# closed with; what explains it to people follows the newest computation.
_FOR_PEOPLE = (
    "planned_run_time_source",
    "constraint_unit",
    *(name for name, _ in PLAN_FIELDS),
    *(f"{name}_null" for name, _ in PLAN_FIELDS),
)
# What a window is belongs to its inputs: a changed calendar may name it anew, or end it elsewhere.
_WINDOW = ("end", "shift", "production_day")
_PROVENANCE = (*_WINDOW, "formula", "master_data", *_FOR_PEOPLE)


@dataclass(frozen=True, slots=True)
class Revised:
    """KPI rows that changed, the closed revisions among them, and rows to take away."""

    kpis: pd.DataFrame
    kpi_revisions: pd.DataFrame
    gone: pd.DataFrame = field(default_factory=lambda: empty("kpi"))


def revise(
    stored: pd.DataFrame,
    computed: pd.DataFrame,
    *,
    is_closed: IsClosed,
    committed_at: int,
    why: str,
) -> Revised:
    """Number the computed rows; leave out those that the store already has.

    Args:
        stored: the newest rows of these windows, columns of `columns_of("kpi")`.
        computed: rows as the KPI core gives them; their revision is set here.
        is_closed: whether a window that ends at this ms is closed by now.
        committed_at: wall ms of this commit.
        why: reason of a revision above 1, for people.
    """
    if computed.empty:
        return Revised(empty("kpi"), empty("kpi_revision"))
    before = {
        key: _Stored(int(revision), digest, provenance)
        for key, revision, digest, provenance in zip(
            _tuples(stored, _KEYS),
            stored["revision"],
            stored["inputs_hash"],
            _tuples(stored, _PROVENANCE),
            strict=True,
        )
    }
    keep: list[int] = []
    revisions: list[int] = []
    reasons: list[str] = []
    rows = zip(
        _tuples(computed, _KEYS),
        computed["inputs_hash"],
        computed["end"],
        _tuples(computed, _PROVENANCE),
        strict=True,
    )
    for place, (key, digest, end, provenance) in enumerate(rows):
        old = before.get(key, _NONE)
        same = digest == old.digest and provenance[: len(_WINDOW)] == old.provenance[: len(_WINDOW)]
        if old.revision == 0:
            revision = int(is_closed(int(end)))
            if revision == 0 and same and provenance == old.provenance:
                continue
            reason = CLOSED if revision else ""
        elif not same:
            revision, reason = old.revision + 1, why
        elif provenance[-len(_FOR_PEOPLE) :] != old.provenance[-len(_FOR_PEOPLE) :]:
            revision, reason = old.revision, ""
        else:
            continue
        keep.append(place)
        revisions.append(revision)
        reasons.append(reason)
    kpis = computed.iloc[keep].assign(revision=revisions)[columns_of("kpi")]
    news = np.array([reason != "" for reason in reasons], dtype=bool)
    # Rows of so many columns are copied into one piece before columns are added.
    revision_rows = (
        kpis[news]
        .copy()
        .assign(
            window_start=kpis.loc[news, "time"],
            committed_at=committed_at,
            why=[reason for reason in reasons if reason],
        )
    )
    revision_rows["time"] = revision_rows["window_start"] + revision_rows["revision"]
    return Revised(kpis, revision_rows[columns_of("kpi_revision")])


def withdrawn(rows: pd.DataFrame, *, committed_at: int, why: str) -> pd.DataFrame:
    """Return a last revision, of nothing, of each closed row whose window there is no more."""
    closed = rows[rows["revision"] > 0]
    start, revision = closed["time"].to_numpy(), closed["revision"].to_numpy() + 1
    columns: dict[str, object] = {
        str(name): values.to_numpy()
        if values.dtype == object or name == "end"
        else np.full(len(closed), str(name).endswith("_null")).astype(values.to_numpy().dtype)
        for name, values in closed.items()
    }
    columns |= {
        "time": start + revision,
        "revision": revision,
        "inputs_hash": [NO_INPUTS] * len(closed),
        "window_start": start,
        "committed_at": np.full(len(closed), committed_at, np.int64),
        "why": [why] * len(closed),
    }
    return pd.DataFrame(columns)[columns_of("kpi_revision")]


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the store has of one window: a revision, its inputs, and what else it says."""

    revision: int
    digest: object
    provenance: tuple[object, ...]


_NONE = _Stored(0, None, ())


def _tuples(rows: pd.DataFrame, names: list[str] | tuple[str, ...]) -> list[tuple[object, ...]]:
    return list(zip(*(rows[name] for name in names), strict=True))
