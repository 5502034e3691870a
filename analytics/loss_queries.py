"""Losses as people read them: sums of stored loss rows by what they ask for; never means."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast, get_args

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.oee.pareto import ParetoBy, pareto_of
from analytics.oee.waterfall import LossSum, waterfall_of
from analytics.queries import check_range, iso, paths_of, window_query
from contract.kpi import KPI_LEVELS, KpiLevel, Window
from contract.loss_names import ATTRIBUTION_NAMES, GROUP_NAMES, NOT_LOST
from contract.path import EquipmentPath
from contract.reasons import Attribution, LossGroup, reason_of
from contract.series import LINE_TAGS, UNIT_TAGS
from contract.states import Leaf

LossKey = Literal[
    "leaf", "loss_group", "attribution", "reason", "root_unit", "order", "product", "shift"
]
LOSS_KEYS: tuple[LossKey, ...] = get_args(LossKey)
SUMS = ("duration_s", "count", "pieces")

_PLACES: Mapping[KpiLevel, tuple[str, ...]] = {
    "unit": UNIT_TAGS,
    "line": LINE_TAGS,
    "site": LINE_TAGS[:2],
}


def loss_rows(
    kpi_store: KpiStore,
    *,
    level: KpiLevel = "line",
    by: Sequence[LossKey] = ("loss_group",),
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
    window: Window | None = None,
) -> pd.DataFrame:
    """Return time, stops and pieces lost, of segments that start in [start, end).

    Args:
        kpi_store: where they are read.
        level: whose; losses of a site are those of its lines.
        by: what the rows are split by, besides path and window.
        start: ms UTC; None is the beginning.
        end: ms UTC; None is now.
        below: this place and everything below it.
        window: also split by windows of this kind, each with `window_start` and `window_end`.

    The rows of a place add up to the time that its segments last. Groups, attributions and reasons
    have their names beside them, as `reason_en` and `reason_zh`.
    """
    _check(level, by, start, end)
    found = kpi_store.read(
        KpiQuery(
            "loss",
            start=start or 0,
            end=2**62 if end is None else end,
            below=below,
            levels=("unit",) if level == "unit" else ("line",),
        )
    )
    places = list(_PLACES[level])
    rows = found.assign(**{tag: "" for tag in UNIT_TAGS if tag not in places})
    windows: list[str] = []
    if window is not None:
        asked = window_query("kpi", start=start, end=end, level=level, window=window, below=below)
        rows = _with_windows(rows, kpi_store.read(asked), places)
        windows = ["window_start", "window_end"]
    sums = rows.groupby([*UNIT_TAGS, *windows, *by], sort=True, as_index=False)[list(SUMS)].sum()
    columns: dict[str, object] = {
        "level": [level] * len(sums),
        "path": paths_of(sums),
    }
    if window is not None:
        columns["window"] = [window] * len(sums)
        columns |= {name: [iso(time) for time in sums[name]] for name in windows}
    for key in by:
        columns |= {key: sums[key].to_numpy(object)} | _names(key, sums[key])
    if "reason" in by and "loss_group" in by:
        # Only time that wants a reason can lack one: speed and quality have none to give.
        none = (sums["reason"] == "") & (sums["loss_group"] != "unspecified")
        for name in ("reason_en", "reason_zh"):
            columns[name] = np.where(none, "", np.array(columns[name], object))
    return pd.DataFrame(columns | {name: sums[name].to_numpy(float) for name in SUMS})


def loss_pareto(
    kpi_store: KpiStore,
    *,
    level: KpiLevel = "line",
    by: Sequence[LossKey] = ("reason",),
    ranked_by: ParetoBy = "duration_s",
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
    window: Window | None = None,
) -> pd.DataFrame:
    """Return what was lost most, with rank, share and cumulative share per place and window.

    It holds losses of known planned busy time: no pauses, nothing unknown and no valuable time.
    """
    keys: list[LossKey] = ["loss_group", *(key for key in by if key != "loss_group")]
    rows = loss_rows(
        kpi_store, level=level, by=keys, start=start, end=end, below=below, window=window
    )
    return pareto_of(rows[~rows["loss_group"].isin(NOT_LOST)], by=ranked_by)


def waterfall(
    kpi_store: KpiStore,
    *,
    level: KpiLevel = "line",
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
    window: Window | None = None,
) -> pd.DataFrame:
    """Return the bars of 1.7 of each place (and window), which add up to its calendar time."""
    rows = loss_rows(
        kpi_store,
        level=level,
        by=("leaf", "loss_group"),
        start=start,
        end=end,
        below=below,
        window=window,
    )
    keys = ["level", "path"] + (["window", "window_start", "window_end"] if window else [])
    found: list[dict[str, object]] = []
    for names, mine in rows.groupby(keys, sort=True):
        sums = [
            LossSum(cast("Leaf", leaf), cast("LossGroup", group), float(duration))
            for leaf, group, duration in zip(
                mine["leaf"], mine["loss_group"], mine["duration_s"], strict=True
            )
        ]
        found += [
            dict(zip(keys, names, strict=True))
            | {
                "position": position,
                "bar": bar.bar,
                "loss_group": bar.group,
                "loss_group_en": bar.name_en,
                "loss_group_zh": bar.name_zh,
                "duration_s": bar.duration_s,
                "left_s": bar.left_s,
            }
            for position, bar in enumerate(waterfall_of(sums), start=1)
        ]
    bars = ("position", "bar", "loss_group", "loss_group_en", "loss_group_zh")
    return pd.DataFrame(found, columns=[*keys, *bars, "duration_s", "left_s"])


def _check(level: KpiLevel, by: Sequence[LossKey], start: int | None, end: int | None) -> None:
    if level not in KPI_LEVELS:
        raise BadQuery(f"level {level!r} must be one of {', '.join(KPI_LEVELS)}")
    unknown = [key for key in by if key not in LOSS_KEYS]
    if unknown:
        raise BadQuery(f"losses by {unknown[0]!r}: must be one of {', '.join(LOSS_KEYS)}")
    check_range(start, end)


def _with_windows(rows: pd.DataFrame, kpis: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """Give each row the window of its own place that it starts in; drop it where there is none."""
    windows = kpis[[*places, "time", "end"]].rename(
        columns={"time": "window_start", "end": "window_end"}
    )
    joined = pd.merge_asof(
        rows.sort_values("time", kind="stable"),
        windows.sort_values("window_start", kind="stable"),
        left_on="time",
        right_on="window_start",
        by=places,
    )
    inside = joined["window_start"].notna() & (joined["time"] < joined["window_end"])
    return joined[inside].astype({"window_start": "int64", "window_end": "int64"})


def _names(key: LossKey, words: "pd.Series[str]") -> dict[str, object]:
    if key == "reason":
        pairs = [(reason.name_en, reason.name_zh) for reason in map(reason_of, words)]
    elif key == "loss_group":
        pairs = [GROUP_NAMES[cast("LossGroup", word)] for word in words]
    elif key == "attribution":
        pairs = [ATTRIBUTION_NAMES[cast("Attribution", word)] for word in words]
    else:
        return {}
    return {f"{key}_en": [pair[0] for pair in pairs], f"{key}_zh": [pair[1] for pair in pairs]}
