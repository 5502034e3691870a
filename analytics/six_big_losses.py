"""The six big losses of TPM as a view on loss groups (domain reference 1.5); own assignment.

Loss rows and stops enter; seconds and pieces per big loss leave.
"""

from typing import cast

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore, stop_ends
from analytics.loss_queries import loss_rows
from contract.kpi import KpiLevel
from contract.loss_names import BIG_LOSS_NAMES, BIG_LOSS_OF, BIG_LOSSES, BigLoss
from contract.path import EquipmentPath
from contract.reasons import LossGroup
from contract.series import UNIT_TAGS

# What the machine itself, or nobody knows what, stopped: its length tells which loss it is.
_BY_LENGTH = ("breakdown", "minor_stop", "media", "unspecified")
_Key = tuple[str, BigLoss]


def six_big_losses(
    kpi_store: KpiStore,
    *,
    level: KpiLevel = "line",
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
    minor_below_s: float | None = None,
) -> pd.DataFrame:
    """Return the six losses of each place, in the order of TPM; a gain in speed is negative.

    With `minor_below_s` the length of each delay decides whether it is a minor stop or a breakdown;
    that is known of units only, for a line has no stops of its own.
    """
    if minor_below_s is not None and level != "unit":
        raise BadQuery("a threshold for minor stops needs level unit: lines have no stops")
    rows = loss_rows(
        kpi_store, level=level, by=("leaf", "loss_group"), start=start, end=end, below=below
    )
    sums: dict[_Key, float] = {}
    pieces: dict[_Key, float] = {}
    for path, group, duration, lost in zip(
        rows["path"], rows["loss_group"], rows["duration_s"], rows["pieces"], strict=True
    ):
        big = BIG_LOSS_OF.get(cast("LossGroup", group))
        if big is not None:
            key = str(path), big
            sums[key] = sums.get(key, 0.0) + duration
            pieces[key] = pieces.get(key, 0.0) + lost
    if minor_below_s is not None:
        for key, moved in _by_length(kpi_store, start, end, below, minor_below_s).items():
            sums[key] = sums.get(key, 0.0) + moved
    paths = sorted({str(path) for path in rows["path"]})
    return pd.DataFrame(
        [
            {
                "level": level,
                "path": path,
                "big_loss": big,
                "big_loss_en": BIG_LOSS_NAMES[big][0],
                "big_loss_zh": BIG_LOSS_NAMES[big][1],
                "duration_s": sums.get((path, big), 0.0),
                "pieces": pieces.get((path, big), 0.0),
            }
            for path in paths
            for big in BIG_LOSSES
        ],
        columns=[
            "level",
            "path",
            "big_loss",
            "big_loss_en",
            "big_loss_zh",
            "duration_s",
            "pieces",
        ],
    )


def _by_length(
    kpi_store: KpiStore,
    start: int | None,
    end: int | None,
    below: EquipmentPath | None,
    minor_below_s: float,
) -> dict[_Key, float]:
    """Return what the length of delays moves between breakdowns and minor stops."""
    low, high = start or 0, 2**62 if end is None else end
    segments = kpi_store.read(
        KpiQuery("segment", start=low, end=high, below=below, levels=("unit",))
    )
    if segments.empty:
        return {}
    # As far as the segments of each unit that its losses were summed over.
    summed = segments.groupby(list(UNIT_TAGS)).agg(low=("time", "min"), high=("end", "max"))
    low, high = int(summed["low"].min()), int(summed["high"].max())
    stops = kpi_store.read(KpiQuery("stop", start=low, end=high, below=below, reaching_back=True))
    stops = stops[(stops["leaf"] == "delay") & stops["loss_group"].isin(_BY_LENGTH)]
    stops = stops.merge(summed, left_on=list(UNIT_TAGS), right_index=True)
    ends = stop_ends(stops)
    first = np.maximum(stops["time"].to_numpy(), stops["low"].to_numpy())
    last = np.minimum(ends.to_numpy(), stops["high"].to_numpy())
    inside = np.maximum(last - first, 0) / 1000
    moved: dict[_Key, float] = {}
    for path, group, whole, part in zip(
        stops[list(UNIT_TAGS)].itertuples(index=False, name=None),
        stops["loss_group"],
        stops["duration_s"],
        inside,
        strict=True,
    ):
        minor = whole < minor_below_s
        if minor == (group != "breakdown"):
            continue
        name = "/".join(path)
        amount = part if minor else -part
        for big, sign in (("idling_and_minor_stops", 1), ("breakdowns", -1)):
            key = name, cast("BigLoss", big)
            moved[key] = moved.get(key, 0.0) + sign * amount
    return moved
