"""Stored losses and segments of other rates in, losses that split production time anew out. Pure.

For time whose samples have expired; what stood still is not touched by a rate.
"""

import numpy as np
import pandas as pd

from analytics.kpi_store import columns_of
from analytics.oee.counters import Floats
from analytics.oee.frames import typed_frame
from analytics.oee.loss_groups import PRODUCTION_LOSSES
from analytics.oee.losses import production
from analytics.oee.segments import Segments
from contract.series import LOSS, UNIT_TAGS

_KEY = [*UNIT_TAGS, "time"]


def resplit(losses: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the losses of segments, whose production time is split by the rates of `after`.

    Args:
        losses: of these segments, columns of the series `loss`.
        before: these segments by the old rates.
        after: the same in the same order by the new rates.
    """
    stood = losses[losses["leaf"] != "production"]
    start_up, start_up_s = _start_up(losses, before, after)
    is_unit = (after["work_unit"] != "").to_numpy(np.bool_)
    # Rework is not in the quantities of a line (domain reference 1.6.4).
    rework = np.where(is_unit, after["rework_quantity"].to_numpy(np.float64), 0.0)
    rows = production(
        _segments(after),
        pieces=after["scrap_quantity"].to_numpy(np.float64) + rework,
        start_up=start_up,
        start_up_s=start_up_s,
    )
    own = after.iloc[rows.segment]
    meant = [PRODUCTION_LOSSES[code] for code in rows.loss.tolist()]
    columns: dict[str, object] = {
        **{name: own[name].to_numpy() for name in (*_KEY, "end", "shift", "order", "product")},
        "leaf": [loss.leaf for loss in meant],
        "loss_group": [loss.group for loss in meant],
        "attribution": [loss.attribution for loss in meant],
        "reason": [loss.reason for loss in meant],
        "root_unit": [""] * len(meant),
        "duration_s": rows.duration_s,
        "count": rows.count,
        "pieces": rows.pieces,
        "void": np.zeros(len(meant), np.bool_),
    }
    parts = [part for part in (stood, typed_frame(LOSS, columns)) if len(part)]
    if not parts:
        return losses
    return pd.concat(parts, ignore_index=True)[columns_of("loss")]


def _start_up(
    losses: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame
) -> tuple[Floats, Floats]:
    """Return the pieces lost at a start, and their planned run time by the new rates."""
    lost = losses[losses["loss_group"] == "start_up"].set_index(_KEY)[["pieces", "duration_s"]]
    keys = pd.MultiIndex.from_frame(after[_KEY])
    pieces, seconds = (
        lost[name].reindex(keys).fillna(0.0).to_numpy(np.float64)
        for name in ("pieces", "duration_s")
    )
    old, new, made = (
        frame[name].to_numpy(np.float64)
        for frame, name in (
            (before, "planned_run_time_produced_s"),
            (after, "planned_run_time_produced_s"),
            (after, "produced_quantity"),
        )
    )
    nothing = np.zeros(len(after))
    rate = np.divide(new, made, out=nothing.copy(), where=made != 0)
    factor = np.divide(new, old, out=nothing.copy(), where=old != 0)
    is_unit = (after["work_unit"] != "").to_numpy(np.bool_)
    # Of a line some of them may have been lost while its time was unknown: those have no seconds.
    return pieces, np.where(is_unit | (old == 0), rate * pieces, factor * seconds)


def _segments(rows: pd.DataFrame) -> Segments:
    return Segments(
        start=rows["time"].to_numpy(np.int64),
        end=rows["end"].to_numpy(np.int64),
        shift=tuple(rows["shift"]),
        order=tuple(rows["order"]),
        product=tuple(rows["product"]),
        base={
            name: rows[name].to_numpy(np.float64)
            for name in (
                "planned_run_time_produced_s",
                "planned_run_time_good_s",
                "actual_production_time_s",
            )
        },
        flags={"ideal_rate_missing": rows["ideal_rate_missing"].to_numpy(np.bool_)},
        source=tuple(rows["planned_run_time_source"]),
    )
