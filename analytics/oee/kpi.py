"""KPI rows of units, lines and sites: sums of segments per window, then ratios.

Rows of the series `segment` and windows enter; rows of the series `kpi` leave, but for the
revision, which is the loop's.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.master.data import Settings
from analytics.oee.counters import Floats, Ints
from analytics.oee.formulas import FORMULA_SET
from analytics.oee.frames import typed_frame
from analytics.oee.ratios import ratios_of
from analytics.oee.segment_sums import sums_of
from analytics.oee.timeline import Flags, Run
from analytics.oee.windows import Window, window_of
from contract.kpi import (
    BASE_FIELD_NAMES,
    FLAG_FIELDS,
    PLAN_FIELDS,
    RATIO_FIELDS,
    KpiLevel,
)
from contract.series import KPI, LINE_TAGS, UNIT_TAGS

KPI_COLUMNS = ("time", *KPI.tags, *(field.name for field in KPI.fields))
# What a row of each level is summed over: segments that agree in these tags.
_GROUP_TAGS: dict[KpiLevel, tuple[str, ...]] = {
    "unit": UNIT_TAGS,
    "line": LINE_TAGS,
    "site": ("enterprise", "site"),
}
_Rows = npt.NDArray[np.intp]


def kpi_rows(
    segments: pd.DataFrame,
    windows: Sequence[Window],
    *,
    level: KpiLevel,
    settings: Settings,
    runs: Mapping[str, Run],
    master_hash: str,
    constraint_unit: Callable[[str, int], str] | None = None,
) -> pd.DataFrame:
    """Return one row per unit, line or site and window that has a segment.

    Args:
        segments: of units for level unit, of lines for line and site; no void rows.
        windows: of one kind, in order of time, not overlapping.
        level: what a row is of.
        settings: limits of master data.
        runs: run of each line, by its path as text.
        master_hash: for provenance.
        constraint_unit: names the constraint of a product at an instant, for rows of one line.
    """
    groups = _groups(segments, windows, level)
    if not len(groups.rows):
        return typed_frame(KPI, dict.fromkeys(KPI_COLUMNS, ()))
    rows, heads = segments.take(groups.rows), groups.heads
    tags = _GROUP_TAGS[level]
    named = {tag: rows[tag].to_numpy(object)[heads] for tag in tags}
    at = [windows[n] for n in groups.window.tolist()]
    sums = sums_of(rows, heads)
    base, flags = sums.base, sums.flags
    ratios = ratios_of(base, settings, level=level, unrated=flags["ideal_rate_missing"])
    flags |= ratios.flags
    flags["partial"] = _partial(named, at, runs, level)
    count = len(heads)
    columns: dict[str, object] = {
        "time": np.array([window.start for window in at], np.int64),
        "level": [level] * count,
        "window": [window.kind for window in at],
        **{tag: named.get(tag, [""] * count) for tag in UNIT_TAGS},
        "end": np.array([window.end for window in at], np.int64),
        "shift": [window.shift for window in at],
        "production_day": [_day_text(window) for window in at],
        "revision": np.zeros(count, np.int64),
        **base,
        **{name: np.nan_to_num(ratios.columns[name]) for name in RATIO_FIELDS},
        "coverage": ratios.coverage,
        **{f"{name}_null": np.isnan(ratios.columns[name]) for name in RATIO_FIELDS},
        **{name: np.zeros(count) for name, _ in PLAN_FIELDS},
        **{f"{name}_null": np.ones(count, np.bool_) for name, _ in PLAN_FIELDS},
        **{name: flags[name] for name in FLAG_FIELDS},
        "formula": [FORMULA_SET] * count,
        "master_data": [master_hash] * count,
        "inputs_hash": _hashes(base, flags, ratios.columns["oee_high"]),
        "planned_run_time_source": _sources(rows, heads),
        "constraint_unit": _constraints(rows, heads, constraint_unit if level == "line" else None),
        "void": np.zeros(count, np.bool_),
    }
    return typed_frame(KPI, columns)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Which segments a row is summed over.

    Args:
        rows: positions of the segments, group after group.
        heads: where in `rows` each group begins.
        window: of each group, its position.
    """

    rows: _Rows
    heads: _Rows
    window: Ints


def _groups(segments: pd.DataFrame, windows: Sequence[Window], level: KpiLevel) -> _Groups:
    """Order segments by what their row is of, by window, unit and time."""
    place = window_of(segments["time"], windows)
    inside = np.flatnonzero(place >= 0)
    place = place[inside]
    codes = [
        pd.factorize(segments[tag].to_numpy(object)[inside], sort=True)[0] for tag in UNIT_TAGS
    ]
    # The tags of a group are the first ones of a path.
    above = len(_GROUP_TAGS[level])
    keys = [*codes[:above], place, *codes[above:], segments["time"].to_numpy(np.int64)[inside]]
    order = np.lexsort(keys[::-1])
    first = np.ones(len(order), np.bool_)
    first[1:] = np.any([np.diff(key[order]) != 0 for key in keys[: above + 1]], axis=0)
    heads = np.flatnonzero(first)
    return _Groups(inside[order], heads, place[order][heads])


def _day_text(window: Window) -> str:
    return "" if window.production_day is None else window.production_day.isoformat()


def _partial(
    named: Mapping[str, npt.NDArray[np.object_]],
    windows: Sequence[Window],
    runs: Mapping[str, Run],
    level: KpiLevel,
) -> Flags:
    """Tell whether the run begins or ends inside a window, of a site: any of its lines' runs."""
    tags = _GROUP_TAGS[level][: len(LINE_TAGS)]
    owners = ["/".join(path) for path in zip(*(named[tag] for tag in tags), strict=True)]
    found = np.zeros(len(windows), np.bool_)
    for n, (owner, window) in enumerate(zip(owners, windows, strict=True)):
        mine = [run for line, run in runs.items() if line == owner or line.startswith(f"{owner}/")]
        found[n] = any(
            run.start > window.start or (run.ended and run.now < window.end) for run in mine
        )
    return found


def _hashes(
    base: Mapping[str, npt.NDArray[np.float64]], flags: Mapping[str, Flags], oee_high: Floats
) -> npt.NDArray[np.object_]:
    """Return a hash of each row's inputs: equal hashes need no new revision.

    `oee_high` stands for e_max of master data, where it decides a figure; everything else in a
    row follows from base quantities and flags.
    """
    # Adding zero turns -0.0 into 0.0.
    inputs = [*(base[name] for name in BASE_FIELD_NAMES), np.nan_to_num(oee_high)]
    numbers = np.stack(inputs, axis=1) + 0.0
    bits = np.stack([flags[name] for name in FLAG_FIELDS], axis=1).astype(np.uint8)
    return np.array(
        [
            hashlib.blake2b(
                row.tobytes() + mark.tobytes() + FORMULA_SET.encode(), digest_size=8
            ).hexdigest()
            for row, mark in zip(numbers, bits, strict=True)
        ],
        object,
    )


def _sources(rows: pd.DataFrame, heads: _Rows) -> list[str]:
    """Return where each row's planned run times come from; several are joined by '+'."""
    # A rate that no piece used says nothing about the row, unless there is no other.
    used = rows["produced_quantity"].to_numpy() != 0
    source = rows["planned_run_time_source"].to_numpy(object)
    found: list[str] = []
    for a, b in zip(heads, [*heads[1:], len(rows)], strict=True):
        names = set(source[a:b][used[a:b]]) or set(source[a:b])
        found.append("+".join(sorted(names - {"none"} or names)))
    return found


def _constraints(
    rows: pd.DataFrame, heads: _Rows, constraint_unit: Callable[[str, int], str] | None
) -> list[str]:
    """Return the constraint of the product that each row's line ran longest."""
    if constraint_unit is None:
        return [""] * len(heads)
    product = rows["product"].to_numpy(object)
    start = rows["time"].to_numpy(np.int64)
    length = rows["end"].to_numpy(np.int64) - rows["time"].to_numpy(np.int64)
    found: list[str] = []
    for a, b in zip(heads, [*heads[1:], len(rows)], strict=True):
        times: dict[str, int] = {}
        for name, ms in zip(product[a:b], length[a:b], strict=True):
            if name:
                times[str(name)] = times.get(str(name), 0) + int(ms)
        longest = max(times, key=lambda name: times[name], default="")
        found.append(constraint_unit(longest, int(start[a])) if longest else "")
    return found
