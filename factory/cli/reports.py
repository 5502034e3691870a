"""The command line of reports: one page per shift or day of a site."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from factory.cli.options import (
    DataDirOption,
    MasterDataOption,
    StoreOption,
    TokensOption,
    UrlOption,
    WorldOption,
)
from factory.data_dir import DEFAULT_DATA_DIR
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, place_of


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
    master_data: MasterDataOption = None,
    data_dir: DataDirOption = DEFAULT_DATA_DIR,
    store: StoreOption = None,
    url: UrlOption = DEFAULT_URL,
    world: WorldOption = "",
    tokens: TokensOption = DEFAULT_TOKENS,
) -> None:
    """Write the report of a site's shift or day: one page in English and Chinese that prints.

    Waterfall, causes by duration and by count, stops, machine states, output, orders against their
    plan, the change against the window before, figures of the trade, alarms of control charts; of
    a day also rates of automation and green measures. The page asks nobody for anything; the same
    data give the same bytes.

    Example: factory report shift --site chongqing --out shift.html
    """
    from factory.commands import reading

    place = place_of(store, url=url, world=world, tokens=tokens)
    source = reading.Source(data_dir, place, master_data=tuple(master_data or ()))
    reading.report(source, site=site, kind=window, at=at, out=out)
