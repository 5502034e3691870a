"""The options that name a store, given to every command that reads one.

A command takes them as one keyword, `where`; on the command line they stand in its place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING

from factory.cli.options import (
    DataDirOption,
    DeadLettersOption,
    MasterDataOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WorldOption,
)
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of

if TYPE_CHECKING:
    from factory.commands.reading import Source

Command = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """Where a command reads, as it was typed; the fields are the options, in the order of help."""

    master_data: MasterDataOption = None
    dead_letters: DeadLettersOption = None
    data_dir: DataDirOption = DEFAULT_DATA_DIR
    store: StoreOption = None
    url: UrlOption = DEFAULT_URL
    world: WorldOption = ""
    tokens: TokensOption = DEFAULT_TOKENS

    def source(self) -> "Source":
        """Return what the command reads."""
        from factory.commands.reading import Source

        return Source(
            self.data_dir,
            place_of(self.store, url=self.url, world=self.world, tokens=self.tokens),
            dead_letters=tuple(self.dead_letters or ()),
            master_data=tuple(self.master_data or ()),
        )


def reads_store(
    *, masters: bool = False, dead_letters: bool = False
) -> Callable[[Command], Command]:
    """Let a command be called with the options of a store in place of its keyword `where`.

    Args:
        masters: whether `--master-data` is one of them.
        dead_letters: whether `--dead-letters` is one of them.
    """
    left_out = {
        name
        for name, wanted in {"master_data": masters, "dead_letters": dead_letters}.items()
        if not wanted
    }
    options = {
        name: option
        for name, option in signature(StoreOptions).parameters.items()
        if name not in left_out
    }

    def with_options(command: Command) -> Command:
        own = signature(command)
        parameters = [
            shown
            for name, parameter in own.parameters.items()
            for shown in (options.values() if name == "where" else (parameter,))
        ]

        @wraps(command)
        def run(*arguments: object, **typed: object) -> None:
            named = {name: typed.pop(name) for name in options if name in typed}
            command(*arguments, where=StoreOptions(**named), **typed)  # type: ignore[arg-type]  # Typer has checked them

        # Typer reads both.
        run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # inspect looks for it
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run

    return with_options
