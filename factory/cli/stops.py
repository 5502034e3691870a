"""The command line of `factory stops`."""

from pathlib import Path
from typing import Annotated

import typer

from factory.cli.losses import stops
from factory.cli.options import AnalyticsUrlOption, ListFormatOption
from factory.cli.store_options import StoreOptions, reads_store

app = typer.Typer(invoke_without_command=True)
app.callback()(stops)


@app.command()
@reads_store(masters=True)
def assign(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with the header path,start,end,reason,by,force; end, by and force may miss.",
            metavar="FILE",
        ),
    ],
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    analytics_url: AnalyticsUrlOption = "",
    where: StoreOptions,
) -> None:
    """Give stops the reasons of a CSV, all of them or none; figures that change are revised.

    A row without an end is for the whole stop at its start. Only stops without a reason that says
    anything are corrected, unless force is true; an empty reason gives the word back to the
    machine. Who gave it is a pseudonym.

    Example: factory stops assign reasons.csv
    """
    from factory.commands import reading

    reading.assign_reasons(where.source(), file=file, analytics_url=analytics_url, output=format)
