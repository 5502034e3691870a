"""Segments of one work unit: base quantities of each longest stretch in one hour, shift, order.

Its timeline and its counters' rises enter; additive columns of the series `segment` leave
(domain reference 1.6.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.oee.columns import LineColumns, UnitColumns
from analytics.oee.counters import Floats, Ints, group_sums
from analytics.oee.maintenance import maintenance_sums
from analytics.oee.rates import LineRates
from analytics.oee.time_model import PRODUCTION, Codes
from analytics.oee.timeline import NO_SAMPLE, Flags, Timeline
from analytics.oee.unit_deltas import UnitDeltas
from contract.kpi import BASE_FIELD_NAMES, LEAF_FIELDS, consumption_field
from contract.sample import CONSUMPTION_FIELDS
from contract.states import LEAVES

_LEAVES = len(LEAVES)
_MS_PER_S = 1000.0
# Leaves of planned busy time: all but unscheduled and planned down (ISO 22400-2).
_PLANNED_BUSY = slice(2, _LEAVES)


@dataclass(frozen=True, slots=True)
class Segments:
    """Columns of segments of one unit or line, in order of time.

    Args:
        base: each of BASE_FIELDS; the leaves in seconds.
        flags: those of FLAG_FIELDS that a segment can know.
    """

    start: Ints
    end: Ints
    shift: tuple[str, ...]
    order: tuple[str, ...]
    product: tuple[str, ...]
    base: Mapping[str, Floats]
    flags: Mapping[str, Flags]
    source: tuple[str, ...]


def unit_segments(
    timeline: Timeline,
    deltas: UnitDeltas | None,
    *,
    columns: UnitColumns | None,
    line: LineColumns,
    shifts: tuple[str, ...],
    unit: str,
    rates: LineRates,
    tolerant: Timeline,
    silence_ms: int,
) -> Segments:
    """Sum a unit's pieces and rises into segments.

    `tolerant` has the pieces of `timeline`, microstops of the TPM view being production.
    """
    orders = _words_of(timeline, None if columns is None else columns.order, line.orders)
    products = _words_of(timeline, None if columns is None else columns.product, line.products)
    first = _changes(timeline.group, orders, products)
    segment = np.cumsum(first) - 1
    heads = np.flatnonzero(first)
    count = len(heads)
    order = tuple(line.orders[code] for code in orders[heads])
    product = tuple(line.products[code] for code in products[heads])
    starts = timeline.start[heads].tolist()
    found = [rates.unit_rate(unit, name, at=t) for name, t in zip(product, starts, strict=True)]
    pri = np.array([rate.planned_run_time_s for rate in found])
    base = dict.fromkeys(BASE_FIELD_NAMES, np.zeros(count))
    base |= leaf_seconds(
        group_sums(
            segment * _LEAVES + timeline.leaf, timeline.end - timeline.start, count * _LEAVES
        ).reshape(count, _LEAVES)
    )
    if deltas is not None and len(deltas.t) and count:
        piece = np.searchsorted(timeline.end, deltas.t, side="left")
        base |= _quantities(deltas, segment[piece], count)
        base |= consumption_sums(deltas, segment[piece], timeline.leaf[piece], count)
    if columns is not None and len(columns.t) and count:
        base |= maintenance_sums(
            timeline, columns, line, segment=segment, count=count, silence_ms=silence_ms
        )
    base["microstop_time_s"] = microstops(timeline, tolerant, segment, count)
    base["planned_run_time_produced_s"] = pri * base["produced_quantity"]
    base["planned_run_time_good_s"] = pri * base["good_quantity"]
    in_break = (timeline.leaf == PRODUCTION) & (timeline.kind != 0)
    return Segments(
        start=timeline.start[heads],
        end=np.append(timeline.start[heads[1:]], timeline.end[-1:]),
        shift=tuple(shifts[group] for group in timeline.group[heads]),
        order=order,
        product=product,
        base=base,
        flags={
            "unplanned_production": group_sums(segment, in_break, count) > 0,
            "ideal_rate_missing": (pri == 0) & (base["produced_quantity"] != 0),
        },
        source=tuple(rate.source for rate in found),
    )


def microstops(timeline: Timeline, tolerant: Timeline, segment: Ints, count: int) -> Floats:
    """Return the seconds in which a timeline that tolerates microstops says otherwise."""
    if tolerant is timeline:
        return np.zeros(count)
    length = np.where(tolerant.leaf != timeline.leaf, timeline.end - timeline.start, 0)
    return group_sums(segment, length, count) / _MS_PER_S


def leaf_seconds(milliseconds: Floats) -> dict[str, Floats]:
    """Return the leaf fields and planned busy time of rows of seven leaves in ms."""
    fields = {name: milliseconds[:, n] / _MS_PER_S for n, name in enumerate(LEAF_FIELDS)}
    # Integers up to 2^53 are exact in floats, so planned busy time is the exact sum.
    fields["planned_busy_time_s"] = milliseconds[:, _PLANNED_BUSY].sum(axis=1) / _MS_PER_S
    return fields


def consumption_sums(
    deltas: UnitDeltas, segment: Ints, leaf: Codes, count: int
) -> dict[str, Floats]:
    """Return each meter's sum per leaf and segment; a rise goes to the leaf that ends at it."""
    fields = {}
    cells = segment * _LEAVES + leaf
    for meter in CONSUMPTION_FIELDS:
        if meter in deltas.consumption:
            sums = group_sums(cells, deltas.consumption[meter], count * _LEAVES)
            sums = sums.reshape(count, _LEAVES)
            for n, name in enumerate(LEAVES):
                fields[consumption_field(meter, name)] = sums[:, n]
    return fields


def _quantities(deltas: UnitDeltas, segment: Ints, count: int) -> dict[str, Floats]:
    rises = {
        "produced_quantity": deltas.produced,
        "good_quantity": deltas.good,
        "scrap_quantity": deltas.scrap,
        "rework_quantity": deltas.rework,
        "unknown_produced_quantity": deltas.unknown_produced,
        "unknown_good_quantity": deltas.unknown_good,
        "inspected_quantity": deltas.inspected,
        "defect_quantity": deltas.defects,
    }
    sums = {name: group_sums(segment, rise, count) for name, rise in rises.items()}
    passed = sums["inspected_quantity"] - sums["scrap_quantity"] - sums["rework_quantity"]
    # An inspection that counts less than was rejected passed nothing.
    sums["first_pass_quantity"] = np.maximum(passed, 0.0)
    return sums


def _words_of(timeline: Timeline, codes: Ints | None, names: tuple[str, ...]) -> Ints:
    """Return the word in force in each piece; before the first sample it is the empty one."""
    empty = names.index("")
    if codes is None or not len(codes):
        return np.full(len(timeline.start), empty, np.int64)
    return np.where(timeline.sample == NO_SAMPLE, empty, codes[timeline.sample])


def _changes(*keys: Ints) -> Flags:
    """Tell of each piece whether it begins a segment."""
    first = np.ones(len(keys[0]), np.bool_)
    if len(first):
        first[1:] = False
        for key in keys:
            first[1:] |= key[1:] != key[:-1]
    return first
