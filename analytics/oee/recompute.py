r"""From the samples of a line to the rows of its segments, losses and stops: what the loop calls.

samples -> columns -> timelines, rises -> unit segments ----\
                                      \-> phases -> line segments -> losses, stops
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.master.data import LineMaster
from analytics.oee.attendance import with_attendance
from analytics.oee.columns import LineColumns, line_columns
from analytics.oee.frames import segment_frame
from analytics.oee.grid import Grid, grid_of
from analytics.oee.line import UnitPart, line_segments
from analytics.oee.line_orders import LineCarry, Phase, first_product, phases_of
from analytics.oee.loss_groups import loss_table
from analytics.oee.lost import Told, lost_of
from analytics.oee.rates import LineRates
from analytics.oee.segments import Segments, unit_segments
from analytics.oee.start_up import Started
from analytics.oee.stops import Stretches, stretches_of
from analytics.oee.timeline import Run, timeline_of, unseen_intervals, without_microstops
from analytics.oee.unit_deltas import unit_deltas
from analytics.register import UnitRegister

_NOTHING_CARRIED = LineCarry()
_NOTHING_STARTED = Started()


@dataclass(frozen=True, slots=True)
class LineResult:
    """Rows of the series `segment` (units; the line itself), `stop`, `loss` and `line_trade`.

    Of the last only the momentary constraint, which follows from the losses. Columns, parts and
    phases are what they were made of, for tables that rest on more of it.
    """

    unit_segments: pd.DataFrame
    line_segments: pd.DataFrame
    stops: pd.DataFrame
    losses: pd.DataFrame
    constraints: pd.DataFrame
    columns: LineColumns
    parts: Mapping[str, UnitPart]
    phases: Sequence[Phase]


def compute_line(
    master: LineMaster,
    samples: pd.DataFrame,
    register: Mapping[str, UnitRegister],
    *,
    start: int,
    end: int,
    run: Run,
    carry: LineCarry = _NOTHING_CARRIED,
    started: Started = _NOTHING_STARTED,
    clock_suspect: Collection[str] = (),
) -> LineResult:
    """Compute the segments of [start, end) and the stops that begin in it.

    `samples` are columns of the series `sample`, rows in any order: those of [start, end] and of
    each unit the last before and the first after (or as far as `LineMaster.lead_ms`). `start` and
    `end` are whole hours of the line's calendar. `carry` is what the line was doing at `start`
    (see `line_carry`), `started` which orders had given a good piece by then (see
    `started_before`); `clock_suspect` names units whose clock is off by more than the heartbeat.
    """
    # What was said before the run, such as by a wrong clock, neither holds nor counts in it.
    early = (samples["time"] < run.start).to_numpy()
    line = line_columns(samples[~early] if early.any() else samples)
    rates = LineRates(master, register)
    low, high = max(start, run.start), min(end, run.now)
    slice_ = _Slice(master, line, run, rates, register, low, high)
    segments: dict[str, Segments] = {}
    stretches: dict[str, Stretches] = {}
    parts: dict[str, UnitPart] = {}
    staged = [unit for stage in master.stages for unit in stage.units]
    spoke = {columns.unit for columns in line.units}
    shifts: tuple[str, ...] = ()
    if high > low:
        grid = slice_.grid()
        shifts = grid.shifts
        for unit in sorted(spoke | set(staged)):
            segments[unit], stretches[unit], parts[unit] = slice_.unit(unit, grid)
        timelines = {unit: part.timeline for unit, part in parts.items()}
        segments = with_attendance(segments, timelines, line)
    own: dict[str, Segments] = {}
    phases: list[Phase] = []
    if high > low and master.stages:
        if not carry.stage_product:
            scheduled = master.orders[0].product if master.orders else ""
            carry = LineCarry(
                carry.order,
                carry.product,
                first_product(line, scheduled),
                rates_at=rates.valid_since(low),
            )
        phases = phases_of(line, rates, start=low, end=high, carry=carry)
        own[""] = line_segments(
            master, line, parts, phases=phases, grid=grid, end=high, rates=rates
        )
    told = Told(
        master=master,
        line=line,
        rates=rates,
        low=low,
        high=high,
        stretches=stretches,
        parts=parts,
        segments=segments,
        shifts=shifts,
        started=started,
    )
    lost = lost_of(told, own.get(""), phases)
    return LineResult(
        segment_frame(master.path, segments, clock_suspect=clock_suspect),
        segment_frame(master.path, own, clock_suspect=("",) if clock_suspect else ()),
        lost.stops,
        lost.losses,
        lost.constraints,
        columns=line,
        parts=parts,
        phases=phases,
    )


@dataclass(frozen=True, slots=True)
class _Slice:
    """A line's part of a range, [low, high), inside its run."""

    master: LineMaster
    line: LineColumns
    run: Run
    rates: LineRates
    register: Mapping[str, UnitRegister]
    low: int
    high: int

    def grid(self) -> Grid:
        """Cut the slice and what must be known around it."""
        threshold = self.master.settings.longest_microstop_ms
        # One ms before tells a stop that begins here from one that goes on.
        begin = max(self.low - max(threshold, 1), min(self.run.start, self.low))
        return grid_of(
            self.master.calendar,
            self.master.site_calendar,
            start=begin,
            end=self.high + threshold,
            changes=self.master.rate_changes,
        )

    def unit(self, name: str, grid: Grid) -> tuple[Segments, Stretches, UnitPart]:
        """Return a unit's segments, its stretches, and what it brings to the line."""
        settings = self.master.settings
        columns = self.line.unit(name)
        around = timeline_of(
            columns,
            grid,
            run=self.run,
            silence_ms=settings.silence_ms,
            microstop_threshold_ms=settings.microstop_threshold_ms,
        )
        inside = around.clipped(self.low, self.high)
        lenient = without_microstops(around, settings.tpm_microstop_threshold_ms)
        tolerant = inside if lenient is around else lenient.clipped(self.low, self.high)
        deltas = None
        if columns is not None:
            unseen = unseen_intervals(columns, silence_ms=settings.silence_ms, now=self.run.now)
            deltas = unit_deltas(
                columns,
                unseen,
                start=self.low,
                end=self.high,
                moduli=self.register[name].moduli if name in self.register else {},
            )
        segments = unit_segments(
            inside,
            deltas,
            columns=columns,
            line=self.line,
            shifts=grid.shifts,
            unit=name,
            rates=self.rates,
            tolerant=tolerant,
            silence_ms=settings.silence_ms,
        )
        strict = settings.microstop_threshold_ms
        stretches = stretches_of(
            around.clipped(self.low - max(strict, 1), self.high + strict),
            columns,
            self.line,
            start=self.low,
            end=self.high,
            losses=loss_table(self.line.reasons),
        )
        return segments, stretches, UnitPart(inside, tolerant, deltas)
