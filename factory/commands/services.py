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
from factory.errors import ConfigError
from factory.logs import set_up_logs
from factory.owner import run_owner
from factory.sources import source_of
from factory.until_stopped import run_until_stopped, wait_for_signal
from factory.when import wall_ms
from ingest.config import IngestConfig
from ingest.config import load_config as load_ingest
from ingest.counting_store import CountingStore
from ingest.dead_letters import DeadLetters
from ingest.http import HealthServer
from ingest.memory_store import MemoryStore
from ingest.service import Ingest


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
    store = MemoryStore(wall_ms=wall_ms) if config.store.kind == "memory" else CountingStore()
    with ExitStack() as stack:
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
        owner = stack.enter_context(run_owner(config, masters=masters, analytics=analytics))
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
    """Refuse on DuckDB, where the owner of the file runs analytics; checking is for its file."""
    config = load_analytics(path)
    for file in config.master_data:
        load_master_data(path.parent / file)
    if check:
        return _fine(path, "`factory ingest` runs it, named there as owner.analytics")
    raise ConfigError(
        f"{path}: store = duckdb: a DuckDB file has one owner process, which runs analytics too; "
        f"name this file as owner.analytics in the ingest file and run `factory ingest`"
    )


def board(path: Path, *, check: bool) -> int:
    """Refuse on DuckDB, where the owner of the file serves the board; checking is for its file."""
    load_board(path)
    if check:
        return _fine(path, "`factory ingest` serves it, named there as owner.board")
    raise ConfigError(
        f"{path}: a DuckDB file has one owner process, which serves the board too; "
        f"name this file as owner.board in the ingest file and run `factory ingest`"
    )


def _fine(path: Path, then: str = "") -> int:
    sys.stdout.write(f"{path}: fine{then and '; '}{then}\n")
    return 0
