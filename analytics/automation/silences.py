"""What a silence leaves open that no sum tells: which order counts are of, and work in a break.

Rows of evidence in order of path and time enter.
"""

from collections.abc import Mapping

import pandas as pd


def crossed(rows: pd.DataFrame) -> frozenset[str]:
    """Return units that changed their order unseen: nobody knows which one their counts are of."""
    after = rows.groupby("path")["order"].shift(-1)
    unseen = (rows["unknown_time_s"] > 0) | _goes_on(rows)
    return frozenset(rows.loc[unseen & after.notna() & (after != rows["order"]), "path"])


def outside_s(rows: pd.DataFrame) -> Mapping[str, float]:
    """Return how long each unit may have worked outside scheduled time while it was silent, s.

    Work in a break becomes scheduled time when it is seen. None is thought of where a silence ended
    with no cycle told.
    """
    # Operations of one segment share its time.
    segments = rows.groupby(["path", "time"], as_index=False).agg(
        end=("end", "max"),
        scheduled_s=("scheduled_time_s", "sum"),
        unknown_s=("unknown_time_s", "sum"),
        told=("unknown_cycles", "sum"),
        open=("unknown_to_end", "max"),
    )
    length_s = (segments["end"] - segments["time"]) / 1000
    silences = segments.assign(
        number=(~_goes_on(segments, "open")).cumsum(),
        rest_s=(length_s - segments["scheduled_s"]).clip(lower=0.0),
        last=segments["open"],
    )
    silences = silences[(silences["unknown_s"] > 0) | silences["open"] | _goes_on(segments, "open")]
    whole = silences.groupby(["path", "number"], as_index=False).agg(
        rest_s=("rest_s", "sum"), told=("told", "sum"), last=("last", "last")
    )
    worked = whole[(whole["told"] > 0) | whole["last"]]
    return {str(path): float(s) for path, s in worked.groupby("path")["rest_s"].sum().items()}


def _goes_on(rows: pd.DataFrame, name: str = "unknown_to_end") -> "pd.Series[bool]":
    """Tell of rows whether a unit was silent when they began."""
    before = rows.groupby("path")[name].shift(1, fill_value=False)
    return before.astype(bool)
