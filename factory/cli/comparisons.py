"""The command line of lists of comparisons: orders and their plan, a period and the last."""

from typing import Annotated, Literal

import typer

from factory.cli.options import (
    DataDirOption,
    FormatOption,
    FromOption,
    MasterDataOption,
    OutOption,
    PathOption,
    StoreOption,
    TokensOption,
    ToOption,
    UrlOption,
    WorldOption,
)
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of


def orders(
    *,
    summary: Annotated[
        bool,
        typer.Option(
            "--summary", help="Schedule adherence and produced against plan, a row per line."
        ),
    ] = False,
    from_: FromOption = None,
    to: ToOption = None,
    path: PathOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """List orders as planned and as they went: those that were due, or worked on, in the range.

    Example: factory orders --path line-1 --summary
    """
    from dashboards.board.listing_queries import OrdersQuery
    from factory.commands import listings, reading

    query = OrdersQuery(
        show="summary" if summary else "orders",
        start=listings.instant(from_, option="--from"),
        end=listings.instant(to, option="--to"),
        path=path,
    )
    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, master_data=tuple(master_data or ()))
    listings.write(source, query, output=format, out=out)


def change(
    *,
    window: Annotated[
        Literal["shift", "day", "week"] | None,
        typer.Option(help="A window against the one before; default: shift."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help="An instant in the window; default: the newest closed.", metavar="T"),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", help="Instead of a window, against as long before; with --to.", metavar="T"
        ),
    ] = None,
    to: ToOption = None,
    path: Annotated[
        str | None,
        typer.Option(
            help="A unit, line or site: a path, or the end of one; default: every line.",
            metavar="PATH",
        ),
    ] = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """List what OEE changed by against the period before, by factors, then by losses.

    Example: factory change --path line-1 --window day
    """
    from dashboards.board.listing_queries import ChangeQuery
    from factory.commands import listings, reading

    query = ChangeQuery(
        window=window,
        at=listings.instant(at, option="--at"),
        start=listings.instant(from_, option="--from"),
        end=listings.instant(to, option="--to"),
        path=path,
    )
    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, master_data=tuple(master_data or ()))
    listings.write(source, query, output=format, out=out)
