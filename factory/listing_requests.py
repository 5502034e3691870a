"""The same lists asked of a running owner: a query to the parameters of its API, bytes to rows."""

import tempfile
from pathlib import Path

import duckdb
import msgspec
import pandas as pd

from analytics.queries import iso
from dashboards.board.listing_queries import ListingQuery

_INSTANTS = frozenset({"start", "end", "as_of", "at"})
_ALIASES = {"start": "from", "end": "to", "day": "date"}


Parameters = dict[str, str | list[str]]


def parameters_of(query: ListingQuery) -> tuple[str, Parameters]:
    """Return the name of the route of a list and the parameters that ask for it."""
    said = msgspec.to_builtins(query)
    name = str(said.pop("type"))
    return name, {
        _ALIASES.get(field, field): _spelled(field, value)
        for field, value in said.items()
        if value is not None and value != ()
    }


def from_parquet(content: bytes) -> pd.DataFrame:
    """Read rows back from a Parquet export."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        path = Path(folder) / "rows.parquet"
        path.write_bytes(content)
        rows: pd.DataFrame = connection.read_parquet(str(path)).df()
    return rows


def _spelled(field: str, value: object) -> str | list[str]:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if field in _INSTANTS and isinstance(value, int):
        return iso(value)
    return str(value)
