"""This period against the last as people read it: comparisons of places in, one table out.

Of each place first OEE, then its factors, then the losses that moved it, the largest effect first.
The effects of the factors add up to the change of OEE, and those of the losses too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from analytics.change_periods import Beside, level_of
from analytics.change_queries import Comparison, LossKey
from analytics.oee.change import Moved, Sums
from analytics.queries import iso
from contract.kpi_catalogue import CATALOGUE
from contract.loss_names import GROUP_NAMES
from contract.path import EquipmentPath
from contract.reasons import LossGroup, reason_of

_PARTS = ("oee_index", "availability", "effectiveness", "quality_ratio")
_NAMES = {kpi.field: (kpi.name_en, kpi.name_zh) for kpi in CATALOGUE}
_WORDS = (
    "level",
    "path",
    "window",
    "previous_start",
    "previous_end",
    "start",
    "end",
    "part",
    "name_en",
    "name_zh",
    "loss_group",
    "loss_group_en",
    "loss_group_zh",
    "reason",
)
_NUMBERS = (
    "previous",
    "current",
    "previous_s",
    "current_s",
    "effect",
    "previous_coverage",
    "current_coverage",
)
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(_WORDS[:7], "object"),
    "position": "int64",
    **dict.fromkeys(_WORDS[7:], "object"),
    **dict.fromkeys(_NUMBERS, "float64"),
    "partial": "bool",
    "withheld": "bool",
    "ideal_rate_missing": "bool",
}
_Row = dict[str, object]
_Four = tuple[float | None, float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two periods of one place.

    Args:
        window: their kind, empty for a range that somebody chose.
        least_coverage: below it figures are withheld, as those of KPI rows are.
    """

    path: EquipmentPath
    window: str
    beside: Beside
    found: Comparison
    least_coverage: float


def change_list(compared: Iterable[Compared]) -> pd.DataFrame:
    """Return the rows of each place; without an OEE in both periods there are no effects."""
    rows = [row for one in compared for row in _rows(one)]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(dict(_TYPES))


def _rows(one: Compared) -> list[_Row]:
    found = one.found
    known = tuple(coverage >= one.least_coverage for coverage in found.coverage)
    place: _Row = {
        "level": level_of(one.path),
        "path": str(one.path),
        "window": one.window,
        "previous_start": iso(one.beside.previous.start),
        "previous_end": iso(one.beside.previous.end),
        "start": iso(one.beside.current.start),
        "end": iso(one.beside.current.end),
        "previous_coverage": found.coverage[0],
        "current_coverage": found.coverage[1],
        "partial": one.beside.partial,
        "withheld": not all(known),
        "ideal_rate_missing": not all(found.rated),
    }
    parts = _figures(found, known)
    parts += [_loss(moved) for moved in found.moved] if all(known) else []
    return [place | {"position": n} | part for n, part in enumerate(parts, start=1)]


def _figures(found: Comparison, known: Sequence[bool]) -> list[_Row]:
    """Return OEE and its factors, null where they are withheld or have no value."""
    change = found.change if all(known) else None
    effects: _Four = (None, None, None, None)
    if change is not None:
        effects = (change.change, change.availability, change.effectiveness, change.quality)
    previous, current = (
        _shown(sums, rated=rated) if is_known else (None, None, None, None)
        for sums, rated, is_known in zip(
            (found.previous, found.current), found.rated, known, strict=True
        )
    )
    rows = [
        _named(part, *_NAMES[part]) | {"previous": before, "current": now, "effect": effect}
        for part, before, now, effect in zip(_PARTS, previous, current, effects, strict=True)
    ]
    rows[0] |= {
        "previous_s": found.previous.observed_s,
        "current_s": found.current.observed_s,
    }
    return rows


def _shown(sums: Sums, *, rated: bool) -> _Four:
    """Return OEE and its factors; only availability does without planned run times."""
    availability, effectiveness, quality = sums.factors
    if not rated:
        return None, availability, None, None
    return sums.oee, availability, effectiveness, quality


def _loss(moved: Moved[LossKey]) -> _Row:
    group_en, group_zh = GROUP_NAMES[cast("LossGroup", moved.key.loss_group)]
    reason = reason_of(moved.key.reason) if moved.key.reason else None
    return {
        **_named(
            "loss",
            reason.name_en if reason else group_en,
            reason.name_zh if reason else group_zh,
        ),
        "loss_group": moved.key.loss_group,
        "loss_group_en": group_en,
        "loss_group_zh": group_zh,
        "reason": moved.key.reason,
        "previous": moved.previous,
        "current": moved.current,
        "previous_s": moved.previous_s,
        "current_s": moved.current_s,
        "effect": moved.effect,
    }


def _named(part: str, name_en: str, name_zh: str) -> _Row:
    words = dict.fromkeys(("loss_group", "loss_group_en", "loss_group_zh", "reason"), "")
    return {"part": part, "name_en": name_en, "name_zh": name_zh, **words}
