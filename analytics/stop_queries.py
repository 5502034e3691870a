"""Stops as people read them: start, length, reason in two languages, whose they are; microstops."""

from collections.abc import Mapping
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore, stop_ends
from analytics.queries import check_range, iso, paths_of
from contract.loss_names import ATTRIBUTION_NAMES, GROUP_NAMES, Names
from contract.path import EquipmentPath
from contract.reasons import Attribution, LossGroup, reason_of
from contract.series import UNIT_TAGS

_Word = TypeVar("_Word", LossGroup, Attribution)

STOP_COLUMNS = (
    "path",
    "start",
    "end",
    "duration_s",
    "leaf",
    "loss_group",
    "loss_group_en",
    "loss_group_zh",
    "attribution",
    "attribution_en",
    "attribution_zh",
    "reason",
    "reason_en",
    "reason_zh",
    "root_unit",
    "order",
    "product",
    "shift",
)


def stop_rows(
    kpi_store: KpiStore,
    *,
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
    shorter_than_s: float | None = None,
) -> pd.DataFrame:
    """Return the stops that meet [start, end), by path and start; each whole, not cut.

    Args:
        kpi_store: where they are read.
        start: ms UTC; None is the beginning.
        end: ms UTC; None is now.
        below: this place and everything below it.
        shorter_than_s: only delays shorter than this: microstops.
    """
    stops = _stops(kpi_store, start=start, end=end, below=below, shorter_than_s=shorter_than_s)
    reasons = [reason_of(code) for code in stops["reason"]]
    ends = stop_ends(stops)
    columns: dict[str, object] = {
        "path": paths_of(stops),
        "start": [iso(time) for time in stops["time"]],
        "end": [iso(time) for time in ends],
        **{name: stops[name].to_numpy() for name in STOP_COLUMNS if name in stops},
        "reason_en": [reason.name_en for reason in reasons],
        "reason_zh": [reason.name_zh for reason in reasons],
    }
    columns |= _named("loss_group", GROUP_NAMES, stops)
    columns |= _named("attribution", ATTRIBUTION_NAMES, stops)
    return pd.DataFrame({name: columns[name] for name in STOP_COLUMNS})


def microstops(
    kpi_store: KpiStore,
    *,
    shorter_than_s: float,
    start: int | None = None,
    end: int | None = None,
    below: EquipmentPath | None = None,
) -> pd.DataFrame:
    """Return per unit how many microstops met the range, their time, and the longest."""
    stops = _stops(kpi_store, start=start, end=end, below=below, shorter_than_s=shorter_than_s)
    sums = stops.groupby(list(UNIT_TAGS), sort=True, as_index=False)["duration_s"].agg(
        ["count", "sum", "max"]
    )
    return pd.DataFrame(
        {
            "path": paths_of(sums),
            "count": sums["count"].to_numpy(np.int64),
            "duration_s": sums["sum"].to_numpy(np.float64),
            "longest_s": sums["max"].to_numpy(np.float64),
        }
    )


def _named(key: str, names: Mapping[_Word, Names], stops: pd.DataFrame) -> dict[str, object]:
    # A stop that was stored before stops had groups has none.
    pairs = [names.get(cast("_Word", word), ("", "")) for word in stops[key]]
    return {f"{key}_en": [pair[0] for pair in pairs], f"{key}_zh": [pair[1] for pair in pairs]}


def _stops(
    kpi_store: KpiStore,
    *,
    start: int | None,
    end: int | None,
    below: EquipmentPath | None,
    shorter_than_s: float | None,
) -> pd.DataFrame:
    check_range(start, end)
    if shorter_than_s is not None and shorter_than_s <= 0:
        raise BadQuery(f"a microstop must be shorter than some time, not {shorter_than_s:g} s")
    last = 2**62 if end is None else end
    stops = kpi_store.read(
        KpiQuery("stop", start=start or 0, end=last, below=below, reaching_back=True)
    )
    # A stop that ends at the very start of the range does not meet it.
    ends = stop_ends(stops)
    stops = stops[(ends > (start or 0)) | (stops["time"] >= (start or 0))]
    if shorter_than_s is not None:
        stops = stops[(stops["leaf"] == "delay") & (stops["duration_s"] < shorter_than_s)]
    return stops.reset_index(drop=True)
