"""Reasons that people give later: read from a CSV or JSON, checked, and put where analytics looks.

Only who computes a store writes them; others ask it over HTTP.
"""

import csv
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx

from analytics.assign_reasons import Asked, check_reasons
from analytics.books import LateReason, ReasonBook
from analytics.queries import iso
from contract.path import EquipmentPath
from factory.errors import ConfigError
from factory.stores import Reading
from factory.when import parse_instant, wall_ms

_ASK_S = 30.0
_COLUMNS = ("path", "start", "end", "reason", "by", "force")
_NEEDED = frozenset({"path", "start", "reason"})
_YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
# What was kept, as it is answered; times in ms UTC.
Row = Mapping[str, str | int | bool]

# Checks and keeps a list of reasons whole, or raises BadQuery or ConfigError with a sentence.
Assign = Callable[[Sequence[Asked]], list[Row]]


class LateReasons:
    """Takes reasons for the stops of one store that this process computes; any thread may call."""

    def __init__(
        self, stores: Reading, book: ReasonBook, find: Callable[[str], EquipmentPath]
    ) -> None:
        self._stores = stores
        self._book = book
        self._find = find
        self._lock = threading.Lock()

    def assign(self, asked: Sequence[Asked]) -> list[Row]:
        """Keep all of them, or raise BadQuery before the first; analytics finds them by itself."""
        with self._lock:
            entries = check_reasons(
                asked,
                kpi_store=self._stores.kpis,
                history=self._stores.history,
                book=self._book,
                find=self._find,
                wall_ms=wall_ms(),
            )
            self._book.put(entries)
        return [spelled(one) for one in entries]


def spelled(entry: LateReason) -> Row:
    """Spell an entry as it is answered."""
    return {
        "path": str(entry.unit),
        "start": entry.start,
        "end": entry.end,
        "reason": entry.reason,
        "by": entry.given_by,
        "force": entry.force,
        "given_at": entry.given_at,
    }


def asked_of(row: Mapping[str, object], *, where: str) -> Asked:
    """Read one row of a CSV or JSON; raise ConfigError that names the row and its key."""
    unknown = sorted(set(row) - set(_COLUMNS))
    missing = sorted(_NEEDED - set(row))
    if unknown or missing:
        wrong = f"{unknown[0]!r} is no column" if unknown else f"{missing[0]!r} is missing"
        raise ConfigError(f"{where}: {wrong}: write {', '.join(_COLUMNS)}; end, by, force may miss")
    words = {name: str(value or "").strip() for name, value in row.items()}
    force = words.get("force", "").lower()
    if force not in _YES:
        raise ConfigError(f"{where}: force {force!r}: write true or false")
    end = words.get("end", "")
    return Asked(
        path=words["path"],
        start=parse_instant(words["start"], option=f"{where}: start"),
        end=parse_instant(end, option=f"{where}: end") if end else None,
        reason=words["reason"],
        by=words.get("by", ""),
        force=_YES[force],
    )


def read_csv(path: Path) -> list[Asked]:
    """Read a CSV with a header; raise ConfigError that names file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, restkey="more"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: cannot be read as CSV in UTF-8: {error}") from error
    if not rows:
        raise ConfigError(f"{path}: has no rows: write a header {','.join(_COLUMNS)}, then stops")
    return [
        asked_of(row, where=f"{path}, line {number}") for number, row in enumerate(rows, start=2)
    ]


def as_rows(asked: Sequence[Asked]) -> list[Mapping[str, str | bool]]:
    """Spell what is asked for as JSON rows."""
    return [
        {
            "path": one.path,
            "start": iso(one.start),
            "reason": one.reason,
            "by": one.by,
            "force": one.force,
            **({} if one.end is None else {"end": iso(one.end)}),
        }
        for one in asked
    ]


def asking_to_assign(url: str) -> Assign:
    """Return how analytics at this address is asked to keep reasons."""

    def assign(asked: Sequence[Asked]) -> list[Row]:
        if not url:
            raise ConfigError(
                "analytics is another process and its address is not known here: "
                "set analytics_url, or give --analytics-url"
            )
        try:
            answer = httpx.post(
                f"{url}/reasons", json=as_rows(asked), timeout=_ASK_S, trust_env=False
            )
        except httpx.HTTPError as error:
            raise ConfigError(f"analytics at {url} does not answer: {error}") from error
        if not answer.is_success:
            raise ConfigError(f"analytics at {url}: {answer.text.strip()}")
        kept: list[Row] = answer.json()
        return kept

    return assign
