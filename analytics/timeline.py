"""What machines do and did, for the board: pieces of time, pieces counted, and the state now."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.history import History, LineFacts
from analytics.master.data import MasterData
from analytics.oee.columns import line_columns
from analytics.oee.timeline import Run
from analytics.oee.unit_deltas import unit_deltas
from analytics.oee.unit_story import unit_timeline
from analytics.progress import now_of
from analytics.register import register_of
from contract.path import EquipmentPath

# Long enough to tell for how long a short stop has lasted.
_LOOK_BACK_MS = 900_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit did one thing over [start, end), ms UTC; empty words were not said."""

    start: int
    end: int
    leaf: str
    state: str
    operation_mode: str
    reason: str
    order: str
    product: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Pieces counted in (start, end], ms UTC."""

    start: int
    end: int
    produced: float
    good: float
    scrap: float


@dataclass(frozen=True, slots=True)
class UnitState:
    """What a unit does now.

    Args:
        unit: its place.
        piece: what it does since piece.start, or since before `seen_from` where they are equal.
        seen_from: how far back was looked, ms UTC.
        last_sample: when it last spoke; None when it did not within the look back.
    """

    unit: EquipmentPath
    piece: Piece | None
    seen_from: int
    last_sample: int | None


def timeline(
    history: History,
    master: MasterData,
    unit: EquipmentPath,
    *,
    start: int,
    end: int,
    wall: int,
) -> tuple[Piece, ...]:
    """Return what a work unit did over the run's part of [start, end), in order of time."""
    run = _run(history.facts(unit.line), wall)
    if run is None:
        return ()
    low, high = max(start, run.start), min(end, run.now)
    if low >= high:
        return ()
    line = master.line(unit.line)
    samples = history.samples(unit.line, start=low - line.lead_ms, end=high + line.lead_ms)
    return _pieces(unit_timeline(line, samples, unit=unit.work_unit, start=low, end=high, run=run))


def counted(
    history: History, unit: EquipmentPath, *, start: int, end: int, bucket_ms: int
) -> tuple[Counted, ...]:
    """Return what a work unit counted per bucket of [start, end]; the last may be shorter."""
    samples = history.samples(unit.line, start=start, end=end)
    own = line_columns(samples[samples["work_unit"] == unit.work_unit]).unit(unit.work_unit)
    if own is None or end <= start:
        return ()
    facts = history.facts(unit.line)
    register = register_of(facts.register) if len(facts.register) else {}
    rises = unit_deltas(
        own,
        np.zeros(len(own.t), np.bool_),
        start=start,
        end=end,
        moduli=register[unit.work_unit].moduli if unit.work_unit in register else {},
    )
    count = -(-(end - start) // bucket_ms)
    # A piece counted at an edge belongs to the bucket that ends there (contract 2.2).
    bucket = (rises.t - start - 1) // bucket_ms
    sums = [
        np.bincount(bucket, weights=amounts, minlength=count)
        for amounts in (rises.produced, rises.good, rises.scrap)
    ]
    return tuple(
        Counted(
            start + n * bucket_ms,
            min(start + (n + 1) * bucket_ms, end),
            *(float(amounts[n]) for amounts in sums),
        )
        for n in range(count)
    )


def unit_states(
    history: History,
    master: MasterData,
    line: EquipmentPath,
    *,
    wall: int,
    look_back_ms: int = _LOOK_BACK_MS,
) -> tuple[UnitState, ...]:
    """Return what every registered or speaking unit of a line does now, by name."""
    facts = history.facts(line)
    run = _run(facts, wall)
    registered = (
        {str(unit) for unit in facts.register["work_unit"]} if len(facts.register) else set()
    )
    if run is None:
        return tuple(UnitState(line.unit(name), None, 0, None) for name in sorted(registered))
    known = master.line(line)
    begin = max(run.start, run.now - look_back_ms)
    samples = history.samples(line, start=begin - known.lead_ms, end=run.now)
    spoke = samples.groupby("work_unit")["time"].max()
    found: list[UnitState] = []
    for name in sorted(registered | {str(unit) for unit in spoke.index}):
        pieces = _pieces(
            unit_timeline(known, samples, unit=name, start=begin, end=run.now, run=run)
            if begin < run.now
            else pd.DataFrame()
        )
        found.append(
            UnitState(
                unit=line.unit(name),
                piece=pieces[-1] if pieces else None,
                seen_from=begin,
                last_sample=int(spoke[name]) if name in spoke.index else None,
            )
        )
    return tuple(found)


def _run(facts: LineFacts, wall: int) -> Run | None:
    now = now_of(facts, wall=wall, patience_ms=0)
    if now is None or facts.first_time is None:
        return None
    return Run(facts.first_time, now.time, now.ended)


def _pieces(frame: pd.DataFrame) -> tuple[Piece, ...]:
    return tuple(Piece(*row) for row in frame.to_numpy().tolist())
