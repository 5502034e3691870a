"""What evidence says of a plant where nobody saw some hours of some units."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tests.unit.analytics.automation.rate_plant import TELLING, Plant, Row

_SEEN = ("production_time_s", "automatic_time_s", "program_cycles", "seen_slots", "good_values")
_EARNED = (
    "actual_production_time_s",
    "planned_run_time_good_s",
    "planned_run_time_produced_s",
)
# Under which names a counter's rise comes out behind a silence.
_TOLD = {
    **{name: (name,) for name in TELLING},
    "cycles": ("cycles", "unknown_cycles"),
    "assists": ("unknown_assists",),
}
_MADE = {
    "good_quantity": ("unknown_good_quantity",),
    "produced_quantity": ("unknown_produced_quantity",),
    "scrap_quantity": (),
    "rework_quantity": (),
}


def hidden(plant: Plant, hours: Iterable[tuple[str, int]]) -> Plant:
    """Hide hours of units: their time is unknown, their counts are told behind the silence.

    What nobody tells any more, because the silence has no end, is lost.
    """
    evidence, segments, lines = (
        {path: [dict(row) for row in rows] for path, rows in table.items()}
        for table in (plant.evidence, plant.segments, plant.line_segments)
    )
    runs = dict(plant.runs)
    before: set[str] = set()
    for unit, dark in _by_unit(hours).items():
        for first, last in _stretches(dark):
            _hide(evidence[unit], first, last, _TOLD)
            _hide(segments[unit], first, last, _MADE)
            if first == 0:
                before.add(unit)
        for hour in dark:
            row, line = evidence[unit][hour], lines[unit.rsplit("/", 1)[0]][hour]
            row |= dict.fromkeys(_SEEN, 0.0) | {"unknown_time_s": row["scheduled_time_s"]}
            line |= dict.fromkeys(_EARNED, 0.0) | {"unknown_time_s": line["planned_busy_time_s"]}
        runs[unit] = without(runs[unit], {evidence[unit][hour]["time"] for hour in dark})
    return replace(
        plant,
        evidence=evidence,
        segments=segments,
        line_segments=lines,
        runs=runs,
        unknown_before=plant.unknown_before | before,
    )


def _by_unit(hours: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    dark: dict[str, set[int]] = {}
    for unit, hour in hours:
        dark.setdefault(unit, set()).add(hour)
    return dark


def _stretches(dark: set[int]) -> Iterator[tuple[int, int]]:
    for first in sorted(dark):
        if first - 1 not in dark:
            last = first
            while last + 1 in dark:
                last += 1
            yield first, last


def _hide(rows: list[Row], first: int, last: int, told: dict[str, tuple[str, ...]]) -> None:
    """Tell the counts of a stretch in its last hour, for the order and operation before it."""
    counts = {name: sum(_number(row, name) for row in rows[first : last + 1]) for name in told}
    held = {name: rows[max(first - 1, 0)].get(name) for name in ("order", "operation")}
    for row in rows[first : last + 1]:
        row.update(held | dict.fromkeys(told, 0.0) | {"unknown_to_end": True})
    if last + 1 < len(rows):
        rows[last]["unknown_to_end"] = False
        for name, said_as in told.items():
            rows[last] |= dict.fromkeys(said_as, counts[name])


def without(runs: Sequence[Row], dark: set[object]) -> list[Row]:
    """Leave out parts of runs that begin at given times; a run does not go on behind one."""
    left: list[Row] = []
    gone = False
    for row in runs:
        if row["time"] in dark:
            gone = True
            continue
        left.append(row | {"continued": bool(row["continued"]) and not gone})
        gone = False
    return left


def _number(row: Row, name: str) -> float:
    value = row[name]
    if not isinstance(value, float | int):
        raise TypeError(f"{name} is no number")
    return value
