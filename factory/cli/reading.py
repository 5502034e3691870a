"""The command line of what reads a store: conservation, explanations, recomputation."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.cli.options import (
    AnalyticsUrlOption,
    DataDirOption,
    DeadLettersOption,
    ListFormatOption,
    MasterDataOption,
    RevisionsOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WindowOption,
    WorldOption,
)
from factory.cli.reports import report
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of


def audit(
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    dead_letters: DeadLettersOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Prove conservation per agent and boot, in samples; exit 1 when something is missing.

    Example: factory audit
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, tuple(dead_letters or ()))
    raise typer.Exit(reading.audit(source, output=format))


def explain(
    unit: Annotated[
        str, typer.Argument(help="Path of a unit, line or site, or the end of one.", metavar="UNIT")
    ],
    *,
    at: Annotated[
        str | None, typer.Option(help="An instant in the window; default: the newest.", metavar="T")
    ] = None,
    window: WindowOption = "shift",
    revisions: RevisionsOption = None,
    format: Annotated[  # noqa: A002  the option's name
        Literal["text", "json"], typer.Option("--format")
    ] = "text",
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Explain one KPI set: formulas, time leaves, quantities, inputs, coverage.

    With --revisions it says what changed between two closed revisions of the window, and why.

    Example: factory explain filler --at 2026-03-02T09:30+08:00 --window shift
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, master_data=tuple(master_data or ()))
    reading.explain(source, unit=unit, at=at, window=window, revisions=revisions, output=format)


def recompute(
    line: Annotated[str, typer.Argument(help="Path of a line, or the end of one.", metavar="LINE")],
    *,
    from_: Annotated[str, typer.Option("--from", help="ISO 8601 with offset.", metavar="T")],
    to: Annotated[str, typer.Option("--to", help="ISO 8601 with offset.", metavar="T")],
    analytics_url: AnalyticsUrlOption = "",
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Compute a line's KPIs again, also where data came later than the horizon of a week.

    Example: factory recompute line-1 --from 2026-03-02T06:00+08:00 --to 2026-03-02T14:00+08:00
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, master_data=tuple(master_data or ()))
    reading.recompute(source, line=line, start=from_, end=to, analytics_url=analytics_url)


def cases(
    folder: Annotated[Path, typer.Argument(help="Folder of case files (TOML).", metavar="DIR")],
) -> None:
    """Run every case file through the real analytics; exit 1 on a difference.

    Example: factory cases tests/cases/oee
    """
    from factory.commands import reading

    raise typer.Exit(reading.cases(folder))


READERS: Mapping[str, Callable[..., None]] = {
    "audit": audit,
    "explain": explain,
    "report": report,
    "recompute": recompute,
    "cases": cases,
}
