"""The command line of `factory dead-letters`."""

from typing import Annotated

import typer

from factory.data_dir import DEFAULT_DATA_DIR
from factory.options import DataDirOption, ListFormatOption

app = typer.Typer(
    help="What was refused, why, and trying it again.\n\nExample: factory dead-letters list",
    no_args_is_help=True,
)


@app.command("list")
def list_(
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    all_: Annotated[bool, typer.Option("--all", help="Also those resolved by a replay.")] = False,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
) -> None:
    """List what was refused, with the reason.

    Example: factory dead-letters list --format csv
    """
    from factory.commands import reading

    reading.dead_letters_list(data_dir, output=format, resolved=all_)


@app.command("replay")
def replay(*, data_dir: DataDirOption = DEFAULT_DATA_DIR) -> None:
    """Try every open dead letter again, after a fix.

    Example: factory dead-letters replay
    """
    from factory.commands import reading

    raise typer.Exit(reading.dead_letters_replay(data_dir))
