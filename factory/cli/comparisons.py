"""The command line of lists of comparisons: orders and their plan, a period and the last."""

from typing import Annotated, Literal

import typer

from factory.cli.options import FormatOption, FromOption, OutOption, PathOption, ToOption
from factory.cli.store_options import StoreOptions, reads_store
from factory.when import instant


@reads_store(masters=True)
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
    where: StoreOptions,
) -> None:
    """List orders as planned and as they went: those that were due, or worked on, in the range.

    Example: factory orders --path line-1 --summary
    """
    from dashboards.board.listing_queries import OrdersQuery
    from factory.commands import listings

    query = OrdersQuery(
        show="summary" if summary else "orders",
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
    )
    listings.write(where.source(), query, output=format, out=out)


@reads_store(masters=True)
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
    where: StoreOptions,
) -> None:
    """List what OEE changed by against the period before, by factors, then by losses.

    Example: factory change --path line-1 --window day
    """
    from dashboards.board.listing_queries import ChangeQuery
    from factory.commands import listings

    query = ChangeQuery(
        window=window,
        at=instant(at, option="--at"),
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
    )
    listings.write(where.source(), query, output=format, out=out)
