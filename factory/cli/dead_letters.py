"""The command line of `factory dead-letters`."""

from typing import Annotated

import typer

from factory.cli.options import ListFormatOption
from factory.cli.store_options import StoreOptions, reads_store

app = typer.Typer(
    help="What was refused, why, and trying it again.\n\nExample: factory dead-letters list",
    no_args_is_help=True,
)


@app.command("list")
@reads_store(dead_letters=True)
def list_(
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    all_: Annotated[bool, typer.Option("--all", help="Also those resolved by a replay.")] = False,
    where: StoreOptions,
) -> None:
    """List what was refused, with the reason.

    Example: factory dead-letters list --format csv
    """
    from factory.commands import reading

    reading.dead_letters_list(where.source(), output=format, resolved=all_)


@app.command("replay")
@reads_store(dead_letters=True)
def replay(*, where: StoreOptions) -> None:
    """Try every open dead letter again, after a fix.

    Example: factory dead-letters replay
    """
    from factory.commands import reading

    raise typer.Exit(reading.dead_letters_replay(where.source()))
