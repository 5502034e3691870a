r"""The stages of one computation of one line.

change feed -> pending stretch -> reach (whole hours) -> samples -> segments, losses, stops
                                                                       |          \-> derived
                     KPI rows <- revisions <- sums of windows <- stored segments

A stretch of a line enters; one batch for the KPI store leaves. Nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analytics.automation.held_values import remembered_values
from analytics.automation.told_work import LOOK_BACK_MS
from analytics.books import ReasonBook
from analytics.derived import Stretched, derived, rests_on
from analytics.history import ALL_FIELDS, History, LineFacts
from analytics.kpi_store import KpiBatch, KpiQuery, KpiStore, KpiTable, Recomputed
from analytics.late_reasons import ToldHistory, told_later
from analytics.master.data import LineMaster, MasterData
from analytics.oee.line_orders import line_carry, order_start
from analytics.oee.rates import LineRates
from analytics.oee.recompute import LineResult, compute_line
from analytics.oee.start_up import Started
from analytics.oee.timeline import Run
from analytics.progress import LineProgress, Now, Stretch
from analytics.reach import hour_ceiling, hour_floor, reach
from analytics.register import UnitRegister, register_of
from analytics.revisions import Revised
from analytics.start_up import hands_on, remembered
from analytics.stop_edges import carry_over, earliest_stop
from contract.path import EquipmentPath

# A source whose clock is off by more than one heartbeat puts time on the wrong side of edges.
HEARTBEAT_MS = 10_000
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Scope:
    """What one computation of a line stands on."""

    master: MasterData
    line: LineMaster
    register: dict[str, UnitRegister]
    run: Run
    now: Now

    @classmethod
    def of(cls, master: MasterData, progress: LineProgress, now: Now, *, horizon: int) -> "Scope":
        """Join master data, newest births and the run of a line that has samples.

        A sample older than `horizon` (ms UTC) begins no run that is computed already.
        """
        facts = progress.facts
        if facts is None or facts.first_time is None:
            raise ValueError(f"{progress.line} has no samples yet")
        register = register_of(facts.register) if len(facts.register) else {}
        start = facts.first_time
        if progress.run_start is not None:
            start = progress.run_start if start < horizon else min(start, progress.run_start)
        return cls(
            master=master,
            line=master.line(progress.line, tuple(sorted({*register, *progress.units}))),
            register=register,
            run=Run(start, now.time, now.ended),
            now=now,
        )


@dataclass(frozen=True, slots=True)
class Computed:
    """Rows of [start, end) by base table, and what could not be done in this step."""

    start: int
    end: int
    base: Mapping[KpiTable, pd.DataFrame]
    left: tuple[Stretch, ...] = ()

    @property
    def segments(self) -> pd.DataFrame:
        """Segments of units and of the line itself."""
        return self.base["segment"]


def compute(
    history: History,
    store: KpiStore,
    progress: LineProgress,
    scope: Scope,
    *,
    reasons: ReasonBook,
    stretch: Stretch,
    longest_ms: int,
) -> Computed | None:
    """Compute the segments and stops of the whole hours that a changed stretch touches."""
    calendar, now = scope.line.calendar, scope.now.time
    silence_ms = scope.line.settings.silence_ms
    # How far a change reaches is told by what machines said; the rest follows what people told.
    first = max(stretch.first, scope.run.start)
    last = min(stretch.last, now)
    if last < first or now <= scope.run.start:
        return None
    left: list[Stretch] = []
    start = hour_floor(calendar, first)
    if last - start > longest_ms:
        cut = hour_floor(calendar, start + longest_ms)
        left.append(Stretch(cut, last))
        last = cut - 1
    # As far as stops reach, so that the samples need not be read again for them.
    start, end = _whole_hours(store, progress.line, scope, start=first, last=last)
    samples = _said(history, scope, start=start, end=end)
    progress.see([str(unit) for unit in samples["work_unit"].unique()])
    wide = reach(
        samples,
        Stretch(first, last),
        now=now,
        computed_to=progress.computed_to,
        silence_ms=silence_ms,
        units=progress.units,
        merged_ms=0 if left else LOOK_BACK_MS,
    )
    whole = (start, end)
    if wide != Stretch(first, last):
        whole = _whole_hours(
            store, progress.line, scope, start=wide.first, last=min(wide.last, now)
        )
    begin = _begin(scope, progress.facts)
    # A stop may have begun before the samples that are left; what was computed there stays.
    earliest = min(begin, hour_floor(calendar, first))
    if whole[0] < start or whole[1] > end or start < earliest:
        start, end = max(min(start, whole[0]), earliest), max(end, whole[1])
        samples = _said(history, scope, start=start, end=end)
    rates = LineRates(scope.line, scope.register)
    before = _line_segments_before(
        store, progress.line, start=start, run=scope.run, dated=bool(scope.line.rate_changes)
    )
    carry = line_carry(before, rates)
    started = remembered(store, scope.line, progress, start=start, run_start=scope.run.start)
    offset_ms = 0 if progress.facts is None else progress.facts.clock_offset_ms
    clock_suspect = progress.units if offset_ms > HEARTBEAT_MS else ()
    result = compute_line(
        scope.line,
        told_later(samples, progress.line, reasons, silence_ms=silence_ms),
        scope.register,
        start=start,
        end=end,
        run=scope.run,
        carry=carry,
        started=started,
        clock_suspect=clock_suspect,
    )
    if not carry.stage_product and start > begin and (result.line_segments["product"] != "").any():
        # The first order of the run names the constraint of all the time before it, too.
        start = begin
        started = remembered(store, scope.line, progress, start=start, run_start=scope.run.start)
        samples = _said(history, scope, start=start, end=end)
        result = compute_line(
            scope.line,
            told_later(samples, progress.line, reasons, silence_ms=silence_ms),
            scope.register,
            start=start,
            end=end,
            run=scope.run,
            started=started,
            clock_suspect=clock_suspect,
        )
    stops = result.stops
    if end < now and not left:
        left += _runs_on(
            store, scope.line, result, started, rates=rates, start=start, end=end, now=now
        )
        stored = store.read(KpiQuery("stop", start=start, end=end, below=progress.line))
        stops, changed = carry_over(stops, stored, end=end)
        if changed:
            left.append(Stretch(end, end))
    if not len(result.unit_segments) and not len(result.line_segments):
        return None
    stretched = Stretched(
        history=ToldHistory(history, reasons, silence_ms=lambda _line: silence_ms),
        store=store,
        line=progress.line,
        master=scope.line,
        register=scope.register,
        run=scope.run,
        start=start,
        end=end,
        result=result,
        samples=samples,
        held=remembered_values(
            history, progress, scope.register, start=start, run_start=scope.run.start
        ),
    )
    base = _base(stretched, stops)
    if end < now:
        left += rests_on(stretched, base)
    return Computed(start, end, base, left=tuple(left))


def _said(history: History, scope: Scope, *, start: int, end: int) -> pd.DataFrame:
    """Read the samples of a range, and those around it that something in it may rest on."""
    lead = max(scope.line.lead_ms, LOOK_BACK_MS)
    return history.samples(scope.line.path, start=start - lead, end=end + lead, fields=ALL_FIELDS)


def _begin(scope: Scope, facts: LineFacts | None) -> int:
    """Return the first instant that can be computed."""
    calendar = scope.line.calendar
    if facts is not None and (facts.first_time or 0) > scope.run.start:
        # Retention took the samples before: what was computed of them stays.
        return hour_ceiling(calendar, facts.first_time or 0)
    return hour_floor(calendar, scope.run.start)


def _base(stretched: Stretched, stops: pd.DataFrame) -> dict[KpiTable, pd.DataFrame]:
    """Return the rows of every base table."""
    result = stretched.result
    segments = [part for part in (result.unit_segments, result.line_segments) if len(part)]
    return {
        "segment": pd.concat(segments, ignore_index=True),
        "stop": stops,
        "loss": result.losses,
        **derived(stretched),
    }


def batch_of(progress: LineProgress, fresh: Computed | None, rows: Revised) -> KpiBatch:
    """Join what one step of a line wrote; the cursor follows once its site is computed, too."""
    batch = KpiBatch(kpis=rows.kpis, kpi_revisions=rows.kpi_revisions, gone=rows.gone)
    if fresh is None:
        return batch
    left = progress.pending
    progress.unfinished = Stretch(
        min([fresh.start, *(stretch.first for stretch in left)]),
        max([fresh.end, *(stretch.last for stretch in left)]),
    )
    return replace(
        batch,
        recomputed=(Recomputed(progress.line, fresh.start, fresh.end),),
        base=fresh.base,
        unfinished={progress.line: progress.unfinished},
    )


def _whole_hours(
    store: KpiStore, line: EquipmentPath, scope: Scope, *, start: int, last: int
) -> tuple[int, int]:
    """Round to whole hours, and go back to the start of a stop that touches them."""
    calendar = scope.line.calendar
    start = hour_floor(calendar, max(start, scope.run.start))
    while True:
        stops = store.read(KpiQuery("stop", start=start, end=start, below=line, reaching_back=True))
        earliest = hour_floor(calendar, max(earliest_stop(stops, default=start), scope.run.start))
        if earliest >= start:
            return start, hour_ceiling(calendar, last + 1)
        start = earliest


def _line_segments_before(
    store: KpiStore, line: EquipmentPath, *, start: int, run: Run, dated: bool
) -> pd.DataFrame:
    """Read the line's segments before `start` as far back as one with a product stands.

    Where rates are `dated`, also as far as the order at work begins.
    """
    for reach_back in (_DAY_MS, 7 * _DAY_MS):
        begin = max(run.start - _DAY_MS, start - reach_back)
        found = store.read(
            KpiQuery("segment", start=begin, end=start, below=line, levels=("line",))
        )
        whole = not dated or (not found.empty and order_start(found) != int(found["time"].min()))
        if ((found["product"] != "").any() and whole) or begin <= run.start:
            return found
    return store.read(KpiQuery("segment", start=0, end=start, below=line, levels=("line",)))


def _runs_on(
    store: KpiStore,
    line: LineMaster,
    computed: LineResult,
    started: Started,
    *,
    rates: LineRates,
    start: int,
    end: int,
    now: int,
) -> list[Stretch]:
    """Ask for the rest of the run when what an order hands on out of the range changed."""
    stored = store.read(KpiQuery("segment", start=start, end=end, below=line.path))
    is_unit = stored["work_unit"] != ""
    of_line, of_units = stored[~is_unit], stored[is_unit]
    if of_line.empty:
        return []
    same_order = line_carry(of_line, rates) == line_carry(computed.line_segments, rates)
    same_start = hands_on(of_units, line, started) == hands_on(
        computed.unit_segments, line, started
    )
    return [] if same_order and same_start else [Stretch(end, now)]
