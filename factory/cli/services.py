"""The command line of the services, each its own process."""

from collections.abc import Callable, Mapping

import typer

from factory.cli.options import CheckOption, ConfigOption


def edge_agent(*, config: ConfigOption, check: CheckOption = False) -> None:
    """Run one edge agent as its own process.

    Example: factory edge-agent --config edge_agent/sample.toml --check
    """
    from factory.commands import edge_agent as command

    raise typer.Exit(command.run(config, check=check))


def ingest(*, config: ConfigOption, check: CheckOption = False) -> None:
    """Run ingest as its own process; on DuckDB it also carries analytics and the API.

    Example: factory ingest --config ingest/sample.toml --check
    """
    from factory.commands import ingest as command

    raise typer.Exit(command.run(config, check=check))


def analytics(*, config: ConfigOption, check: CheckOption = False) -> None:
    """Run analytics on InfluxDB as its own process; on DuckDB the owner of the file runs it.

    Example: factory analytics --config analytics/sample.toml --check
    """
    from factory.commands import server

    raise typer.Exit(server.analytics(config, check=check))


def board(*, config: ConfigOption, check: CheckOption = False) -> None:
    """Run the live page and API on InfluxDB as their own process; on DuckDB the owner serves them.

    Example: factory board --config dashboards/board/sample.toml --check
    """
    from factory.commands import server

    raise typer.Exit(server.board(config, check=check))


SERVICES: Mapping[str, Callable[..., None]] = {
    "edge-agent": edge_agent,
    "ingest": ingest,
    "analytics": analytics,
    "board": board,
}
