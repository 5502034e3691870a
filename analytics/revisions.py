"""Computed KPI rows and the rows stored before in; rows to write and closed revisions out. Pure.

A window is provisional (revision 0) until it closes as revision 1; later rows of other inputs
become revision n + 1, rows of equal inputs change nothing (contract 5).
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.kpi_store import columns_of, empty, sort_keys

CLOSED = "closed"

# Says whether the window [start, end) of a row is closed: (line or site rows, end) -> bool.
IsClosed = Callable[[int], bool]

_KEYS = sort_keys("kpi")
# Rows of one inputs hash may still differ in these: the rest is computed from the inputs.
_PROVENANCE = ("end", "formula", "master_data")


@dataclass(frozen=True, slots=True)
class Revised:
    """KPI rows that changed, and the closed revisions among them."""

    kpis: pd.DataFrame
    kpi_revisions: pd.DataFrame

    @property
    def empty(self) -> bool:
        """Tell that nothing is to be written."""
        return self.kpis.empty


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
        key: (revision, digest, provenance)
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
        revision, old_digest, old_provenance = before.get(key, (0, None, None))
        if revision == 0:
            closed = is_closed(int(end))
            if not closed and digest == old_digest and provenance == old_provenance:
                continue
            revision, reason = int(closed), CLOSED
        elif digest == old_digest:
            continue
        else:
            revision, reason = int(revision) + 1, why
        keep.append(place)
        revisions.append(revision)
        reasons.append(reason)
    kpis = computed.iloc[keep].assign(revision=revisions)[columns_of("kpi")]
    closed_rows = kpis["revision"] > 0
    revision_rows = kpis[closed_rows].assign(
        window_start=kpis.loc[closed_rows, "time"],
        committed_at=committed_at,
        why=[reason for reason, closed in zip(reasons, closed_rows, strict=True) if closed],
    )
    revision_rows["time"] = revision_rows["window_start"] + revision_rows["revision"]
    return Revised(kpis, revision_rows[columns_of("kpi_revision")])


def _tuples(rows: pd.DataFrame, names: list[str] | tuple[str, ...]) -> list[tuple[object, ...]]:
    return list(zip(*(rows[name] for name in names), strict=True))
