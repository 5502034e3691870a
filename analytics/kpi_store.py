"""The seam to what was computed: segments, stops, KPI rows, their revisions and the cursor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from analytics.framed import framed
from analytics.history import Feed
from analytics.progress import Stretch
from contract.kpi import Window
from contract.path import EquipmentPath
from contract.rates import Period, RateLevel
from contract.series import (
    AUTOMATIC_RUN,
    AUTOMATION,
    EVIDENCE,
    GREEN,
    INDEX,
    KPI,
    KPI_REVISION,
    LINE_TRADE,
    LOSS,
    SEGMENT,
    SPC,
    STOP,
    Measurement,
)

KpiTable = Literal[
    "segment",
    "stop",
    "loss",
    "line_trade",
    "spc",
    "evidence",
    "automatic_run",
    "kpi",
    "kpi_revision",
    "automation",
    "green",
    "index",
]
TABLES: dict[KpiTable, Measurement] = {
    "segment": SEGMENT,
    "stop": STOP,
    "loss": LOSS,
    "line_trade": LINE_TRADE,
    "spc": SPC,
    "evidence": EVIDENCE,
    "automatic_run": AUTOMATIC_RUN,
    "kpi": KPI,
    "kpi_revision": KPI_REVISION,
    "automation": AUTOMATION,
    "green": GREEN,
    "index": INDEX,
}
# Rows of these replace those of the recomputed range; the others replace the row of their key.
BASE_TABLES: tuple[KpiTable, ...] = (
    "segment",
    "stop",
    "loss",
    "line_trade",
    "spc",
    "evidence",
    "automatic_run",
)
# Their rows last as long as the segment that they belong to.
OF_SEGMENTS: tuple[KpiTable, ...] = ("segment", "loss", "line_trade", "evidence", "automatic_run")


def columns_of(table: KpiTable) -> list[str]:
    """Return time, tags and fields in the order of the contract, without `void`."""
    measurement = TABLES[table]
    names = ["time", *measurement.tags, *(field.name for field in measurement.fields)]
    return [name for name in names if name != "void"]


def sort_keys(table: KpiTable) -> list[str]:
    """Return the columns that identify a row, in the order rows are read back."""
    return [*TABLES[table].tags, "time"]


def stop_ends(stops: pd.DataFrame) -> "pd.Series[int]":
    """Return when rows of the series `stop` end, ms UTC."""
    return stops["time"] + (stops["duration_s"] * 1000).round().astype("int64")


def empty(table: KpiTable) -> pd.DataFrame:
    """Return no rows with this table's columns and types."""
    types = {"int": "int64", "float": "float64", "bool": "bool", "text": "object"}
    typed = {"time": "int64"} | dict.fromkeys(TABLES[table].tags, "object")
    typed |= {field.name: types[field.type] for field in TABLES[table].fields}
    return framed({name: np.zeros(0, typed[name]) for name in columns_of(table)})


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Rows of `BASE_TABLES` of `line` that start in [start, end) are replaced whole."""

    line: EquipmentPath
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KpiBatch:
    """What one pass of the loop computed; frames have the columns of `columns_of`.

    Rows of `BASE_TABLES` (`base`, by table) replace those of `recomputed`, also where a table has
    no rows; KPI rows, revisions and `rates` (by table: automation, green, index) replace the row of
    the same tags and time, and KPI rows with the tags and time of a row of `gone` are taken away.
    `cursor` is written last: what it covers is computed by then.
    `unfinished` is noted first: what is computed again should the process end before the stretch
    of that line is None again, which is written with the cursor.
    """

    recomputed: tuple[Recomputed, ...] = ()
    base: Mapping[KpiTable, pd.DataFrame] = field(default_factory=dict)
    kpi_revisions: pd.DataFrame = field(default_factory=lambda: empty("kpi_revision"))
    kpis: pd.DataFrame = field(default_factory=lambda: empty("kpi"))
    gone: pd.DataFrame = field(default_factory=lambda: empty("kpi"))
    rates: Mapping[KpiTable, pd.DataFrame] = field(default_factory=dict)
    cursor: Mapping[Feed, int] = field(default_factory=dict)
    unfinished: Mapping[EquipmentPath, Stretch | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KpiQuery:
    """Which rows to read: those whose time (a window's or stretch's start) is in [start, end).

    Args:
        below: rows of this place and of everything below it; None is every place. A series of
            lines and higher places (`automation`) has none below a work unit.
        levels: empty is every level; segments and stops of a line have no work unit.
        windows: of KPI rows, revisions and rates; empty is every kind.
        reaching_back: also rows that start before `start` and end after it (or, for stops and
            rows of segments, at it). Points of `spc` have no length.
    """

    table: KpiTable
    start: int = 0
    end: int = 2**62
    below: EquipmentPath | None = None
    levels: tuple[RateLevel, ...] = ()
    windows: tuple[Window | Period, ...] = ()
    reaching_back: bool = False


class KpiStore(Protocol):
    """Keeps what analytics computed; one writer, many readers."""

    def write(self, batch: KpiBatch) -> None:
        """Write the base tables, then revisions, KPI rows and rates, then the cursor."""
        ...

    def read(self, query: KpiQuery) -> pd.DataFrame:
        """Return rows with the columns of `columns_of`, sorted by `sort_keys`."""
        ...

    def cursor(self) -> Mapping[Feed, int]:
        """Return how far the change feed has been computed, in ms wall time per feed."""
        ...

    def unfinished(self) -> Mapping[EquipmentPath, Stretch]:
        """Return the event times of each line whose rows were not all written."""
        ...


def conform(rows: pd.DataFrame, table: KpiTable) -> pd.DataFrame:
    """Return rows with exactly this table's columns, sorted; a missing column is a mistake."""
    chosen = rows[columns_of(table)]
    # Runs in order, as stores keep them, are merged; coding each key first would take longer.
    keys = list(zip(*(chosen[name].tolist() for name in sort_keys(table)), strict=True))
    return chosen.take(sorted(range(len(keys)), key=keys.__getitem__)).reset_index(drop=True)
