"""`factory analytics` and `factory board`, on InfluxDB; on DuckDB the owner runs both."""

from pathlib import Path

from analytics.config import load_config as load_analytics
from analytics.master.data import load_master_data
from dashboards.board.config import load_config as load_board
from factory.commands.checked import fine
from factory.errors import ConfigError
from factory.logs import set_up_logs


def analytics(path: Path, *, check: bool) -> int:
    """Run analytics on InfluxDB; on DuckDB refuse, where the owner of the file runs it."""
    config = load_analytics(path)
    masters = [load_master_data(path.parent / file) for file in config.master_data]
    if check:
        then = "`factory ingest` runs it, named there as owner.analytics"
        return fine(path, then if config.store == "duckdb" else "")
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
        return fine(path, then if config.store == "duckdb" else "")
    if config.influx is None or config.store == "duckdb":
        raise ConfigError(
            f"{path}: store = duckdb: a DuckDB file has one owner process, which serves the board "
            "too; name this file as owner.board in the ingest file and run `factory ingest`"
        )
    from factory.influx_services import run_board

    set_up_logs(json=True)
    run_board(config, config.influx, masters=masters)
    return 0
