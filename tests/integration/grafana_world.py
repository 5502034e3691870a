"""The demo plant, played into DuckDB and loaded whole into a world of a real InfluxDB."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import httpx
import pandas as pd

from analytics.account import Counted
from analytics.queries import oee_rows
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from analytics.stores.influx_account import InfluxAccount
from contract.series import MEASUREMENTS, PIPELINE, Measurement
from factory.commands.demo import DemoOptions, play_once
from factory.data_dir import DataDir
from factory.played_world import end_of
from factory.world_run import load_setup
from influx.buckets import BUCKETS, BucketSet
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.line_protocol import Value, encode
from tests.influxd import Server

# One shift and an hour of the next.
HOURS = 9.0
_LINES_A_BODY = 5_000
# Accounts that are written on top, so that counters have a rate: a played run is over too soon.
_MORE_ACCOUNTS = 13
_STEP_MS = 10_000
_LAG_MS = 250


_FILLED: dict[str, "GrafanaWorld"] = {}


@dataclass(frozen=True, slots=True)
class GrafanaWorld:
    """A filled world, with a token that can only read it.

    `start` and `end` bound the samples (world time), `accounts_end` the pipeline's account (wall
    time); `samples` were sent, `oee` is what `factory oee` reads from the same data, and `store`
    the DuckDB file that holds them.
    """

    url: str
    token: str
    world: str
    start: int
    end: int
    accounts_end: int
    samples: int
    oee: pd.DataFrame
    store: Path

    def ask(self, influxql: str) -> list[dict[str, object]]:
        """Return a row for each value, tags among its columns; refuse any error."""
        answer = _client(self.url).post(
            "/query",
            data={"db": f"{self.world}-kpi", "epoch": "ms", "q": influxql},
            headers={"Authorization": f"Token {self.token}"},
        )
        said = answer.json()
        if answer.status_code != 200 or any("error" in one for one in said["results"]):
            raise AssertionError(f"{influxql}\n{answer.text[:500]}")
        return list(_rows(said["results"]))


@cache
def _client(url: str) -> httpx.Client:
    """Keep one connection for the thousands of queries of a run."""
    return httpx.Client(base_url=url, timeout=60, trust_env=False)


def _rows(results: Sequence[Mapping[str, object]]) -> Iterator[dict[str, object]]:
    for result in results:
        for series in result.get("series", []):  # type: ignore[attr-defined]  # JSON
            for values in series["values"]:
                yield {
                    **series.get("tags", {}),
                    **dict(zip(series["columns"], values, strict=True)),
                }


def filled(server: Server, root: Callable[[], Path]) -> GrafanaWorld:
    """Return the demo plant in InfluxDB, filled once for all modules of a test run."""
    if server.url not in _FILLED:
        _FILLED[server.url] = fill(server, root())
    return _FILLED[server.url]


def fill(server: Server, root: Path) -> GrafanaWorld:
    """Play the demo plant, load every table of its store and return how to ask for it."""
    setup = load_setup("demo-plant")
    start = setup.scenario.start
    end = end_of(start, HOURS)
    directory = DataDir(root)
    options = DemoOptions(seed=7, scenario="demo-plant", data_dir=root)
    result = play_once(setup, directory, options=options, start=start, end=end)
    if not result.ok:
        raise AssertionError(result.differences[:5])
    config = server.new_world()
    with (
        duckdb.connect(str(directory.store), read_only=True) as connection,
        Influx(config) as influx,
    ):
        for measurement in MEASUREMENTS:
            _load(influx, measurement, _columns(connection, measurement))
        accounts = _columns(connection, PIPELINE)
        oee = oee_rows(DuckdbKpiStore(connection))
    accounts_end = _account_on(config, accounts)
    return GrafanaWorld(
        url=server.url,
        token=_reader(server, config.world),
        world=config.world,
        start=start,
        end=end,
        accounts_end=accounts_end,
        samples=result.samples,
        oee=oee,
        store=directory.store,
    )


def _columns(
    connection: duckdb.DuckDBPyConnection, measurement: Measurement
) -> dict[str, list[Value]]:
    names = ["time", *measurement.tags, *(field.name for field in measurement.fields)]
    chosen = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {chosen} FROM "{measurement.name}"'  # noqa: S608  names of the contract
    rows = connection.execute(query).fetchall()
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    for name in columns:
        if f"{name}_null" in columns:
            columns[name] = [0.0 if _missing(value) else value for value in columns[name]]
    return columns


def _missing(value: Value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _load(influx: Influx, measurement: Measurement, columns: Mapping[str, list[Value]]) -> None:
    lines = [line for line in encode(measurement, columns) if line] if columns else []
    for first in range(0, len(lines), _LINES_A_BODY):
        body = "\n".join(lines[first : first + _LINES_A_BODY]).encode()
        refusal = influx.write(measurement.bucket, body)
        if refusal is not None:
            raise AssertionError(f"{measurement.name}: {refusal}")


def _account_on(config: InfluxConfig, accounts: Mapping[str, list[Value]]) -> int:
    """Repeat each service's newest account at ten-second steps up to now, counters rising."""
    now = int(time.time() * 1000)
    table = pd.DataFrame(accounts)
    table = table[table["kind"].isin(["counters", "status"])]
    newest = table.sort_values("time").groupby("instance", as_index=False).tail(1)
    with Influx(config) as influx:
        for step in range(_MORE_ACCOUNTS):
            copy = newest.copy()
            copy["time"] = now - (_MORE_ACCOUNTS - 1 - step) * _STEP_MS
            for name in ("received", "stored"):
                copy[name] = copy[name] + 100 * step
            # A run that was over before its second account had nothing to lag behind.
            counters = copy["kind"] == "counters"
            copy.loc[counters, "lag_ms"] = copy.loc[counters, "lag_ms"].fillna(_LAG_MS)
            columns = {
                str(name): [None if _is_null(value) else value for value in copy[name].tolist()]
                for name in copy
            }
            _load(influx, PIPELINE, columns)
            wall = now - (_MORE_ACCOUNTS - 1 - step) * _STEP_MS
            counted = Counted(received=step, stored=50 * step, rejected=0, retried=0, taken=wall)
            InfluxAccount(influx).write(counted, wall_ms=wall)
    return now + 1


def _is_null(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _reader(server: Server, world: str) -> str:
    """Make a token that can read the three buckets and do nothing else."""
    with server.client() as api:
        rights = []
        org_id = ""
        for bucket in BUCKETS:
            name = BucketSet(world).name(bucket)
            found = api.get("/api/v2/buckets", params={"name": name}).raise_for_status().json()
            org_id = found["buckets"][0]["orgID"]
            resource = {"type": "buckets", "id": found["buckets"][0]["id"], "orgID": org_id}
            rights.append({"action": "read", "resource": resource})
        made = api.post(
            "/api/v2/authorizations", json={"orgID": org_id, "permissions": rights}
        ).raise_for_status()
        token: str = made.json()["token"]
        return token
