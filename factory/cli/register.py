"""The command line of `factory register`."""

from pathlib import Path
from typing import Annotated

import typer

from factory.cli.store_options import StoreOptions, reads_store

app = typer.Typer(
    help="The process register: all equipment and operations, as CSV files.\n\n"
    "Example: factory register check",
    no_args_is_help=True,
)


@app.command()
@reads_store(masters=True)
def template(
    folder: Annotated[Path, typer.Argument(help="A new folder for the files.", metavar="DIR")],
    *,
    where: StoreOptions,
) -> None:
    """Write equipment.csv, operations.csv and what their columns mean, to begin with.

    What machines said of themselves is filled in; machines that never spoke are rows to complete.

    Example: factory register template register --master-data site.toml
    """
    from factory.commands import register

    register.template(folder, where.source())


@app.command()
@reads_store(masters=True)
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A register that master data do not name yet.", metavar="DIR"),
    ] = None,
    *,
    where: StoreOptions,
) -> None:
    """Read register and records of sites and tell every mistake with file, row and column.

    Cells left blank that no machine has filled yet are told, too; they are no mistakes.

    Example: factory register check --master-data site.toml
    """
    from factory.commands import register

    register.check(folder, where.source())
