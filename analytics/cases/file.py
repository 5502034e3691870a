"""A case file: master data, what machines said, and what must come out (see docs/case-files.md).

TOML text enters, checked structs leave; a sentence says what is wrong with a file.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeVar

import msgspec
from msgspec import Meta

from analytics.errors import BadConfig
from contract.kpi import (
    FLAG_FIELDS,
    KPI_FIELD_NAMES,
    KPI_LEVELS,
    PLAN_FIELDS,
    WINDOWS,
    KpiLevel,
)
from contract.kpi import Window as WindowKind
from contract.kpi_views import VIEW_KPIS
from contract.sample import CONSUMPTION_FIELDS, COUNT_FIELDS, MODE_FIELDS, TEXT_FIELDS, Segment
from contract.states import ITEM_STATES, OPERATION_MODES

# What a source says of a field that it cannot read now; TOML has no null.
UNAVAILABLE = "unavailable"
NULL = "null"
# In a sample: when it arrives, where that is later than the rest.
ARRIVES = "arrives"
_FIGURES = frozenset((*KPI_FIELD_NAMES, *FLAG_FIELDS, "shift", "production_day", "revision"))
_FIGURES |= {name for name, _ in PLAN_FIELDS}
_FIGURES |= {kpi.field for kpi in VIEW_KPIS}
_ELAPSED = re.compile(r"\+(\d+):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Scalar = str | bool | int | float
# "+H:MM[:SS[.mmm]]" counted from the start of the case, or ISO 8601 with an offset.
Instant = str

_Kind = TypeVar("_Kind")


class Started(Protocol):
    """A case with an instant that others are counted from."""

    @property
    def start(self) -> Instant:
        """Where it begins."""
        ...


class CaseEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of the file."""


class UnitEntry(CaseEntry, frozen=True, kw_only=True):
    """One work unit: what its birth says, when it is silent, and what it says.

    Args:
        line: AREA/LINE; may be left out where master data name one line only.
        silent: stretches [from, to) in which no heartbeat arrives.
        samples: `at` and fields of a sample; a field left out keeps the unit's last value. One
            with `arrives` comes later than the rest, and says all its fields itself.
    """

    id: Segment
    line: str = ""
    planned_run_time_s: dict[str, float] = {}
    items_per_count: float = 1.0
    moduli: dict[str, int] = {}
    silent: tuple[tuple[Instant, Instant], ...] = ()
    samples: tuple[dict[str, Scalar], ...] = ()


class StopEntry(CaseEntry, frozen=True, kw_only=True):
    """One stop that must come out."""

    start: Instant
    duration_s: float
    leaf: str
    reason: str = ""


class LossEntry(CaseEntry, frozen=True, kw_only=True):
    """Time, stops or pieces that must come out, summed over all rows with the keys given.

    Args:
        unit: whose; empty is the line itself.
    """

    unit: str = ""
    leaf: str | None = None
    loss_group: str | None = None
    attribution: str | None = None
    reason: str | None = None
    root_unit: str | None = None
    duration_s: float | None = None
    count: float | None = None
    pieces: float | None = None


class CaseFile(CaseEntry, frozen=True, kw_only=True):
    """The whole file.

    Args:
        start, end: what is computed; the run is the same unless `run_start` or `now` say otherwise.
        heartbeat_s: if given, every unit repeats its values so often, as a keep-alive would.
        want: tables with `level`, `window` and the figures wanted.
        stops: unit to all its stops, in order.
        losses: sums of losses.
        constraints: unit to the seconds in which it was the momentary constraint; all of them.
    """

    title: str
    source: str = ""
    start: Instant
    end: Instant
    run_start: Instant | None = None
    now: Instant | None = None
    ended: bool = True
    heartbeat_s: Annotated[float, Meta(gt=0)] | None = None
    master: dict[str, object] = {}
    units: tuple[UnitEntry, ...] = msgspec.field(name="unit", default=())
    want: tuple[dict[str, Scalar], ...] = ()
    stops: dict[str, tuple[StopEntry, ...]] = {}
    losses: tuple[LossEntry, ...] = ()
    constraints: dict[str, float] = {}


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """One row that must come out: its key and the figures wanted.

    Args:
        path: a unit's id, or AREA/LINE; empty where there is only one.
        window: a kind of window, or `range` for the whole of start to end.
        start: of the window, ms UTC; None for the first.
        as_of: what was known at this wall time, ms UTC; None for what is known in the end.
        tolerance: largest difference allowed; None is 1e-9 of the figure (at least of 1).
    """

    level: KpiLevel
    path: str
    window: WindowKind | Literal["range"]
    start: int | None
    as_of: int | None
    tolerance: float | None
    figures: Mapping[str, float | bool | str]


def load_case(path: Path) -> CaseFile:
    """Read a case file; raise BadConfig with a sentence."""
    return read_case(path, CaseFile)


def read_case(path: Path, kind: type[_Kind]) -> _Kind:
    """Read a case file of any kind; raise BadConfig with a sentence."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(_with_texts(table), kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadConfig(
            f"{path}: {error}: correct the case file as docs/case-files.md says"
        ) from error


def _with_texts(value: object) -> object:
    """Spell TOML's own date-times as ISO 8601, so that every time is one kind of text."""
    if isinstance(value, dict):
        return {key: _with_texts(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_texts(entry) for entry in value]
    return value.isoformat() if isinstance(value, datetime) else value


def instant(text: Instant, case: Started, *, where: str) -> int:
    """Return ms UTC of a time of a case file."""
    match = _ELAPSED.fullmatch(text)
    if match is not None:
        hours, minutes, seconds, fraction = match.groups(default="0")
        elapsed = (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds) * 1000
        return _absolute(case.start, where) + elapsed + int(fraction.ljust(3, "0"))
    return _absolute(text, where)


def _absolute(text: str, where: str) -> int:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise BadConfig(
            f"{where}: time {text!r} must be +H:MM, +H:MM:SS or as 2026-03-02T06:00:00+08:00"
        )
    return (time - _EPOCH) // timedelta(milliseconds=1)


def sample_fields(entry: Mapping[str, Scalar], *, where: str) -> dict[str, Scalar]:
    """Return the fields of a sample but for `at`, checked."""
    fields = {name: value for name, value in entry.items() if name not in {"at", ARRIVES}}
    words = {"state": ITEM_STATES, "operation_mode": OPERATION_MODES}
    numbers = (*COUNT_FIELDS, *CONSUMPTION_FIELDS)
    for name, value in fields.items():
        if name not in (*MODE_FIELDS, *TEXT_FIELDS, *numbers):
            raise BadConfig(f"{where}: {name!r} is no field of a sample: correct or remove it")
        if value == UNAVAILABLE:
            continue
        if name in words and value not in words[name]:
            raise BadConfig(f"{where}: {name} = {value!r} must be one of {', '.join(words[name])}")
        if name in numbers and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise BadConfig(f"{where}: {name} = {value!r} must be a number")
    return fields


def want_of(entry: Mapping[str, Scalar], case: CaseFile, *, where: str) -> Want:
    """Return a wanted row, checked."""
    keys = {"level", "path", "window", "start", "tolerance", "as_of"}
    figures: dict[str, float | bool | str] = {}
    for name, value in entry.items():
        if name in keys:
            continue
        if name not in _FIGURES:
            raise BadConfig(f"{where}: {name!r} is no figure of a KPI row: correct or remove it")
        figures[name] = value
    start, as_of = (
        None if name not in entry else instant(str(entry[name]), case, where=where)
        for name in ("start", "as_of")
    )
    try:
        return msgspec.convert(
            {
                "level": entry.get("level", "unit"),
                "path": entry.get("path", ""),
                "window": entry.get("window", "range"),
                "start": start,
                "as_of": as_of,
                "tolerance": entry.get("tolerance"),
                "figures": figures,
            },
            Want,
        )
    except msgspec.ValidationError as error:
        raise BadConfig(
            f"{where}: {error}: level is one of {', '.join(KPI_LEVELS)}; window is range or one of "
            f"{', '.join(WINDOWS)}"
        ) from error
