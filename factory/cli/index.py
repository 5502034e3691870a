"""The command line of `factory index`."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.cli.options import DataDirOption, ListFormatOption, TextOption
from factory.cli.store_options import StoreOptions, reads_store
from factory.data_dir import DEFAULT_DATA_DIR
from factory.when import instant

CityOption = Annotated[
    bool,
    typer.Option("--city", help="Put the generated demo city around the measured plants."),
]
PeriodOption = Annotated[
    str | None,
    typer.Option(help="2026-03, 2026-Q1 or 2026; default: the newest.", metavar="P"),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="Only what was known then: ISO 8601 with offset.", metavar="T"),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(help="Run the configuration of an exported file again.", metavar="FILE"),
]
RunsOption = Annotated[int, typer.Option(help="Draws of the study of uncertainty.", min=1)]
SeedOption = Annotated[int, typer.Option(help="Seed of those draws.", min=0)]
SamplesOption = Annotated[
    int | None,
    typer.Option(help="Also a study of sensitivity with so many samples.", min=2),
]
UnitsOption = Annotated[
    list[str] | None,
    typer.Option(help="A unit that answers; may be given again. Default: all known.", metavar="U"),
]
NewFileOption = Annotated[Path, typer.Option(help="Where to write.", metavar="FILE")]

app = typer.Typer(
    help="The digital development index: 28 indicators, from machines and surveys to a region.\n\n"
    "Example: factory index compute --city",
    no_args_is_help=True,
)


@app.command()
@reads_store()
def compute(
    *,
    city: CityOption = False,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    runs: RunsOption = 10_000,
    seed: SeedOption = 1,
    scenarios: Annotated[
        Path | None,
        typer.Option(help="Also write what each draw chose, as Parquet.", metavar="FILE"),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Also keep it in the store, as series `index`.")
    ] = False,
    format: ListFormatOption = "table",  # noqa: A002  the option's name
    where: StoreOptions,
) -> None:
    """Compute the index of a period: every unit with its band, rank and shares of weight.

    Example: factory index compute --city --period 2026-Q1 --data-dir .cache/city
    """
    from factory.commands import index

    options = index.IndexOptions(
        source=where.source(),
        city=city,
        period=period,
        as_of=instant(as_of, option="--as-of"),
        config=config,
        runs=runs,
        seed=seed,
        workers=os.cpu_count() or 1,
    )
    index.compute_index(options, output=format, scenarios=scenarios, write=write)


@app.command()
@reads_store(masters=True)
def explain(
    unit: Annotated[str, typer.Argument(help="A unit of the index.", metavar="UNIT")],
    *,
    city: CityOption = False,
    period: PeriodOption = None,
    runs: RunsOption = 1000,
    format: TextOption = "text",  # noqa: A002  the option's name
    where: StoreOptions,
) -> None:
    """Explain the index of a unit: its indicators, what would raise it most, and what if.

    Example: factory index explain cq-sewing --city --data-dir .cache/city
    """
    from factory.commands import index

    options = index.IndexOptions(source=where.source(), city=city, period=period, runs=runs)
    index.explain_index(options, unit, output=format)


@app.command()
@reads_store()
def compare(
    *,
    first: Annotated[str, typer.Option("--from", help="The earlier period.", metavar="P1")],
    second: Annotated[str, typer.Option("--to", help="The later period.", metavar="P2")],
    city: CityOption = False,
    as_of: AsOfOption = None,
    published: Annotated[
        Path | None,
        typer.Option(
            help="An exported JSON of the earlier period: it stands as it was published.",
            metavar="FILE",
        ),
    ] = None,
    format: TextOption = "text",  # noqa: A002  the option's name
    where: StoreOptions,
) -> None:
    """Compare two periods: growth, ranks, and the change split by indicator and other causes.

    Others are entry and exit and, from what was published, new references and restatements.

    Example: factory index compare --city --from 2025-Q1 --to 2026-Q1
    """
    from factory.commands import index, index_compare

    options = index.IndexOptions(
        source=where.source(), city=city, as_of=instant(as_of, option="--as-of")
    )
    index_compare.compare_index(options, first, second, output=format, published=published)


@app.command()
@reads_store()
def export(
    *,
    out: NewFileOption,
    format: Annotated[  # noqa: A002  the option's name
        Literal["csv", "json", "parquet", "xlsx", "sdmx"], typer.Option("--format")
    ] = "json",
    city: CityOption = False,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    runs: RunsOption = 10_000,
    seed: SeedOption = 1,
    samples: SamplesOption = None,
    public: Annotated[
        bool, typer.Option("--public", help="No units, and of groups what tells no unit's figure.")
    ] = False,
    where: StoreOptions,
) -> None:
    """Write a file of the whole index with its configuration, the same bytes every time.

    Example: factory index export --city --format xlsx --out index.xlsx
    """
    from factory.commands import index

    options = index.IndexOptions(
        source=where.source(),
        city=city,
        period=period,
        as_of=instant(as_of, option="--as-of"),
        config=config,
        runs=runs,
        seed=seed,
        samples=samples,
        workers=os.cpu_count() or 1,
    )
    index.export_index(options, output=format, out=out, public=public)


@app.command()
@reads_store(masters=True)
def report(
    *,
    out: NewFileOption,
    unit: Annotated[
        str | None,
        typer.Option(help="One plant's own report, which names its machines.", metavar="UNIT"),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Two pages in Chinese instead of the whole report.")
    ] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out what names a single enterprise.")
    ] = False,
    city: CityOption = False,
    period: PeriodOption = None,
    runs: RunsOption = 2000,
    seed: SeedOption = 1,
    where: StoreOptions,
) -> None:
    """Write the report of the region or of a plant: one HTML file in English and Chinese.

    Example: factory index report --city --data-dir .cache/city --out index.html
    """
    from factory.commands import index, index_report

    options = index.IndexOptions(
        source=where.source(),
        city=city,
        period=period,
        runs=runs,
        seed=seed,
        workers=os.cpu_count() or 1,
    )
    index_report.report_index(options, unit, out=out, brief=brief, public=public)


@app.command()
def template(
    *,
    out: Annotated[
        Path, typer.Option(help="A new .xlsx file, or a folder for CSV files.", metavar="FILE")
    ],
    period: Annotated[str, typer.Option(help="The period that is asked for.", metavar="P")],
    unit: UnitsOption = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of the questions.")] = "zh",
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
) -> None:
    """Write a survey to be filled in; what is known of the units stands in it.

    Example: factory index template --lang en --period 2026-Q1 --unit cq-sewing/plant --out s.xlsx
    """
    from factory.commands import index_survey, reading

    index_survey.template(
        reading.Source(data_dir), out, units=tuple(unit or ()), period=period, lang=lang
    )


@app.command("import")
@reads_store()
def import_(
    file: Annotated[Path, typer.Argument(help="A filled survey.", metavar="FILE")],
    *,
    period: Annotated[str, typer.Option(help="The period that it is of.", metavar="P")],
    unit: UnitsOption = None,
    where: StoreOptions,
) -> None:
    """Keep the answers of a survey as observations; every fault is told with its cell.

    Example: factory index import s.xlsx --period 2026-Q1 --unit cq-sewing/plant
    """
    from factory.commands import index_survey

    index_survey.import_survey(where.source(), file, units=tuple(unit or ()), period=period)
