"""The owner of a DuckDB file: ingest, analytics and the board in one process."""

from contextlib import ExitStack
from pathlib import Path

import structlog

from analytics.config import AnalyticsConfig
from analytics.config import load_config as load_analytics
from analytics.master.data import load_master_data
from dashboards.board.config import BoardConfig
from dashboards.board.config import load_config as load_board
from factory.board import serve_board
from factory.commands.checked import fine
from factory.data_dir import DataDir, World
from factory.duckdb_stores import open_duckdb
from factory.logs import set_up_logs
from factory.owner import run_owner
from factory.until_stopped import wait_for_signal
from ingest.config import IngestConfig


def own(path: Path, config: IngestConfig, *, check: bool) -> int:
    """Run all of it until a signal."""
    analytics, board = _owner_parts(path, config)
    masters = tuple(load_master_data(file) for file in analytics.master_data)
    if check:
        return fine(path)
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
