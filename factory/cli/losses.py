"""The command line of lists of losses, of measures of the trades and of control charts."""

from typing import Annotated, Literal

import typer

from factory.cli.options import (
    AnyWindowOption,
    FormatOption,
    FromOption,
    LevelOption,
    OutOption,
    PathOption,
    ToOption,
)
from factory.cli.store_options import StoreOptions, reads_store
from factory.when import instant


@reads_store()
def losses(
    *,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="loss_group (the default), reason, attribution, leaf, root_unit, order, product "
            "or shift; may be given again.",
            metavar="KEY",
        ),
    ] = None,
    level: LevelOption = "line",
    window: AnyWindowOption = None,
    pareto: Annotated[
        Literal["duration", "count"] | None,
        typer.Option(help="Largest first with cumulative share, by reason unless --by says else."),
    ] = None,
    waterfall: Annotated[
        bool, typer.Option("--waterfall", help="From calendar time down to valuable time.")
    ] = False,
    six_big: Annotated[bool, typer.Option("--six-big", help="The six big losses of TPM.")] = False,
    minor_below: Annotated[
        float | None,
        typer.Option(
            help="With --six-big: shorter delays are minor stops.", min=0.001, metavar="S"
        ),
    ] = None,
    from_: FromOption = None,
    to: ToOption = None,
    path: PathOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List where time went: losses by group, attribution or reason; what adds up to the whole.

    Example: factory losses --level unit --path line-1 --pareto duration
    """
    from dashboards.board.listing_queries import LossesQuery
    from factory.commands import listings

    query = LossesQuery(
        level=level,
        by=listings.loss_keys(by or ()),
        window=window,
        show=listings.shown(pareto=pareto, waterfall=waterfall, six_big=six_big),
        minor_below_s=minor_below,
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
    )
    listings.write(where.source(), query, output=format, out=out)


@reads_store()
def stops(
    context: typer.Context,
    *,
    shorter_than: Annotated[
        float | None,
        typer.Option(help="Only delays shorter than this, in s.", min=0.001, metavar="S"),
    ] = None,
    per_unit: Annotated[
        bool, typer.Option("--per-unit", help="Microstops counted per unit; with --shorter-than.")
    ] = False,
    from_: FromOption = None,
    to: ToOption = None,
    path: PathOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List stops with start, length, reason, order and shift; `assign` gives them reasons later.

    Example: factory stops --path filler --from 2026-03-02T06:00+08:00
    """
    if context.invoked_subcommand is not None:
        return
    from dashboards.board.listing_queries import StopsQuery
    from factory.commands import listings

    query = StopsQuery(
        shorter_than_s=shorter_than,
        show="microstops" if per_unit else "stops",
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
    )
    listings.write(where.source(), query, output=format, out=out)


@reads_store()
def trade(
    *,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Id of a measure; may be given again. `factory dictionary` lists them."),
    ] = None,
    level: Annotated[
        Literal["unit", "line"] | None, typer.Option(help="Only measures of units, or of lines.")
    ] = None,
    by: Annotated[
        Literal["shift", "order", "product"] | None,
        typer.Option(help="What splits them beside their parts."),
    ] = None,
    window: AnyWindowOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    path: PathOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List what bottling, sewing and furniture ask beside the KPIs, such as line efficiency.

    Example: factory trade --path sewing --measure line_efficiency --by product
    """
    from dashboards.board.listing_queries import TradeQuery
    from factory.commands import listings

    query = TradeQuery(
        measure=tuple(measure or ()),
        level=level,
        by=by,
        window=window,
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
    )
    listings.write(where.source(), query, output=format, out=out)


@reads_store()
def spc(
    *,
    characteristic: Annotated[
        str | None, typer.Option(help="What is charted, such as fill_level.", metavar="NAME")
    ] = None,
    product: Annotated[str | None, typer.Option(help="One product only.", metavar="NAME")] = None,
    show: Annotated[
        Literal["points", "alarms", "capability"],
        typer.Option(help="Every point, those that broke a rule, or Cp, Cpk, Pp and Ppk."),
    ] = "points",
    from_: FromOption = None,
    to: ToOption = None,
    path: PathOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List control charts: points with their limits, alarms, or what processes hold.

    Example: factory spc --show alarms --characteristic fill_level
    """
    from dashboards.board.listing_queries import SpcQuery
    from factory.commands import listings

    query = SpcQuery(
        characteristic=characteristic,
        product=product,
        show=show,
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
        path=path,
    )
    listings.write(where.source(), query, output=format, out=out)
