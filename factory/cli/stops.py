"""The command line of `factory stops`."""

from pathlib import Path
from typing import Annotated

import typer

from factory.cli.losses import stops
from factory.cli.options import (
    AnalyticsUrlOption,
    DataDirOption,
    ListFormatOption,
    MasterDataOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WorldOption,
)
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of

app = typer.Typer(invoke_without_command=True)
app.callback()(stops)


@app.command()
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
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Give stops the reasons of a CSV, all of them or none; figures that change are revised.

    A row without an end is for the whole stop at its start. Only stops without a reason that says
    anything are corrected, unless force is true; an empty reason gives the word back to the
    machine. Who gave it is a pseudonym.

    Example: factory stops assign reasons.csv
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, master_data=tuple(master_data or ()))
    reading.assign_reasons(source, file=file, analytics_url=analytics_url, output=format)
