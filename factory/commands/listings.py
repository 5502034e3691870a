"""The commands that list what is in a store: rows of one query, printed or written to a file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from analytics.export import export
from dashboards.board.listing_queries import ListingQuery, LossKey, LossShow
from factory.commands.reading import Source
from factory.errors import ConfigError

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


def shown(
    *, pareto: Literal["duration", "count"] | None, waterfall: bool, six_big: bool
) -> LossShow:
    """Return the one form in which losses are asked for."""
    if (pareto is not None) + waterfall + six_big > 1:
        raise ConfigError("--pareto, --waterfall and --six-big exclude each other: give one")
    if pareto is not None:
        return "pareto_count" if pareto == "count" else "pareto_duration"
    if waterfall:
        return "waterfall"
    return "six_big" if six_big else "sums"


def loss_keys(given: Sequence[str]) -> tuple[LossKey, ...]:
    """Return what losses are split by, each once."""
    known: tuple[LossKey, ...] = get_args(LossKey)
    unknown = [name for name in given if name not in known]
    if unknown:
        raise ConfigError(f"--by {unknown[0]!r}: must be one of {', '.join(known)}")
    return tuple(name for name in known if name in given)
