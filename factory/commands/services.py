"""One service per process: edge agent, ingest (on DuckDB with all else), analytics, board."""

import sys
from contextlib import ExitStack, closing
from pathlib import Path

import structlog

from analytics.config import AnalyticsConfig
from analytics.config import load_config as load_analytics
from analytics.master_data import load_master_data
from dashboards.board.config import BoardConfig
from dashboards.board.config import load_config as load_board
from edge_agent.config import load_config as load_edge_agent
from factory.agents import build_agent, run_agents
from factory.board import serve_board
from factory.data_dir import DataDir, World
from factory.duckdb_stores import open_duckdb
from factory.errors import ConfigError
from factory.logs import set_up_logs
from factory.owner import run_owner
from factory.sources import source_of
from factory.until_stopped import run_until_stopped, wait_for_signal
from factory.when import wall_ms
from influx.connection import Influx
from ingest.config import IngestConfig
from ingest.config import load_config as load_ingest
from ingest.counting_store import CountingStore
from ingest.dead_letters import DeadLetters
from ingest.http import HealthServer
from ingest.influx_store import InfluxStore
from ingest.memory_store import MemoryStore
from ingest.service import Ingest
from ingest.store import Store


def edge_agent(path: Path, *, check: bool) -> int:
    """Run one agent until its source ends or it is stopped."""
    config = load_edge_agent(path)
    source = source_of(config)
    if check:
        return _fine(path)
    set_up_logs(json=True)
    agent = build_agent(config, source)

    run_until_stopped(lambda stop: run_agents([agent], stop))
    return 0


def ingest(path: Path, *, check: bool) -> int:
    """Run one ingest worker; the owner of a DuckDB file runs analytics and the board too."""
    config = load_ingest(path)
    if config.store.kind == "duckdb":
        return _own(path, config, check=check)
    if check:
        return _fine(path)
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


def _own(path: Path, config: IngestConfig, *, check: bool) -> int:
    analytics, board = _owner_parts(path, config)
    masters = tuple(load_master_data(file) for file in analytics.master_data)
    if check:
        return _fine(path)
    set_up_logs(json=True)
    directory = DataDir(config.store.path.parent)
    with ExitStack() as stack:
        stack.enter_context(directory.owned())
        directory.claim(
            World(
                kind="services",
                scenario="as it comes",
                master_data=tuple(str(file.resolve()) for file in analytics.master_data),
            )
        )
        stores = stack.enter_context(
            open_duckdb(config.store.path, memory_limit=config.store.memory_limit)
        )
        owner = stack.enter_context(run_owner(stores, config, masters=masters, analytics=analytics))
        page = stack.enter_context(
            serve_board(owner, config, host=board.host, port=board.port, hosts=board.hosts)
        )
        directory.announce(page)
        structlog.get_logger("factory").info("board_serves", url=page)
        wait_for_signal(owner.raise_failure)
    return 0


def _owner_parts(path: Path, config: IngestConfig) -> tuple[AnalyticsConfig, BoardConfig]:
    """Load what the owner runs beside ingest; paths count from the folder of the ingest file."""
    owner = config.owner
    analytics = AnalyticsConfig()
    if owner.analytics is not None:
        file = path.parent / owner.analytics
        analytics = load_analytics(file)
        analytics = analytics.model_copy(
            update={"master_data": tuple(file.parent / one for one in analytics.master_data)}
        )
    board = BoardConfig() if owner.board is None else load_board(path.parent / owner.board)
    return analytics, board


def analytics(path: Path, *, check: bool) -> int:
    """Run analytics on InfluxDB; on DuckDB refuse, where the owner of the file runs it."""
    config = load_analytics(path)
    masters = [load_master_data(path.parent / file) for file in config.master_data]
    if check:
        then = "`factory ingest` runs it, named there as owner.analytics"
        return _fine(path, then if config.store == "duckdb" else "")
    if config.influx is None or config.store == "duckdb":
        raise ConfigError(
            f"{path}: store = duckdb: a DuckDB file has one owner process, which runs analytics "
            "too; name this file as owner.analytics in the ingest file and run `factory ingest`"
        )
    from factory.influx_services import run_analytics

    set_up_logs(json=True)
    run_analytics(config, config.influx, masters=masters)
    return 0


def board(path: Path, *, check: bool) -> int:
    """Serve the board on InfluxDB; on DuckDB refuse, where the owner of the file serves it."""
    config = load_board(path)
    masters = [load_master_data(path.parent / file) for file in config.master_data]
    if check:
        then = "`factory ingest` serves it, named there as owner.board"
        return _fine(path, then if config.store == "duckdb" else "")
    if config.influx is None or config.store == "duckdb":
        raise ConfigError(
            f"{path}: store = duckdb: a DuckDB file has one owner process, which serves the board "
            "too; name this file as owner.board in the ingest file and run `factory ingest`"
        )
    from factory.influx_services import run_board

    set_up_logs(json=True)
    run_board(config, config.influx, masters=masters)
    return 0


def _fine(path: Path, then: str = "") -> int:
    sys.stdout.write(f"{path}: fine{then and '; '}{then}\n")
    return 0
