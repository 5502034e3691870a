"""`factory ingest`: one worker in a process of its own; on DuckDB it carries all else, too.

A worker beside others stays small: what only the owner of a DuckDB file needs is imported there.
"""

from contextlib import ExitStack, closing
from pathlib import Path

import structlog

from factory.commands.checked import fine
from factory.logs import set_up_logs
from factory.until_stopped import wait_for_signal
from factory.when import wall_ms
from influx.connection import Influx
from ingest.config import IngestConfig, load_config
from ingest.counting_store import CountingStore
from ingest.dead_letters import DeadLetters
from ingest.garbage import collect_rarely
from ingest.http import HealthServer
from ingest.influx_store import InfluxStore
from ingest.memory_store import MemoryStore
from ingest.service import Ingest
from ingest.store import Store


def run(path: Path, *, check: bool) -> int:
    """Run one ingest worker; the owner of a DuckDB file runs analytics and the board too."""
    config = load_config(path)
    if config.store.kind == "duckdb":
        from factory.commands.owner import own

        return own(path, config, check=check)
    if check:
        return fine(path)
    set_up_logs(json=True)
    with ExitStack() as stack:
        store = stack.enter_context(closing(_store(config, stack)))
        letters = stack.enter_context(closing(DeadLetters.open(config.dead_letters)))
        worker = Ingest(
            config, store, letters, wall_ms=wall_ms, logger=structlog.get_logger("ingest")
        )
        http = HealthServer(
            worker.health, host=config.http.host, port=config.http.port, wall_ms=wall_ms
        )
        collect_rarely()
        http.start()
        stack.callback(http.stop)
        worker.start()
        stack.callback(worker.stop)
        wait_for_signal(worker.raise_failure)
    return 0


def _store(config: IngestConfig, stack: ExitStack) -> Store:
    """Return the store of a worker that owns none; `stack` closes its connection."""
    if config.store.influx is not None and config.store.kind == "influx":
        connection = stack.enter_context(Influx(config.store.influx))
        return InfluxStore(connection, wall_ms=wall_ms)
    return MemoryStore(wall_ms=wall_ms) if config.store.kind == "memory" else CountingStore()
