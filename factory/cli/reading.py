"""The command line of what reads a store: conservation, explanations, recomputation."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from factory.cli.options import (
    AnalyticsUrlOption,
    ListFormatOption,
    RevisionsOption,
    TextOption,
    WindowOption,
)
from factory.cli.reports import report
from factory.cli.store_options import StoreOptions, reads_store


@reads_store(dead_letters=True)
def audit(
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    where: StoreOptions,
) -> None:
    """Prove conservation per agent and boot, in samples; exit 1 when something is missing.

    Example: factory audit
    """
    from factory.commands import reading

    raise typer.Exit(reading.audit(where.source(), output=format))


@reads_store(masters=True)
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
    format: TextOption = "text",  # noqa: A002  the option's name
    where: StoreOptions,
) -> None:
    """Explain one KPI set: formulas, time leaves, quantities, inputs, coverage.

    With --revisions it says what changed between two closed revisions of the window, and why.

    Example: factory explain filler --at 2026-03-02T09:30+08:00 --window shift
    """
    from factory.commands import reading

    reading.explain(
        where.source(), unit=unit, at=at, window=window, revisions=revisions, output=format
    )


@reads_store(masters=True)
def recompute(
    line: Annotated[str, typer.Argument(help="Path of a line, or the end of one.", metavar="LINE")],
    *,
    from_: Annotated[str, typer.Option("--from", help="ISO 8601 with offset.", metavar="T")],
    to: Annotated[str, typer.Option("--to", help="ISO 8601 with offset.", metavar="T")],
    analytics_url: AnalyticsUrlOption = "",
    where: StoreOptions,
) -> None:
    """Compute a line's KPIs again, also where data came later than the horizon of a week.

    Example: factory recompute line-1 --from 2026-03-02T06:00+08:00 --to 2026-03-02T14:00+08:00
    """
    from factory.commands import reading

    reading.recompute(where.source(), line=line, start=from_, end=to, analytics_url=analytics_url)


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
