"""Segments of a line: the time of its constraint, the pieces of its last counter.

Units' timelines and rises enter; columns of the series `segment` leave, as domain reference
1.6.4 asks: leaves are means of the constraint stage's units weighted by capacity, good is
counted at the last counter, scrap at and after the constraint, and rated at the line's rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.master.data import LineMaster
from analytics.oee.columns import LineColumns
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.grid import Grid
from analytics.oee.line_orders import Phase
from analytics.oee.line_time import LineTime
from analytics.oee.rates import LineRates
from analytics.oee.segments import Segments, consumption_sums, leaf_seconds
from analytics.oee.timeline import Flags, Timeline
from analytics.oee.unit_deltas import UnitDeltas
from contract.kpi import BASE_FIELD_NAMES


@dataclass(frozen=True, slots=True)
class UnitPart:
    """What a unit brings to its line: its time and the rises of its counters, if it ever spoke.

    `tolerant` has the pieces of `timeline`, microstops of the TPM view being production.
    """

    timeline: Timeline
    tolerant: Timeline
    deltas: UnitDeltas | None


@dataclass(frozen=True, slots=True)
class _Slots:
    """Where a line's segments lie and which phase each is in."""

    start: Ints
    end: Ints
    phase: Ints
    group: Ints


def line_segments(
    master: LineMaster,
    line: LineColumns,
    parts: Mapping[str, UnitPart],
    *,
    phases: Sequence[Phase],
    grid: Grid,
    end: int,
    rates: LineRates,
) -> Segments:
    """Sum the units of a line into its own segments, from the first phase's start to `end`."""
    slots = _slots(phases, grid, end)
    count = len(slots.start)
    base = dict.fromkeys(BASE_FIELD_NAMES, np.zeros(count))
    seen = LineTime(master, rates, {name: part.timeline for name, part in parts.items()})
    followed = [phases[n].followed for n in slots.phase]
    # Pieces are rated by what held when the order that the line runs began, whatever they are of.
    instants = sorted({one.rates_at for one in followed})
    rated = np.array([instants.index(one.rates_at) for one in followed], np.int64)
    time = seen.per_slot(slots.start, slots.end, followed)
    base |= leaf_seconds(time.leaves_ms)
    if any(part.tolerant is not part.timeline for part in parts.values()):
        tolerant = LineTime(master, rates, {name: part.tolerant for name, part in parts.items()})
        more = leaf_seconds(tolerant.per_slot(slots.start, slots.end, followed).leaves_ms)
        gained = more["actual_production_time_s"] - base["actual_production_time_s"]
        base["microstop_time_s"] = np.maximum(gained, 0.0)
    missing = np.zeros(count, np.bool_)
    for name, part in parts.items():
        deltas = part.deltas
        if deltas is None or not len(deltas.t) or not count:
            continue
        slot = np.searchsorted(slots.end, deltas.t, side="left")
        worth = _worth_of(name, line, master, rates, instants).of(rated[slot], deltas.product)
        observed = seen.observed(deltas.t, [followed[n] for n in slot.tolist()])
        for field, amounts in _counted(deltas, worth, observed).items():
            base[field] = base[field] + group_sums(slot, amounts, count)
        missing |= group_sums(slot, _unrated(deltas, worth), count) > 0
        leaf = part.timeline.leaf[np.searchsorted(part.timeline.end, deltas.t, side="left")]
        for field, sums in consumption_sums(deltas, slot, leaf, count).items():
            base[field] = base[field] + sums
    running = [phases[n] for n in slots.phase]
    return Segments(
        start=slots.start,
        end=slots.end,
        shift=tuple(grid.shifts[group] for group in slots.group),
        order=tuple(phase.order for phase in running),
        product=tuple(phase.product for phase in running),
        base=base,
        flags={"unplanned_production": time.unplanned_ms > 0, "ideal_rate_missing": missing},
        source=tuple(rates.line_rate(one.product, at=one.rates_at).source for one in followed),
    )


def _slots(phases: Sequence[Phase], grid: Grid, end: int) -> _Slots:
    low = phases[0].start
    # Cells of one group are one hour of one shift: pauses inside it cut no segment.
    heads = grid.starts[np.append(True, grid.groups[1:] != grid.groups[:-1])]
    begins = np.array([phase.start for phase in phases], np.int64)
    edges = np.unique(np.concatenate((begins, heads[(heads > low) & (heads < end)], [end])))
    start = edges[:-1]
    phase = np.searchsorted(begins, start, side="right") - 1
    group = grid.groups[np.searchsorted(grid.starts, start, side="right") - 1]
    return _Slots(start, edges[1:], phase, group)


@dataclass(frozen=True, slots=True)
class _Worth:
    """What one count of a unit is worth to its line, per instant of rates and product code.

    Args:
        good: line items per good count: none but at the product's last counter.
        scrap: line items per scrap or rework count: none before the product's constraint.
        rate: planned run time per line item, s; 0 where it is missing.
    """

    good: Floats
    scrap: Floats
    rate: Floats

    def of(self, rated: Ints, product: Ints) -> "_Worth":
        """Return what each rise is worth, by its instant of rates and its product."""
        return _Worth(*(table[rated, product] for table in (self.good, self.scrap, self.rate)))


def _worth_of(
    unit: str, line: LineColumns, master: LineMaster, rates: LineRates, instants: Sequence[int]
) -> _Worth:
    items = rates.items_per_count(unit)
    stage = rates.stage_of.get(unit, -1)
    worth = _Worth(*(np.zeros((len(instants), len(line.products))) for _ in range(3)))
    for place, at in enumerate(instants):
        for code, product in enumerate(line.products):
            constraint = rates.constraint(product, at=at)
            if constraint is None:
                continue
            worth.rate[place, code] = constraint.rate.planned_run_time_s
            if master.last_counter(product) == unit:
                worth.good[place, code] = items
            if stage >= constraint.stage:
                worth.scrap[place, code] = items
    return worth


def _counted(deltas: UnitDeltas, worth: _Worth, observed: Floats) -> dict[str, Floats]:
    """Return what each rise adds to the line's quantities, in line items.

    What was counted while the line's own time was unknown is in no ratio (1.7, missing data).
    """
    good, scrap, rate = worth.good, worth.scrap, worth.rate
    goods, scraps = deltas.good * good, deltas.scrap * scrap
    unknown_goods = deltas.unknown_good * good
    return {
        "good_quantity": goods,
        "scrap_quantity": scraps,
        "rework_quantity": deltas.rework * scrap,
        "produced_quantity": goods + scraps,
        "unknown_good_quantity": unknown_goods,
        "unknown_produced_quantity": unknown_goods + deltas.unknown_scrap * scrap,
        "planned_run_time_good_s": rate * goods * observed,
        "planned_run_time_produced_s": rate * (goods + scraps) * observed,
    }


def _unrated(deltas: UnitDeltas, worth: _Worth) -> Flags:
    """Tell which rises counted pieces of a product without a line rate."""
    counted = deltas.good * worth.good + deltas.scrap * worth.scrap
    return np.logical_and(np.not_equal(counted, 0.0), np.equal(worth.rate, 0.0))
