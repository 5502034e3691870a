"""History over tables in memory: the reference that tests trust because it passes the suite."""

import pandas as pd

from analytics.history import (
    COUNTER_FIELDS,
    HELD_MS,
    OEE_FIELDS,
    PROCESS_VALUES,
    WRITE_TIMEOUT_MS,
    Changes,
    Cursor,
    Feed,
    LineFacts,
    advance,
    check_fields,
    telling,
)
from analytics.stores.identity import merge_identities
from analytics.stores.neighbours import trim
from analytics.stores.run_facts import Account, Said, facts_of
from contract.path import EquipmentPath
from contract.series import LINE_TAGS, MEASUREMENTS

_COLUMNS = {
    m.name: ["time", *m.tags, *(field.name for field in m.fields)]
    for m in MEASUREMENTS
    if m.bucket != "kpi"
}


class MemoryHistory:
    """Implements `History`; `append` takes the rows that ingest would have committed."""

    def __init__(self, *, overlap_ms: int = WRITE_TIMEOUT_MS) -> None:
        self._overlap_ms = overlap_ms
        self._tables: dict[str, list[pd.DataFrame]] = {name: [] for name in _COLUMNS}

    def append(self, measurement: str, rows: pd.DataFrame) -> None:
        """Add rows in order of arrival; columns that are missing are null."""
        complete = rows.reindex(columns=_COLUMNS[measurement]).astype(object)
        self._tables[measurement].append(complete.where(complete.notna(), None))

    def rows(self, measurement: str) -> pd.DataFrame:
        """Return all rows of a measurement in order of arrival."""
        return self._table(measurement)

    def changed_since(self, cursor: Cursor) -> Changes:
        """Return the commits behind `cursor`, each once, also those that became visible late."""
        found = []
        names = ["worker", *LINE_TAGS, "time", "first", "last"]
        for worker, *tags, time, first, last in self._table("change")[names].to_numpy().tolist():
            feed = Feed(worker, EquipmentPath(*tags))
            taken = cursor.positions.get(feed)
            if taken is None or time > taken - self._overlap_ms:
                found.append((feed, time, first, last))
        return advance(cursor, found, overlap_ms=self._overlap_ms)

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
        rows = self._of("sample", line)[["work_unit", "time", *fields, "unavailable"]]
        rows = rows.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)
        rows["time"] = rows["time"].astype("int64")
        for name in fields:
            if name in COUNTER_FIELDS:
                rows[name] = rows[name].astype(float)
        rows = merge_identities(rows)
        if told:
            return _tellings(rows, told, start=start, end=end)
        slice_ = trim(rows, start=start, end=end)
        parts = [slice_]
        for _, row in slice_[slice_["time"] < start].iterrows():
            for name in set(str(row["unavailable"] or "").split()) & COUNTER_FIELDS & set(fields):
                earlier = rows[
                    (rows["work_unit"] == row["work_unit"])
                    & (rows["time"] < row["time"])
                    & rows[name].notna()
                ]
                parts.append(earlier.tail(1))
        together = pd.concat(parts, ignore_index=True).drop_duplicates(["work_unit", "time"])
        return together.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)

    def facts(self, line: EquipmentPath) -> LineFacts:
        """Return the register, clock, first and newest time and end of this line's run."""
        register = self._of("register", line).sort_values(["work_unit", "time"], kind="stable")
        register = register.drop_duplicates("work_unit", keep="last").reset_index(drop=True)
        changes = self._of("change", line)
        names = ["kind", "time", "boot", "session", "clock", "samples", "ended", "sources"]
        said = [
            Said(*row)
            for row in self._of("pipeline", line)[names].to_numpy().tolist()
            if row[0] in {"birth", "status"}
        ]
        boot = max((row.boot for row in said), default=0)
        delivery = self._of("delivery", line)
        delivery = delivery[delivery["boot"] == boot]
        reached = (delivery["first"] + delivery["samples"]).max() if len(delivery) else 0
        account = Account(
            first=int(changes["first"].min()) if len(changes) else None,
            newest=int(changes["last"].max()) if len(changes) else None,
            reached=int(reached),
        )
        return facts_of(line, register, said=said, account=account)

    def _table(self, name: str) -> pd.DataFrame:
        parts = self._tables[name]
        if not parts:
            return pd.DataFrame(columns=_COLUMNS[name], dtype=object)
        return pd.concat(parts, ignore_index=True)

    def _of(self, name: str, line: EquipmentPath) -> pd.DataFrame:
        rows = self._table(name)
        mine = pd.Series(data=True, index=rows.index)
        for tag in LINE_TAGS:
            mine &= rows[tag] == getattr(line, tag)
        return rows[mine].reset_index(drop=True)


def _tellings(rows: pd.DataFrame, told: tuple[str, ...], *, start: int, end: int) -> pd.DataFrame:
    """Keep the samples of the slice that tell one of these, and each one's last before it."""
    held = rows[rows["time"].between(start - HELD_MS, end)]
    parts = []
    for name in told:
        tells = held.loc[[telling(name) in str(text) for text in held[PROCESS_VALUES]]]
        before = tells[tells["time"] < start].drop_duplicates("work_unit", keep="last")
        parts += [before, tells[tells["time"] >= start]]
    together = pd.concat(parts, ignore_index=True).drop_duplicates(["work_unit", "time"])
    return together.sort_values(["work_unit", "time"], kind="stable", ignore_index=True)
