"""Many samples from the embedded store: words come as codes, and counters only where there are any.

A Python text for each word of each row takes most of the time of a long read. One scan tells the
words and counters of the slice; the read itself then casts words to an enumeration of them.
"""

from collections.abc import Collection
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.history import COUNTER_FIELDS, PROCESS_VALUES
from contract.duckdb_tables import quote

_NO_WORDS = pd.CategoricalDtype(pd.Index([], dtype=object))


def coded_samples(
    cursor: duckdb.DuckDBPyConnection,
    where: str,
    values: list[object],
    *,
    fields: tuple[str, ...],
) -> pd.DataFrame:
    """Return the samples of a condition, sorted by unit, time and arrival.

    Columns: work_unit, time, `fields`, unavailable; counters as float with NaN, words categorical,
    process values as objects.
    """
    # Both questions see one state of the store: a word that came between them would have no code.
    cursor.begin()
    try:
        return _coded(cursor, where, values, fields)
    finally:
        cursor.rollback()


def _coded(
    cursor: duckdb.DuckDBPyConnection, where: str, values: list[object], fields: tuple[str, ...]
) -> pd.DataFrame:
    words = [name for name in ("work_unit", *fields, "unavailable") if _is_word(name)]
    counters = [name for name in fields if name in COUNTER_FIELDS]
    # One grouping by all words: a set of its own for each column takes several times as long.
    asked = [*map(quote, words), *(f"count({quote(name)})" for name in counters)]
    asking = f"SELECT {', '.join(asked)} FROM sample WHERE {where} GROUP BY ALL"  # noqa: S608 - contract names
    groups = cursor.execute(asking, values).fetchall()
    told = {name: {row[place] for row in groups} for place, name in enumerate((*words, *counters))}
    known = {name: _listed(told[name]) for name in words}
    given = {name for name in counters if any(told[name])}
    names = ["work_unit", "time", *fields, "unavailable"]
    columns = [
        f"{_spelled(name, known)} AS {quote(name)}"
        for name in names
        if name in given or (name not in COUNTER_FIELDS and (name not in known or known[name]))
    ]
    order = f"{_spelled('work_unit', known)}, time, arrival" if known["work_unit"] else "time"
    sql = f"SELECT {', '.join(columns)} FROM sample WHERE {where} ORDER BY {order}"  # noqa: S608 - contract names
    read = cursor.execute(sql, values).df()
    # Plain columns of their own: pandas would copy them into one block, which nobody asked for.
    return pd.DataFrame({name: _column(read, name, known) for name in names}, copy=False)


def _is_word(name: str) -> bool:
    return name not in COUNTER_FIELDS and name != PROCESS_VALUES


def _listed(found: Collection[str | None]) -> list[str]:
    # In the order of the words, so that the codes sort as the words do.
    return sorted(word for word in found if word is not None)


def _spelled(name: str, known: dict[str, list[str]]) -> str:
    if name in COUNTER_FIELDS:
        return f"{quote(name)}::DOUBLE"
    if not known.get(name):
        return quote(name)
    texts = ", ".join("'" + word.replace("'", "''") + "'" for word in known[name])
    return f"{quote(name)}::ENUM({texts})"


def _column(read: pd.DataFrame, name: str, known: dict[str, list[str]]) -> Any:
    if name in read:
        column = read[name]
        return (
            column.astype(object).where(column.notna(), None) if name == PROCESS_VALUES else column
        )
    if name in known:
        return pd.Categorical.from_codes(np.full(len(read), -1, np.int8), dtype=_NO_WORDS)
    return np.full(len(read), np.nan)
