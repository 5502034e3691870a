"""How units worked, segment by segment: rows of the series `evidence` and `automatic_run`.

A stretch of a line enters; sums per unit, segment and operation leave (decision record on
evidence). What was in force before a counter rose is what its rise belongs to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.automation.assists import Events, events_of
from analytics.automation.held_values import tellings, wanted_values
from analytics.automation.runs import RunParts, run_parts
from analytics.automation.slots import Cells, Values, slot_sums
from analytics.automation.told_work import LineWork, UnitWork, told_work
from analytics.kpi_store import KpiTable
from analytics.oee.counters import Floats, Ints
from analytics.oee.frames import path_columns, typed_frame
from analytics.oee.time_model import PRODUCTION, UNKNOWN
from analytics.oee.timeline import Flags, Timeline
from analytics.stretched import Stretched
from analytics.trade.rows import Places, Segments, places_of
from contract.evidence_series import EVIDENCE_FIELDS
from contract.series import AUTOMATIC_RUN, EVIDENCE

_OF_SEGMENT = ("end", "shift", "order", "product")
_PLAIN = (
    "parameter_changes_system",
    "parameter_changes_hand",
    "dispatched_system",
    "dispatched_hand",
    "confirmed_system",
    "confirmed_hand",
)


def evidence_rows(stretch: Stretched) -> dict[KpiTable, pd.DataFrame]:
    """Return the rows of both series for one stretch."""
    places = places_of(Segments(stretch.result.unit_segments))
    units: list[_Unit] = []
    if places:
        work = told_work(stretch)
        values = _values(stretch, work)
        for unit, mine in places.items():
            pieces = stretch.result.parts[unit].timeline
            units.append(_Unit.of(stretch, mine, pieces, work, values.get(unit, {})))
    return {"evidence": _evidence(stretch, units), "automatic_run": _runs(stretch, units)}


def _values(stretch: Stretched, work: LineWork) -> dict[str, dict[int, Values]]:
    """Return what each unit must tell, by heartbeat, and when it told its process values."""
    wanted = wanted_values(stretch.register)
    found: dict[str, dict[int, Values]] = {}
    for unit, register in stretch.register.items():
        mine = work.units.get(unit)
        told = {} if mine is None else tellings(unit, mine, wanted.get(unit, ()), stretch.held)
        beats = register.heartbeats_ms
        found[unit] = {
            period: Values(
                count=sum(beat == period for beat in beats.values()),
                fields=[
                    name for name, beat in beats.items() if beat == period and name not in told
                ],
                told=[one for name, one in told.items() if beats[name] == period],
            )
            for period in set(beats.values())
        }
    return found


@dataclass(frozen=True, slots=True)
class _Unit:
    """Sums of one unit's rows, and its runs.

    Args:
        segment, operation: of each row.
        unknown: of each segment, whether the unit was unknown at its end.
    """

    places: Places
    segment: Ints
    operation: npt.NDArray[np.object_]
    sums: Mapping[str, Floats]
    unknown: Flags
    runs: RunParts

    @classmethod
    def of(
        cls,
        stretch: Stretched,
        places: Places,
        pieces: Timeline,
        line: LineWork,
        values: Mapping[int, Values],
    ) -> "_Unit":
        """Sum what a unit said over its pieces of time."""
        work = line.units.get(places.unit)
        segment = np.searchsorted(places.start, pieces.start, side="right") - 1
        held = _held(work, pieces, line)
        keys, row = np.unique(segment * len(line.operations) + held.operation, return_inverse=True)
        cells = Cells(pieces, row, len(keys))
        silence_ms = stretch.master.settings.silence_ms
        sums = {name: np.zeros(len(keys)) for name, _, _ in EVIDENCE_FIELDS}
        sums |= _times(cells, held)
        sums |= slot_sums(cells, work, values, silence_ms=silence_ms)
        broken = np.zeros(len(pieces.start), np.bool_)
        if work is not None:
            has_order = np.array([order != "" for order in places.words("order")], np.bool_)
            events = events_of(work)
            sums |= _counts(cells, held, work, events, ordered=has_order[segment])
            broken = np.isin(pieces.start, work.t[events.any])
        return cls(
            places,
            keys // len(line.operations),
            np.array(line.operations, object)[keys % len(line.operations)],
            sums,
            _unknown_at(work, places.end),
            run_parts(
                pieces,
                segment=segment,
                alone=held.automatic & held.seen,
                broken=broken,
                before=_ran_alone(work, int(pieces.start[0])),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """What was in force in each piece of time."""

    operation: Ints
    automatic: Flags
    programmed: Flags
    seen: Flags


def _held(work: UnitWork | None, pieces: Timeline, line: LineWork) -> _Held:
    count = len(pieces.start)
    if work is None:
        no = np.zeros(count, np.bool_)
        return _Held(np.full(count, line.no_operation), no, no, no)
    newest = work.newest(pieces.start)
    there, at = newest >= 0, np.maximum(newest, 0)
    return _Held(
        np.where(there, work.operation[at], line.no_operation),
        there & work.automatic[at],
        there & work.programmed[at],
        there & ~work.unseen[at],
    )


def _times(cells: Cells, held: _Held) -> dict[str, Floats]:
    """Sum the time leaves of a segment by operation, s."""
    leaf = cells.pieces.leaf
    length = cells.pieces.end - cells.pieces.start
    producing = leaf == PRODUCTION
    every = np.arange(len(leaf))
    kinds = {
        "scheduled_time_s": leaf >= PRODUCTION,
        "unknown_time_s": leaf == UNKNOWN,
        "production_time_s": producing,
        "automatic_time_s": producing & held.automatic,
    }
    return {
        name: cells.sums(every, np.where(kind, length, 0)) / 1000.0 for name, kind in kinds.items()
    }


def _counts(
    cells: Cells, held: _Held, work: UnitWork, events: Events, *, ordered: Flags
) -> dict[str, Floats]:
    """Sum the rises of counters; each belongs to the piece that ends at its sample."""
    pieces = cells.pieces
    here = np.flatnonzero((work.t > pieces.start[0]) & (work.t <= pieces.end[-1]))
    place = cells.holding(work.t[here])

    def booked(amounts: Floats) -> Floats:
        return cells.sums(place, amounts[here])

    cycles = work.rises("cycles")
    by_program = (pieces.leaf == PRODUCTION) & held.automatic & held.programmed
    inspected = work.rises("inspected_automatically").all[here]
    return {
        "cycles": booked(cycles.all),
        "unknown_cycles": booked(cycles.unseen),
        "program_cycles": cells.sums(place, np.where(by_program[place], cycles.seen[here], 0.0)),
        "assists": booked(events.assists),
        "unknown_assists": booked(events.unknown_assists),
        "manual_touches": booked(events.touches),
        "inspected_automatically": cells.sums(place, np.where(ordered[place], inspected, 0.0)),
        **{name: booked(work.rises(name).all) for name in _PLAIN},
    }


def _unknown_at(work: UnitWork | None, ends: Ints) -> Flags:
    """Tell whether what a unit counts behind these ends may have been counted before them."""
    if work is None:
        return np.ones(len(ends), np.bool_)
    newest = work.newest(ends)
    at = np.maximum(newest, 0)
    unknown: Flags = (newest < 0) | (work.unseen[at] & (work.t[at] != ends))
    return unknown


def _ran_alone(work: UnitWork | None, start: int) -> bool:
    """Tell whether a unit ran by itself right before an instant."""
    if work is None:
        return False
    last = int(work.newest(np.array([start]), up_to=False)[0])
    return last >= 0 and bool(work.automatic[last] and not work.unseen[last])


def _evidence(stretch: Stretched, units: Sequence[_Unit]) -> pd.DataFrame:
    columns = _tagged(stretch, [(one.places, one.segment) for one in units])
    columns["time"] = _joined([one.places.start[one.segment] for one in units])
    columns["operation"] = _joined([one.operation for one in units])
    for name, _, _ in EVIDENCE_FIELDS:
        columns[name] = _joined([one.sums[name] for one in units])
    columns["unknown_to_end"] = _joined([one.unknown[one.segment] for one in units])
    return typed_frame(EVIDENCE, columns)


def _runs(stretch: Stretched, units: Sequence[_Unit]) -> pd.DataFrame:
    runs = [(one.places, one.runs.segment) for one in units]
    columns = _tagged(stretch, runs)
    columns["time"] = _joined([one.runs.start for one in units])
    columns["automatic_time_s"] = _joined([one.runs.automatic_ms / 1000.0 for one in units])
    columns["continued"] = _joined([one.runs.continued for one in units])
    return typed_frame(AUTOMATIC_RUN, columns)


def _tagged(stretch: Stretched, rows: Sequence[tuple[Places, Ints]]) -> dict[str, object]:
    """Return tags and what every row says of its segment."""
    counts = [len(segment) for _, segment in rows]
    units = np.repeat(np.array([places.unit for places, _ in rows], object), counts)
    return {
        **path_columns(stretch.line, units, sum(counts)),
        **{
            name: _joined(
                [places.segments.column(name)[places.rows][segment] for places, segment in rows]
            )
            for name in _OF_SEGMENT
        },
        "void": np.zeros(sum(counts), np.bool_),
    }


def _joined(parts: Sequence[npt.NDArray[np.generic]]) -> object:
    return np.concatenate(parts) if parts else np.zeros(0)
