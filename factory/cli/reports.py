"""The command line of reports: one page per shift or day of a site."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.cli.store_options import StoreOptions, reads_store


@reads_store(masters=True)
def report(
    window: Annotated[
        Literal["shift", "day"], typer.Argument(help="Which windows a report is of.")
    ],
    *,
    site: Annotated[str, typer.Option(help="Path of a site, or the end of one.", metavar="S")],
    out: Annotated[
        Path, typer.Option(help="The page; an older one is replaced.", metavar="FILE.html")
    ],
    at: Annotated[
        str | None, typer.Option(help="An instant in the window; default: the newest.", metavar="T")
    ] = None,
    where: StoreOptions,
) -> None:
    """Write the report of a site's shift or day: one page in English and Chinese that prints.

    Waterfall, causes by duration and by count, stops, machine states, output, orders against their
    plan, the change against the window before, figures of the trade, alarms of control charts; of
    a day also rates of automation and green measures. The page asks nobody for anything; the same
    data give the same bytes.

    Example: factory report shift --site chongqing --out shift.html
    """
    from factory.commands import reading

    reading.report(where.source(), site=site, kind=window, at=at, out=out)
