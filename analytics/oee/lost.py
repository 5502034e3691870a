r"""From what the units of a line did to its losses, stops and momentary constraint.

stretches -> chains -> pieces of time with their roots -> losses of units -> losses of the line
                                          \-> stops              \-> who held the line back
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.master.data import LineMaster
from analytics.oee.chain import Chains, chains_of
from analytics.oee.columns import LineColumns
from analytics.oee.counters import Floats, Ints
from analytics.oee.frames import Stop, stop_frame
from analytics.oee.line import UnitPart
from analytics.oee.line_losses import HeldBack, LineStory, held_back, line_losses
from analytics.oee.line_orders import Phase
from analytics.oee.loss_frames import constraint_frame, loss_frame
from analytics.oee.loss_groups import LossTable, loss_table
from analytics.oee.losses import (
    LossPieces,
    LossRows,
    doing_of,
    loss_pieces,
    unit_losses,
)
from analytics.oee.rates import LineRates
from analytics.oee.segments import Segments
from analytics.oee.start_up import Started, start_up_pieces
from analytics.oee.stops import Stretches, stops_of


@dataclass(frozen=True, slots=True)
class Lost:
    """Rows of the series `loss`, `stop`, and `line_trade` for the momentary constraint."""

    losses: pd.DataFrame
    stops: pd.DataFrame
    constraints: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Told:
    """What the units of a line did in [low, high), ms UTC.

    Args:
        stretches, parts, segments: by unit.
        shifts: names of the groups of the grid.
        started: what was counted before.
    """

    master: LineMaster
    line: LineColumns
    rates: LineRates
    low: int
    high: int
    stretches: Mapping[str, Stretches]
    parts: Mapping[str, UnitPart]
    segments: Mapping[str, Segments]
    shifts: tuple[str, ...]
    started: Started


def lost_of(told: Told, own: Segments | None, phases: Sequence[Phase]) -> Lost:
    """Return where the time of units and of the line itself went; `own` are its segments."""
    losses = loss_table(told.line.reasons)
    doing = {unit: doing_of(found, losses) for unit, found in told.stretches.items()}
    stages = [stage.units for stage in told.master.stages]
    begin = min((int(steps.start[0]) for steps in doing.values()), default=told.low)
    chains = chains_of(stages if doing else (), doing, start=begin)
    pieces = {
        unit: loss_pieces(
            unit, found, doing=doing[unit], chains=chains, start=told.low, end=told.high
        )
        for unit, found in told.stretches.items()
    }
    rows: dict[str, LossRows] = {}
    held: dict[str, HeldBack] = {}
    segments = dict(told.segments)
    for unit in told.stretches:
        rows[unit] = unit_losses(pieces[unit], told.segments[unit], _start_up(told, unit), losses)
    if own is not None:
        story = LineStory(
            master=told.master,
            line=told.line,
            rates=told.rates,
            phases=phases,
            parts=told.parts,
            pieces=pieces,
            unit_segments=told.segments,
            segments=own,
            losses=losses,
            chains=chains,
            counted=told.started.counted,
        )
        rows[""], held[""], segments[""] = line_losses(story), held_back(story), own
    stops = {unit: _stops(told, unit, pieces[unit], losses, chains) for unit in told.stretches}
    path = told.master.path
    return Lost(
        loss_frame(path, rows, segments, losses=losses, names=chains.names),
        stop_frame(path, stops),
        constraint_frame(path, held, segments, names=chains.names),
    )


def _start_up(told: Told, unit: str) -> Floats:
    return start_up_pieces(
        told.line.unit(unit),
        told.parts[unit].deltas,
        told.line,
        segments=told.segments[unit],
        running=[order for name, order in told.started.running if name == unit],
    )


def _stops(
    told: Told, unit: str, pieces: LossPieces, losses: LossTable, chains: Chains
) -> list[Stop]:
    found = told.stretches[unit]
    # A stop that begins in the slice begins a piece there.
    roots: Ints = pieces.root[np.searchsorted(pieces.start, found.start, side="right") - 1]
    return stops_of(
        found, told.line, shifts=told.shifts, losses=losses, roots=roots, names=chains.names
    )
