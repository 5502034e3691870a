"""Each implementation of Store, with a way to look into it that shares nothing with the writer."""

from collections.abc import Callable, Mapping
from typing import Protocol

import duckdb
import httpx
import msgspec

from contract.duckdb_tables import quote
from contract.series import SAMPLE, Bucket
from influx.config import InfluxConfig
from influx.connection import Influx
from ingest.duckdb_store import DuckdbStore
from ingest.influx_store import InfluxStore
from ingest.memory_store import MemoryStore
from ingest.store import Store, Value

NAMES = ("time", *SAMPLE.tags, *(field.name for field in SAMPLE.fields))
Row = Mapping[str, Value]


class Kept(Protocol):
    """A store with what a test needs to look into it."""

    copies: int  # ledger rows of one message delivered twice

    @property
    def store(self) -> Store:
        """The store."""
        ...

    def samples(self) -> list[Row]:
        """One row per identity, the later arrival winning field by field."""
        ...

    def rows(self, measurement: str) -> list[Row]:
        """The rows of delivery, change, register or pipeline, in order of arrival."""
        ...

    def close(self) -> None:
        """Release what it holds."""
        ...


class KeptInMemory:
    """The reference."""

    copies = 2

    def __init__(self, wall_ms: Callable[[], int]) -> None:
        self.store = self._memory = MemoryStore(wall_ms=wall_ms)

    def samples(self) -> list[Row]:
        """Return what it holds."""
        return list(self._memory.samples())

    def rows(self, measurement: str) -> list[Row]:
        """Return the rows under the names of the series."""
        memory = self._memory
        match measurement:
            case "delivery":
                return [
                    {"time": d.spooled, "boot": d.boot, "seq": d.seq, "rejected": d.rejected}
                    for d in memory.deliveries
                ]
            case "change":
                return [
                    {"time": c.time, "work_center": c.line.split("/")[-1], "first": c.first,
                     "last": c.last}
                    for c in memory.changes
                ]  # fmt: skip
            case "register":
                return [
                    {"time": r.boot, "work_unit": r.unit.unit,
                     "operations": msgspec.json.encode(r.unit.operations).decode()}
                    for r in memory.register
                ]  # fmt: skip
            case _:
                return [
                    {"time": p.time, "service": p.service, "kind": p.kind,
                     "ended": p.fields.get("ended")}
                    for p in memory.pipeline
                ]  # fmt: skip

    def close(self) -> None:
        """Close the store."""
        self.store.close()


class KeptInDuckdb:
    """The embedded default, read with SQL that shares nothing with the writer."""

    copies = 2

    def __init__(self, wall_ms: Callable[[], int]) -> None:
        self._connection = duckdb.connect(":memory:")
        self.store = DuckdbStore(self._connection, wall_ms=wall_ms)

    def samples(self) -> list[Row]:
        """Return the newest said value of each field of each identity."""
        identity = ("time", *SAMPLE.tags)
        newest = ", ".join(f"arg_max({quote(field.name)}, arrival)" for field in SAMPLE.fields)
        keys = ", ".join(identity)
        found = self._connection.execute(
            f"SELECT {keys}, {newest} FROM sample GROUP BY {keys} "  # noqa: S608 - names of the contract
            f"ORDER BY {', '.join(SAMPLE.tags)}, time"
        ).fetchall()
        return [dict(zip(NAMES, row, strict=True)) for row in found]

    def rows(self, measurement: str) -> list[Row]:
        """Return all columns."""
        cursor = self._connection.execute(f"SELECT * FROM {measurement} ORDER BY rowid")  # noqa: S608 - names of the contract
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        """Close the store and its file."""
        self.store.close()
        self._connection.close()


class KeptInInflux:
    """The server's store, read as JSON: the one answer that tells null from an empty text."""

    copies = 1

    def __init__(self, wall_ms: Callable[[], int], world: InfluxConfig) -> None:
        self._world = world
        self._connection = Influx(world)
        self.store = InfluxStore(self._connection, wall_ms=wall_ms)

    def samples(self) -> list[Row]:
        """Return the points; no name is unavailable where the text is empty."""
        rows = [
            {name: said.get(name) for name in NAMES} | {"unavailable": said["unavailable"] or None}
            for said in self._all("telemetry", "sample")
        ]
        return sorted(rows, key=lambda row: [*(row[tag] for tag in SAMPLE.tags), row["time"]])

    def rows(self, measurement: str) -> list[Row]:
        """Return the points by time."""
        return self._all("register" if measurement == "register" else "telemetry", measurement)

    def _all(self, bucket: Bucket, measurement: str) -> list[Row]:
        answer = httpx.post(
            f"{self._world.url}/query",
            headers={"Authorization": f"Token {self._world.token()}"},
            data={
                "db": self._world.buckets.name(bucket),
                "epoch": "ms",
                "q": f'SELECT * FROM "{measurement}"',  # noqa: S608 - names of the contract
            },
            trust_env=False,
        ).raise_for_status()
        return [
            dict(zip(series["columns"], values, strict=True))
            for series in answer.json()["results"][0].get("series", [])
            for values in series["values"]
        ]

    def close(self) -> None:
        """Close the store and the connection."""
        self.store.close()
        self._connection.close()
