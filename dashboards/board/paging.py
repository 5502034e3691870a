"""Long lists in pages: rows in a stable order in, one page and the mark behind its last row out.

The mark is the key of that row, so rows that come meanwhile neither repeat nor hide others.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pandas as pd

from dashboards.board.errors import BadRequest

_Mark = list[str | int]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `after` begins the next page, None where there is none."""

    rows: pd.DataFrame
    after: str | None


def page_of(
    rows: pd.DataFrame, keys: Sequence[str], *, limit: int | None, after: str | None
) -> Page:
    """Return at most `limit` rows behind the row that `after` marks."""
    first = 0 if after is None else _behind(rows, keys, _read(after, len(keys)))
    last = len(rows) if limit is None else min(first + limit, len(rows))
    mark = _write(rows, keys, last - 1) if first < last < len(rows) else None
    return Page(rows.iloc[first:last].reset_index(drop=True), mark)


def _behind(rows: pd.DataFrame, keys: Sequence[str], mark: _Mark) -> int:
    same = pd.Series(data=True, index=rows.index)
    for key, value in zip(keys, mark, strict=True):
        same &= rows[key] == value
    found = same.to_numpy().nonzero()[0]
    if not len(found):
        raise BadRequest(
            "after marks a row that is not in this list (any more): "
            "keep the other parameters as they were, or begin again without after"
        )
    return int(found[-1]) + 1


def _write(rows: pd.DataFrame, keys: Sequence[str], line: int) -> str:
    mark = [rows[key].iloc[line] for key in keys]
    plain = [value if isinstance(value, str) else int(value) for value in mark]
    return base64.urlsafe_b64encode(msgspec.json.encode(plain)).decode().rstrip("=")


def _read(text: str, size: int) -> _Mark:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        mark = msgspec.json.decode(content, type=_Mark)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        mark = []
    if len(mark) != size:
        raise BadRequest(
            "after must be the mark of a page's Link header, taken over as it is; begin without it"
        )
    return mark
