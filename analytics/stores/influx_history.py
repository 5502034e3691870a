"""History over InfluxDB: InfluxQL by explicit columns in pages of bounded size, columns out."""

import threading
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from analytics.history import (
    COUNTER_FIELDS,
    HELD_MS,
    OEE_FIELDS,
    PROCESS_VALUES,
    WRITE_TIMEOUT_MS,
    Changes,
    Cursor,
    LineFacts,
    check_fields,
    telling,
)
from analytics.stores.influx_facts import InfluxFacts
from analytics.stores.influx_feed import InfluxFeed
from analytics.stores.influx_reader import InfluxReader
from analytics.stores.neighbours import trim
from contract.path import EquipmentPath
from contract.series import SAMPLE
from influx.connection import Influx
from influx.influxql import below, columns, instant, name, one_of

# How far outside a slice the neighbours are looked for: most stand one heartbeat away.
_REACH_MS = 60_000


class InfluxHistory:
    """Implements `History` over a connection that the wiring opened and owns.

    Args:
        connection: with a token that may read telemetry and register.
        overlap_ms: how long one write to the store may take.
        page_rows: how many samples are asked for at once, more than there are units.
    """

    def __init__(
        self,
        connection: Influx,
        *,
        overlap_ms: int = WRITE_TIMEOUT_MS,
        page_rows: int = 50_000,
    ) -> None:
        self._page_rows = page_rows
        self._reader = InfluxReader(connection)
        self._feed = InfluxFeed(self._reader, overlap_ms=overlap_ms)
        self._facts = InfluxFacts(self._reader, overlap_ms=overlap_ms)
        self._units: dict[EquipmentPath, frozenset[str]] = {}
        self._lock = threading.Lock()

    def changed_since(self, cursor: Cursor) -> Changes:
        """Return the commits behind `cursor`, each once, also those that became visible late."""
        return self._feed.since(cursor)

    def facts(self, line: EquipmentPath) -> LineFacts:
        """Return the register, clock, first and newest time and end of this line's run."""
        return self._facts.of(line)

    def samples(
        self,
        line: EquipmentPath,
        *,
        start: int,
        end: int,
        fields: tuple[str, ...] = OEE_FIELDS,
        told: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Return samples with start <= t <= end, and each unit's neighbours outside."""
        check_fields(fields)
        if told:
            return self._tellings(line, told, start=start, end=end, fields=fields)
        near = self._between(line, start - _REACH_MS, end + _REACH_MS, fields)
        units = self._known_units(line, near)
        before = units - set(near.loc[near["time"] < start, "work_unit"])
        after = units - set(near.loc[near["time"] > end, "work_unit"])
        parts = [near]
        if before:
            parts.append(self._edge(line, "last", f"time < {instant(start)}", before, fields))
        if after:
            parts.append(self._edge(line, "first", f"time > {instant(end)}", after, fields))
        slice_ = trim(_together(parts), start=start, end=end)
        earlier = self._valid_counters(line, slice_, start=start, fields=fields)
        return _together([slice_, *earlier])

    def _tellings(
        self,
        line: EquipmentPath,
        told: tuple[str, ...],
        *,
        start: int,
        end: int,
        fields: tuple[str, ...],
    ) -> pd.DataFrame:
        """Read the samples of the slice that tell one of these, and each one's last before it."""
        inside = self._between(line, start, end, fields, f"({_tells(*told)})")
        units = self._known_units(line, inside)
        held = f"time >= {instant(start - HELD_MS)} AND time < {instant(start)}"
        before = (
            self._edge(line, "last", f"{held} AND {_tells(one)}", units, fields)
            for one in told
            if units
        )
        return _together([inside, *before])

    def _known_units(self, line: EquipmentPath, rows: pd.DataFrame) -> frozenset[str]:
        """Return the units that ever spoke; they are asked for once, later ones show themselves."""
        with self._lock:
            known = self._units.get(line)
            if known is None:
                found = self._reader.rows(
                    SAMPLE, 'last("boot")', where=[below(line)], group_by=("work_unit",)
                )
                known = frozenset(found["work_unit"]) if len(found) else frozenset()
            known = self._units[line] = known | set(rows["work_unit"])
            return known

    def _between(
        self, line: EquipmentPath, start: int, end: int, fields: tuple[str, ...], *also: str
    ) -> pd.DataFrame:
        """Read the samples with start <= t <= end that meet conditions, page by page."""
        parts: list[pd.DataFrame] = []
        wanted = columns(("work_unit", *fields, "unavailable"))
        while True:
            rows = self._reader.rows(
                SAMPLE,
                wanted,
                where=[below(line), f"time >= {instant(start)}", f"time <= {instant(end)}", *also],
                tail=f"LIMIT {self._page_rows}",
            )
            parts.append(_clean(rows, fields))
            if len(rows) < self._page_rows:
                return _together(parts)
            # Other units may have spoken in the last ms of the page, too.
            start = int(rows["time"].iloc[-1])

    def _edge(
        self,
        line: EquipmentPath,
        pick: str,
        condition: str,
        units: Collection[str],
        fields: tuple[str, ...],
        *,
        of: str = "boot",
    ) -> pd.DataFrame:
        """Read the first or last sample of each unit that has the field `of`."""
        rows = self._reader.rows(
            SAMPLE,
            f"{pick}({name(of)}) AS {name('edge')}, {columns((*fields, 'unavailable'))}",
            where=[below(line), one_of("work_unit", sorted(units)), condition],
            group_by=("work_unit",),
        )
        return _clean(rows, fields)

    def _valid_counters(
        self, line: EquipmentPath, rows: pd.DataFrame, *, start: int, fields: tuple[str, ...]
    ) -> list[pd.DataFrame]:
        """Read, where the last sample before `start` lacks a counter, the last that has it."""
        lacking = rows[(rows["time"] < start) & rows["unavailable"].notna()]
        return [
            self._edge(line, "last", f"time < {instant(time)}", [unit], fields, of=counter)
            for unit, time, names in zip(
                lacking["work_unit"], lacking["time"], lacking["unavailable"], strict=True
            )
            for counter in sorted(set(names.split()) & COUNTER_FIELDS & set(fields))
        ]


def _tells(*names: str) -> str:
    """Return the condition that a sample tells one of these process values."""
    return f"{name(PROCESS_VALUES)} =~ /{'|'.join(telling(one) for one in names)}/"


def _clean(rows: pd.DataFrame, fields: tuple[str, ...]) -> pd.DataFrame:
    """Give the columns of `History.samples`, null where `unavailable` says so."""
    if rows.empty:
        kinds = {one: "float64" if one in COUNTER_FIELDS else "object" for one in fields}
        kinds = {"work_unit": "object", "time": "int64", **kinds, "unavailable": "object"}
        return pd.DataFrame({one: pd.Series(dtype=kind) for one, kind in kinds.items()})
    rows = rows[["work_unit", "time", *fields, "unavailable"]].copy()
    named = rows["unavailable"].fillna("").to_numpy(object)
    for text in set(named) - {""}:
        # A merged identity keeps what an earlier sample gave; the later one took it away.
        for gone in set(text.split()) & set(fields):
            rows.loc[named == text, gone] = np.nan if gone in COUNTER_FIELDS else None
    rows["unavailable"] = pd.Series([text or None for text in named], dtype=object)
    return rows


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    found = [part for part in parts if len(part)]
    if not found:
        return parts[0]
    rows = found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)
    rows = rows.drop_duplicates(["work_unit", "time"], keep="last")
    return rows.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)
