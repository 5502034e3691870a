"""The command line of `factory automation` and `factory green`."""

from typing import Annotated, Literal

import typer

from factory.cli.options import FormatOption, FromOption, OutOption, TextOption, ToOption
from factory.cli.store_options import StoreOptions, reads_store
from factory.when import instant

PeriodOption = Annotated[
    Literal["day", "week", "month", "quarter", "year"], typer.Option(help="Length of a period.")
]
SiteOption = Annotated[
    str | None, typer.Option(help="Of this site: its path, or the end of it.", metavar="S")
]
LineOption = Annotated[
    str | None, typer.Option(help="Of this line: its path, or the end of it.", metavar="L")
]
EnterpriseOption = Annotated[str | None, typer.Option(help="Of this enterprise.", metavar="E")]
UnitOption = Annotated[
    str | None, typer.Option(help="Of this machine: its path, or the end of it.", metavar="U")
]
DateOption = Annotated[
    str | None,
    typer.Option(help="A production day in the period; default: the newest.", metavar="YYYY-MM-DD"),
]
LanguageOption = Annotated[Literal["en", "zh"], typer.Option(help="Language of the text.")]

automation_app = typer.Typer(invoke_without_command=True)
green_app = typer.Typer(invoke_without_command=True)


@automation_app.callback()
@reads_store()
def automation(
    context: typer.Context,
    *,
    level: Annotated[
        Literal["line", "site", "enterprise", "all"] | None,
        typer.Option(help="Level of a row; default: that of the place, else site."),
    ] = None,
    site: SiteOption = None,
    line: LineOption = None,
    enterprise: EnterpriseOption = None,
    period: PeriodOption = "day",
    rate: Annotated[
        list[str] | None,
        typer.Option(help="Id of a rate; may be given again. `factory dictionary` lists them."),
    ] = None,
    from_: FromOption = None,
    to: ToOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List rates of automation: what was observed beside what is declared, with bounds.

    Example: factory automation --site chongqing --period month --format xlsx --out rates.xlsx
    """
    if context.invoked_subcommand is not None:
        return
    from dashboards.board.listing_queries import AutomationQuery
    from factory.commands import listings, rates

    path = rates.place_given(site=site, line=line, enterprise=enterprise)
    query = AutomationQuery(
        level=level,
        period=period,
        rate=tuple(rate or ()),
        path=path,
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
    )
    listings.write(where.source(), query, output=format, out=out)


@automation_app.command("explain")
@reads_store(masters=True)
def explain_automation(
    rate: Annotated[str, typer.Argument(help="Id of a rate.", metavar="RATE")],
    *,
    site: SiteOption = None,
    line: LineOption = None,
    enterprise: EnterpriseOption = None,
    period: PeriodOption = "day",
    date: DateOption = None,
    format: TextOption = "text",  # noqa: A002  the option's name
    lang: LanguageOption = "en",
    where: StoreOptions,
) -> None:
    """Explain one rate: numerator, denominator, bounds, and what each machine adds to them.

    Example: factory automation explain equipment_networking_rate --site chongqing --period month
    """
    from factory.commands import rates

    rates.explain(
        where.source(),
        "automation",
        rate,
        path=rates.place_needed(site=site, line=line, enterprise=enterprise),
        period=period,
        day=rates.day_of(date),
        output=format,
        language=lang,
    )


@automation_app.command()
@reads_store(masters=True)
def plan(
    *,
    site: SiteOption = None,
    line: LineOption = None,
    enterprise: EnterpriseOption = None,
    period: PeriodOption = "day",
    date: DateOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List which machines to connect next, those that gain most first, and what each needs.

    Example: factory automation plan --site chongqing --format xlsx --out plan.xlsx
    """
    from dashboards.board.listing_queries import PlanQuery
    from factory.commands import listings, rates

    query = PlanQuery(
        path=rates.place_needed(site=site, line=line, enterprise=enterprise),
        period=period,
        day=rates.day_of(date),
    )
    listings.write(where.source(), query, output=format, out=out)


@green_app.callback()
@reads_store()
def green(
    context: typer.Context,
    *,
    level: Annotated[
        Literal["unit", "line", "site", "enterprise", "all"] | None,
        typer.Option(help="Level of a row; default: that of the place, else site."),
    ] = None,
    by: Annotated[
        Literal["leaf", "product", "order", "unit", "shift"] | None,
        typer.Option(help="Time leaves or units of a period; or the whole range by a name."),
    ] = None,
    site: SiteOption = None,
    line: LineOption = None,
    unit: UnitOption = None,
    enterprise: EnterpriseOption = None,
    period: PeriodOption = "day",
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Id of a measure; may be given again. `factory dictionary` lists them."),
    ] = None,
    from_: FromOption = None,
    to: ToOption = None,
    format: FormatOption = "table",  # noqa: A002  the option's name
    out: OutOption = None,
    where: StoreOptions,
) -> None:
    """List energy, water, emissions and material per good item, and what idling costs.

    Example: factory green --line line-1 --by leaf --measure energy_by_leaf
    """
    if context.invoked_subcommand is not None:
        return
    from dashboards.board.listing_queries import GreenQuery
    from factory.commands import listings, rates

    query = GreenQuery(
        level=level,
        period=period,
        measure=tuple(measure or ()),
        by=by,
        path=rates.place_given(site=site, line=line, unit=unit, enterprise=enterprise),
        start=instant(from_, option="--from"),
        end=instant(to, option="--to"),
    )
    listings.write(where.source(), query, output=format, out=out)


@green_app.command("explain")
@reads_store(masters=True)
def explain_green(
    measure: Annotated[str, typer.Argument(help="Id of a measure.", metavar="MEASURE")],
    *,
    site: SiteOption = None,
    line: LineOption = None,
    unit: UnitOption = None,
    enterprise: EnterpriseOption = None,
    period: PeriodOption = "day",
    date: DateOption = None,
    format: TextOption = "text",  # noqa: A002  the option's name
    lang: LanguageOption = "en",
    where: StoreOptions,
) -> None:
    """Explain one green measure: numerator, denominator, and what each machine adds to them.

    Example: factory green explain standby_saving_kwh --site chongqing --period week
    """
    from factory.commands import rates

    rates.explain(
        where.source(),
        "green",
        measure,
        path=rates.place_needed(site=site, line=line, unit=unit, enterprise=enterprise),
        period=period,
        day=rates.day_of(date),
        output=format,
        language=lang,
    )
