"""The commands that list what is in a store: rows of one query, printed or written to a file."""

import sys
from pathlib import Path

import pandas as pd

from analytics.export import export
from dashboards.board.listing_queries import ListingQuery
from factory.commands.reading import Source
from factory.errors import ConfigError
from factory.when import parse_instant

_BINARY = frozenset({"parquet", "xlsx"})


def write(source: Source, query: ListingQuery, *, output: str, out: Path | None) -> None:
    """Print the rows of a store, or write them to a file."""
    check(output=output, out=out)
    with source.reports(with_masters=True) as reports:
        listed = reports.listed(query)
    put(listed.rows, listed.listing, output=output, out=out)


def check(*, output: str, out: Path | None) -> None:
    """Refuse a format that no terminal shows before anything is read."""
    if output in _BINARY and out is None:
        raise ConfigError(f"--format {output} is no text: say where with --out FILE")


def put(rows: pd.DataFrame, listing: str, *, output: str, out: Path | None) -> None:
    """Print rows of a list, or write them to a file."""
    check(output=output, out=out)
    content = export(rows, output, listing)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise ConfigError(f"--out {out}: {error.strerror}") from error


def instant(text: str | None, *, option: str) -> int | None:
    """Read an instant of an option that may be absent."""
    return None if text is None else parse_instant(text, option=option)
