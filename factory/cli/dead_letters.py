"""The command line of `factory dead-letters`."""

from typing import Annotated

import typer

from factory.cli.options import (
    DataDirOption,
    DeadLettersOption,
    ListFormatOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WorldOption,
)
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of

app = typer.Typer(
    help="What was refused, why, and trying it again.\n\nExample: factory dead-letters list",
    no_args_is_help=True,
)


@app.command("list")
def list_(
    *,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    all_: Annotated[bool, typer.Option("--all", help="Also those resolved by a replay.")] = False,
    dead_letters: DeadLettersOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """List what was refused, with the reason.

    Example: factory dead-letters list --format csv
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, tuple(dead_letters or ()))
    reading.dead_letters_list(source, output=format, resolved=all_)


@app.command("replay")
def replay(
    *,
    dead_letters: DeadLettersOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Try every open dead letter again, after a fix.

    Example: factory dead-letters replay
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, tuple(dead_letters or ()))
    raise typer.Exit(reading.dead_letters_replay(source))
