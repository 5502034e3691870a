"""Two revisions of one window in, what changed between them and why out: as data and as text.

Base quantities come first, then the ratios that follow from them.
"""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.kpi_store import KpiQuery, KpiStore
from analytics.queries import iso
from analytics.revision_queries import FOR_EVER, known_at
from contract.kpi import (
    BASE_FIELDS,
    FLAG_FIELDS,
    KPI_FIELDS,
    KPI_LEVELS,
    PLAN_FIELDS,
    KpiLevel,
    Window,
)
from contract.path import EquipmentPath

_BASE = frozenset(name for name, _ in BASE_FIELDS)
# Base quantities stand first among them.
_NUMBERS = (*KPI_FIELDS, *PLAN_FIELDS)
_WORDS = (
    ("formula", "formula set"),
    ("master_data", "master data"),
    ("planned_run_time_source", "source of planned run times"),
    ("constraint_unit", "constraint of the line"),
    ("shift", "shift"),
)


class RevisionNamed(msgspec.Struct, frozen=True):
    """One closed revision: when it was committed (ISO 8601 UTC), why, and what it rests on."""

    revision: int
    committed_at: str
    why: str
    master_data: str
    formula: str


class FieldChange(msgspec.Struct, frozen=True):
    """A number that changed; null where it had no value, then there is no difference either."""

    field: str
    unit: str
    kind: str
    old: float | None
    new: float | None
    delta: float | None


class WordChange(msgspec.Struct, frozen=True):
    """A word or flag that changed."""

    field: str
    old: str
    new: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What changed between two revisions of one window; nothing is listed that did not."""

    level: str
    path: str
    window: str
    window_start: str
    window_end: str
    old: RevisionNamed
    new: RevisionNamed
    numbers: tuple[FieldChange, ...]
    words: tuple[WordChange, ...]


def explain_difference(
    kpi_store: KpiStore,
    path: EquipmentPath,
    *,
    window: Window,
    at: int | None,
    revisions: tuple[int, int],
) -> Difference:
    """Compare two closed revisions of the window that holds `at` (ms UTC; None: the newest).

    Raises BadQuery that names the revisions there are.
    """
    rows = _revisions_of(kpi_store, path, window=window, at=at)
    found: dict[int, Mapping[str, object]] = {
        int(row["revision"]): {str(name): value for name, value in row.items()}
        for row in rows.to_dict("records")
    }
    for wanted in revisions:
        if wanted not in found:
            there = ", ".join(str(number) for number in sorted(found))
            raise BadQuery(
                f"there is no revision {wanted} of the {window} of {path} that starts at"
                f" {iso(int(rows['window_start'].iloc[0]))}; there is: {there}"
            )
    old, new = found[revisions[0]], found[revisions[1]]
    return Difference(
        level=str(new["level"]),
        path=str(path),
        window=window,
        window_start=iso(int(rows["window_start"].iloc[0])),
        window_end=iso(int(rows["end"].iloc[0])),
        old=_named(old),
        new=_named(new),
        numbers=tuple(_numbers(old, new)),
        words=tuple(_words(old, new)),
    )


def _revisions_of(
    kpi_store: KpiStore, path: EquipmentPath, *, window: Window, at: int | None
) -> pd.DataFrame:
    """Read the closed revisions of one window; there is at least one."""
    level = _level(path)
    query = KpiQuery("kpi_revision", below=path, levels=(level,), windows=(window,))
    if at is not None:
        # A row stands its number in ms behind its window's start.
        query = replace(query, start=at, end=at + 60_000, reaching_back=True)
    rows = kpi_store.read(query)
    if at is not None:
        rows = rows[(rows["window_start"] <= at) & (rows["end"] > at)]
    if rows.empty:
        when = "yet" if at is None else f"for the {window} that holds {iso(at)}"
        raise BadQuery(f"there is no closed revision of {path} {when}: only closed windows have")
    # A window that the calendar has goes before one that it had.
    there = known_at(rows, as_of=FOR_EVER)
    start = rows["window_start"].max() if there.empty else there["time"].max()
    newest: pd.DataFrame = rows[rows["window_start"] == start]
    return newest


def _level(path: EquipmentPath) -> KpiLevel:
    for level in KPI_LEVELS:
        if path.level == level:
            return level
    raise BadQuery(f"{path} is an {path.level}: KPIs are of units, lines and sites")


def _named(row: Mapping[str, object]) -> RevisionNamed:
    return RevisionNamed(
        revision=int(str(row["revision"])),
        committed_at=iso(int(str(row["committed_at"]))),
        why=str(row["why"]),
        master_data=str(row["master_data"]),
        formula=str(row["formula"]),
    )


def _numbers(old: Mapping[str, object], new: Mapping[str, object]) -> list[FieldChange]:
    found: list[FieldChange] = []
    for name, unit in _NUMBERS:
        before, after = _value(old, name), _value(new, name)
        if before != after:
            delta = None if before is None or after is None else after - before
            kind = "base" if name in _BASE else "ratio"
            found.append(FieldChange(name, unit, kind, before, after, delta))
    return found


def _value(row: Mapping[str, object], name: str) -> float | None:
    """Return a number of a row; a null is written as 0 and flagged."""
    return None if row.get(f"{name}_null") else float(str(row[name]))


def _words(old: Mapping[str, object], new: Mapping[str, object]) -> list[WordChange]:
    found = [
        WordChange(title, str(old[name]), str(new[name]))
        for name, title in _WORDS
        if old[name] != new[name]
    ]
    found += [
        WordChange(name, str(bool(old[name])).lower(), str(bool(new[name])).lower())
        for name in FLAG_FIELDS
        if bool(old[name]) != bool(new[name])
    ]
    return found


def difference_text(found: Difference) -> str:
    """Say a difference in lines of plain text."""
    old, new = found.old, found.new
    lines = [
        f"{found.level} {found.path}",
        f"{found.window} {found.window_start} to {found.window_end}",
        *(
            f"revision {one.revision}: {one.why}, committed {one.committed_at},"
            f" master data {one.master_data}, formulas {one.formula}"
            for one in (old, new)
        ),
    ]
    for kind, title in (("base", "Base quantities"), ("ratio", "Ratios and plan")):
        changed = [one for one in found.numbers if one.kind == kind]
        if changed:
            lines += ["", title]
            lines += [
                f"  {one.field:<40}{_number(one.old):>14} -> {_number(one.new):>14}"
                f"  {_signed(one.delta):>12} {'' if one.unit == '1' else one.unit}".rstrip()
                for one in changed
            ]
    if found.words:
        lines += ["", "Also changed"]
        lines += [f"  {one.field}: {one.old or '-'} -> {one.new or '-'}" for one in found.words]
    if not found.numbers and not found.words:
        lines += ["", "Nothing changed"]
    return "\n".join(lines) + "\n"


def _number(value: float | None) -> str:
    return "-" if value is None else np.format_float_positional(round(value, 9), trim="-")


def _signed(value: float | None) -> str:
    return "" if value is None else f"{'+' if value > 0 else ''}{_number(value)}"
