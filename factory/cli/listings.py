"""The command line of lists: KPIs, what every column means, and the names of all lists."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

import typer

from factory.cli.comparisons import change, orders
from factory.cli.losses import losses, spc, trade
from factory.cli.options import (
    FormatOption,
    FromOption,
    LevelOption,
    OutOption,
    PathOption,
    ToOption,
    WindowOption,
)
from factory.cli.store_options import StoreOptions, reads_store
from factory.when import instant


@reads_store(masters=True)
def kpi(
    *,
    by: Annotated[
        Literal["unit", "line", "site", "all", "order", "product", "crew"],
        typer.Option(help="A level, all of them, or what is summed up over the whole range."),
    ] = "line",
    window: Annotated[
        Literal["hour", "shift", "day", "week", "month"] | None,
        typer.Option(help="Length of a window; default: shift. Not with order, product or crew."),
    ] = None,
    from_: FromOption = None,
    to: ToOption = None,
    path: PathOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", help="What was known at this instant of the wall clock.", metavar="T"
        ),
    ] = None,
    view: Annotated[
        Literal["iso", "teep", "smrp", "tpm"],
        typer.Option(help="Whose KPIs stand beside those of ISO 22400-2."),
    ] = "iso",
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List the KPIs of ISO 22400-2 per window, or of orders, products and crews.

    Example: factory kpi --by all --window shift --format xlsx --out kpi.xlsx
    """
    from dashboards.board.listing_queries import KpisQuery
    from factory.commands import listings

    query = KpisQuery(
        by=by,
        window=window,
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
        as_of=instant(as_of, option="--as-of"),
        view=view,
    )
    listings.write(where.source(), query, output=format, out=out)


@reads_store()
def oee(
    *,
    from_: FromOption = None,
    to: ToOption = None,
    by: LevelOption = "line",
    window: WindowOption = "shift",
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List the KPIs per window: short for `factory kpi`, which can do more.

    Example: factory oee --by unit --window hour --format csv --out oee.csv
    """
    from dashboards.board.listing_queries import KpisQuery
    from factory.commands import listings

    query = KpisQuery(
        by=by,
        window=window,
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
    )
    listings.write(where.source(), query, output=format, out=out)


def dictionary(
    *,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
) -> None:
    """List what every column means, in English and Chinese, with unit, formula and source.

    Example: factory dictionary --format xlsx --out dictionary.xlsx
    """
    from analytics.listing.dictionary import dictionary as rows
    from factory.commands import listings

    listings.put(rows(), "dictionary", output=format, out=out)


LISTS: Mapping[str, Callable[..., None]] = {
    "kpi": kpi,
    "oee": oee,
    "losses": losses,
    "trade": trade,
    "spc": spc,
    "orders": orders,
    "change": change,
    "dictionary": dictionary,
}
