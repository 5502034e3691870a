"""Options that several commands share, with their help texts."""

from pathlib import Path
from typing import Annotated, Literal

import typer

DataDirOption = Annotated[
    Path, typer.Option("--data-dir", help="Where the store and the spools lie.", metavar="DIR")
]
# Every store gives such a number back as it was.
_SEEDS = 2**53
SeedOption = Annotated[
    int, typer.Option(help="Seed of every random draw of the world.", min=-_SEEDS, max=_SEEDS)
]
ScenarioOption = Annotated[
    str, typer.Option(help="A scenario that ships with the package, or a scenario file.")
]
StartOption = Annotated[
    str | None,
    typer.Option(help="ISO 8601 with offset, e.g. 2026-03-02T06:00+08:00.", metavar="T"),
]
SpeedOption = Annotated[
    str, typer.Option(help="max, or world seconds per wall second.", metavar="max|N")
]
FromOption = Annotated[
    str | None, typer.Option("--from", help="ISO 8601 with offset.", metavar="T")
]
ToOption = Annotated[str | None, typer.Option("--to", help="ISO 8601 with offset.", metavar="T")]
OutOption = Annotated[
    Path | None, typer.Option(help="Write here instead of to the terminal.", metavar="FILE")
]
ConfigOption = Annotated[
    Path, typer.Option("--config", help="The service's TOML file.", metavar="FILE")
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Validate the configuration and exit; connect to nothing.")
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Write the result as JSON.", metavar="FILE")
]
FormatOption = Annotated[
    Literal["table", "csv", "json", "parquet", "xlsx"],
    typer.Option("--format", help="Parquet and xlsx need --out."),
]

PathOption = Annotated[
    str | None,
    typer.Option(
        "--path", help="Only what is at or below: a path, or the end of one.", metavar="PATH"
    ),
]
LevelOption = Annotated[Literal["unit", "line", "site"], typer.Option(help="Level of a row.")]
WindowOption = Annotated[
    Literal["hour", "shift", "day", "week", "month"], typer.Option(help="Length of a window.")
]
AnyWindowOption = Annotated[
    Literal["hour", "shift", "day", "week", "month"] | None,
    typer.Option("--window", help="Per window of this length; default: the whole range."),
]
TextOption = Annotated[Literal["text", "json"], typer.Option("--format")]
ListFormatOption = Annotated[Literal["table", "csv", "json"], typer.Option("--format")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Empty the data directory first.")]
PortOption = Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")]
BrokerOption = Annotated[
    str | None, typer.Option(help="mqtt://[user[:password]@]host[:port]", metavar="URL")
]
HoursOption = Annotated[float, typer.Option(help="Length of the world.", min=0.01)]

StoreOption = Annotated[
    Literal["duckdb", "influx"] | None,
    typer.Option(
        "--store",
        help="Default: DuckDB, or what the data directory remembers.",
        envvar="FACTORY_STORE",
    ),
]
UrlOption = Annotated[
    str, typer.Option("--url", help="Where InfluxDB answers.", envvar="FACTORY_INFLUX_URL")
]
WorldOption = Annotated[
    str,
    typer.Option(
        "--world",
        help="Name of a played world's buckets in InfluxDB; empty: the live plant's.",
        envvar="FACTORY_WORLD",
    ),
]
TokensOption = Annotated[
    Path,
    typer.Option(
        "--tokens",
        help="Folder of the token files of `factory influx setup`.",
        envvar="FACTORY_TOKENS",
        metavar="DIR",
    ),
]
DeadLettersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--dead-letters",
        help="Dead-letter file of a worker on InfluxDB; may be given again.",
        envvar="FACTORY_DEAD_LETTERS",
        metavar="FILE",
    ),
]
MasterDataOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--master-data",
        help="A site's TOML; may be given again. Default: that of the data directory.",
        envvar="FACTORY_MASTER_DATA",
        metavar="FILE",
    ),
]
RevisionsOption = Annotated[
    str | None,
    typer.Option(
        "--revisions",
        help="Two closed revisions of the window: what changed between them, and why.",
        metavar="OLD,NEW",
    ),
]
AnalyticsUrlOption = Annotated[
    str,
    typer.Option(
        "--analytics-url",
        help="Where the analytics service answers, if it is a process of its own.",
        envvar="FACTORY_ANALYTICS_URL",
    ),
]
