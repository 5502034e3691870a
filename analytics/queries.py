"""KPI rows as people and other programs read them: keys in words, times in ISO 8601, nulls null."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore, KpiTable
from contract.kpi import (
    FLAG_FIELDS,
    KPI_FIELD_NAMES,
    KPI_LEVELS,
    PLAN_FIELDS,
    PROVENANCE_FIELDS,
    RATIO_FIELDS,
    WINDOWS,
    KpiLevel,
    Window,
)
from contract.path import EquipmentPath
from contract.series import UNIT_TAGS

PLAN_FIELD_NAMES = tuple(name for name, _ in PLAN_FIELDS)
_NULLABLE = frozenset((*RATIO_FIELDS, *PLAN_FIELD_NAMES))
KEY_COLUMNS = ("level", "path", "window", "window_start")
OEE_COLUMNS: tuple[str, ...] = (
    *KEY_COLUMNS,
    "window_end",
    "shift",
    "production_day",
    *KPI_FIELD_NAMES,
    *PLAN_FIELD_NAMES,
    *FLAG_FIELDS,
    "revision",
    *PROVENANCE_FIELDS,
)


def oee_rows(
    kpi_store: KpiStore,
    *,
    start: int | None = None,
    end: int | None = None,
    level: KpiLevel | None = None,
    window: Window | Sequence[Window] | None = None,
    below: EquipmentPath | None = None,
) -> pd.DataFrame:
    """Return the latest KPI rows of the windows that meet [start, end), in a stable order.

    Args:
        kpi_store: where they are read.
        start: ms UTC; None is the beginning.
        end: ms UTC; None is now.
        level: unit, line or site; None is all of them.
        window: a kind of window, or several; None is all of them.
        below: rows of this place and of everything below it.

    Ratios and plans are floats with NaN where they have no value; every other column is complete.
    """
    return readable(
        kpi_store.read(
            window_query("kpi", start=start, end=end, level=level, window=window, below=below)
        )
    )


def window_query(
    table: KpiTable,
    *,
    start: int | None,
    end: int | None,
    level: KpiLevel | None,
    window: Window | Sequence[Window] | None,
    below: EquipmentPath | None,
) -> KpiQuery:
    """Check what a reader asks for of `kpi` or `kpi_revision` and spell it as a query."""
    check_range(start, end)
    windows = (window,) if isinstance(window, str) else tuple(window or ())
    unknown = [kind for kind in windows if kind not in WINDOWS]
    if unknown:
        raise BadQuery(f"window {unknown[0]!r} must be one of {', '.join(WINDOWS)}")
    if level is not None and level not in KPI_LEVELS:
        raise BadQuery(f"level {level!r} must be one of {', '.join(KPI_LEVELS)}")
    return KpiQuery(
        table,
        start=start or 0,
        end=2**62 if end is None else end,
        below=below,
        levels=() if level is None else (level,),
        windows=windows,
        reaching_back=True,
    )


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn rows of the series `kpi` into the columns of OEE_COLUMNS, sorted by their keys."""
    columns: dict[str, object] = {
        "level": rows["level"].to_numpy(object),
        "path": paths_of(rows),
        "window": rows["window"].to_numpy(object),
        "window_start": [iso(time) for time in rows["time"]],
        "window_end": [iso(time) for time in rows["end"]],
    }
    for name in OEE_COLUMNS[len(columns) :]:
        values = rows[name]
        if name in _NULLABLE:
            values = values.mask(rows[f"{name}_null"].astype(bool))
        columns[name] = values.to_numpy()
    frame = pd.DataFrame(columns, columns=list(OEE_COLUMNS))
    keys = frame[["path", "window_start"]].assign(
        level=frame["level"].map({name: n for n, name in enumerate(KPI_LEVELS)}),
        window=frame["window"].map({name: n for n, name in enumerate(WINDOWS)}),
    )
    order = keys.sort_values(list(KEY_COLUMNS), kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def check_range(start: int | None, end: int | None) -> None:
    """Refuse a range (ms UTC) that ends before it starts."""
    if start is not None and end is not None and end < start:
        raise BadQuery(f"the range ends at {iso(end)}, before it starts at {iso(start)}")


def iso(time: int) -> str:
    """Spell ms UTC as ISO 8601 in UTC, with milliseconds only where there are any."""
    moment = datetime.fromtimestamp(int(time) // 1000, tz=UTC).replace(tzinfo=None)
    rest = int(time) % 1000
    return moment.isoformat() + (f".{rest:03d}Z" if rest else "Z")


def paths_of(rows: pd.DataFrame) -> list[str]:
    """Return the paths of rows with the tags of a unit or line; of a site they end there."""
    parts = zip(*(rows[tag] for tag in UNIT_TAGS if tag in rows), strict=True)
    return ["/".join(part for part in path if part) for path in parts]
