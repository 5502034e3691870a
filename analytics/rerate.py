"""Stored segments and changed planned run times in, the segments as those rates make them out.

For time whose samples have expired. Pure: where both exist it gives what the samples would give,
or leaves a segment of the line as it was and says so. Doing it twice is doing it once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isclose

import numpy as np
import pandas as pd

from analytics.master.validity import BEGINNING
from analytics.oee.rates import Followed, LineRates

_NO_ORDER = ("", "")


@dataclass(frozen=True, slots=True)
class Rerated:
    """Segments by the new rates; `kept` are the line's own that stayed, as [start, end) in ms."""

    segments: pd.DataFrame
    kept: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _New:
    """What becomes of one segment."""

    produced_s: float
    good_s: float
    missing: bool
    source: str


def rerated(
    segments: pd.DataFrame,
    line_before: pd.DataFrame,
    *,
    follows: str,
    old: LineRates | None,
    new: LineRates,
) -> Rerated:
    """Apply rates to the segments of a line and its units.

    Args:
        segments: of a range, columns of the series `segment`.
        line_before: the line's own segments before that range, which tell when its order began.
        follows: the product whose constraint the line follows before its first order.
        old: the rates that the segments stand on; None where nobody knows for certain.
        new: the rates to apply.
    """
    rows = segments.reset_index(drop=True)
    is_unit = (rows["work_unit"] != "").to_numpy(np.bool_)
    found: dict[int, _New] = {}
    for place in np.flatnonzero(is_unit).tolist():
        found[place] = _of_unit(rows.iloc[place], new)
    units = rows[is_unit]
    kept: list[tuple[int, int]] = []
    own = rows[~is_unit].sort_values("time", kind="stable")
    begun = orders_begun(pd.concat([line_before, own]) if len(line_before) else own, follows)
    for place, (product, since) in zip(own.index, begun[len(line_before) :], strict=True):
        row = rows.iloc[place]
        changed = _of_line(row, product, since, units, old=old, new=new)
        if changed is None:
            kept.append((int(row["time"]), int(row["end"])))
        else:
            found[int(place)] = changed
    return Rerated(_with(rows, found), tuple(kept))


def first_product(units: pd.DataFrame) -> str:
    """Return the product that segments of units name first, empty where they name none."""
    named = units[units["product"] != ""].sort_values(["time", "product"], kind="stable")
    return "" if named.empty else str(named["product"].iloc[0])


def _with(rows: pd.DataFrame, found: dict[int, _New]) -> pd.DataFrame:
    produced, good = (
        rows[name].to_numpy(np.float64, copy=True)
        for name in ("planned_run_time_produced_s", "planned_run_time_good_s")
    )
    missing = rows["ideal_rate_missing"].to_numpy(np.bool_, copy=True)
    source = rows["planned_run_time_source"].to_numpy(object, copy=True)
    for place, one in found.items():
        produced[place], good[place] = one.produced_s, one.good_s
        missing[place], source[place] = one.missing, one.source
    return rows.assign(
        planned_run_time_produced_s=produced,
        planned_run_time_good_s=good,
        ideal_rate_missing=missing,
        planned_run_time_source=source,
    )


def _of_unit(row: pd.Series, new: LineRates) -> _New:
    rate = new.unit_rate(str(row["work_unit"]), str(row["product"]), at=int(row["time"]))
    seconds, produced = rate.planned_run_time_s, float(row["produced_quantity"])
    return _New(
        seconds * produced,
        seconds * float(row["good_quantity"]),
        seconds == 0 and produced != 0,
        rate.source,
    )


def orders_begun(own: pd.DataFrame, follows: str) -> list[tuple[str, int]]:
    """Return of each of the line's segments the product it follows and when its order began."""
    found: list[tuple[str, int]] = []
    pair, since = _NO_ORDER, BEGINNING
    for order, product, time in zip(own["order"], own["product"], own["time"], strict=True):
        now = str(order), str(product)
        if now not in {pair, _NO_ORDER}:
            since, follows = int(time), now[1] or follows
        pair = now
        found.append((follows, since))
    return found


def _of_line(
    row: pd.Series,
    product: str,
    since: int,
    units: pd.DataFrame,
    *,
    old: LineRates | None,
    new: LineRates,
) -> _New | None:
    """Return a line's segment by the new rates, None where stored quantities cannot tell it."""
    now = Followed(product, new.valid_since(since))
    inside = (units["time"] < row["end"]) & (units["end"] > row["time"])
    made = inside & (units["produced_quantity"] != 0)
    pieces = sorted(set(units.loc[made, "product"].astype(str)))
    before = None if old is None else Followed(product, old.valid_since(since))
    if (
        old is None
        or before is None
        or not _same_constraint((product, *pieces), old, before, new, now)
    ):
        return None
    produced, good = float(row["produced_quantity"]), float(row["good_quantity"])
    source = new.line_rate(product, at=now.rates_at).source
    if not produced:
        return _New(0.0, 0.0, missing=False, source=source)
    ours = {new.line_rate(piece, at=now.rates_at).planned_run_time_s for piece in pieces}
    theirs = {old.line_rate(piece, at=before.rates_at).planned_run_time_s for piece in pieces}
    if len(ours) != 1 or not _all_seen(row, theirs):
        return None
    seconds = ours.pop()
    return _New(seconds * produced, seconds * good, missing=seconds == 0, source=source)


def _all_seen(row: pd.Series, theirs: Collection[float]) -> bool:
    """Tell whether every piece of a line's segment was counted while its time was known.

    A segment that was rated by the new rates already, before a run was cut off, does not pass
    where some of its time is unknown; it stays as it is, which is right.
    """
    if float(row["unknown_time_s"]) == 0:
        return True
    return len(theirs) == 1 and all(
        isclose(float(row[earned]), rate * float(row[counted]), rel_tol=1e-9) and rate > 0
        for rate in theirs
        for earned, counted in (
            ("planned_run_time_produced_s", "produced_quantity"),
            ("planned_run_time_good_s", "good_quantity"),
        )
    )


def _same_constraint(
    products: Sequence[str], old: LineRates, before: Followed, new: LineRates, now: Followed
) -> bool:
    """Tell whether the line's time and the worth of its pieces come from the same units."""
    for product in products:
        one = old.constraint(product, at=before.rates_at)
        other = new.constraint(product, at=now.rates_at)
        if one is None or other is None or one.stage != other.stage:
            return False
        pairs = zip(one.weights, other.weights, strict=True)
        if not all(isclose(mine, theirs, rel_tol=1e-9) for mine, theirs in pairs):
            return False
    return True
