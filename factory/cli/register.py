"""The command line of `factory register`."""

from pathlib import Path
from typing import Annotated

import typer

from factory.cli.options import (
    DataDirOption,
    MasterDataOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WorldOption,
)
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of

app = typer.Typer(
    help="The process register: all equipment and operations, as CSV files.\n\n"
    "Example: factory register check",
    no_args_is_help=True,
)


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(help="A new folder for the files.", metavar="DIR")],
    *,
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Write equipment.csv, operations.csv and what their columns mean, to begin with.

    What machines said of themselves is filled in; machines that never spoke are rows to complete.

    Example: factory register template register --master-data site.toml
    """
    from factory.commands import register

    place = place_of(store, url=url, world=world, tokens=tokens)
    register.template(folder, data_dir, place, tuple(master_data or ()))


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A register that master data do not name yet.", metavar="DIR"),
    ] = None,
    *,
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Read register and records of sites and tell every mistake with file, row and column.

    Cells left blank that no machine has filled yet are told, too; they are no mistakes.

    Example: factory register check --master-data site.toml
    """
    from factory.commands import register

    place = place_of(store, url=url, world=world, tokens=tokens)
    register.check(folder, data_dir, place, tuple(master_data or ()))
