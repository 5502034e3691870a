"""Losses of a line: those of its constraint, weighted; its own pieces; who held it back and when.

What its units lost enters; columns of the series `loss` for the line itself leave, and the
momentary constraint, which explains and computes nothing (domain reference 1.6.4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.master.data import LineMaster
from analytics.oee.chain import OUTSIDE, UNKNOWN_ROOT, Chains, Steps
from analytics.oee.columns import LineColumns
from analytics.oee.counters import Floats, Ints, edges_of, group_sums
from analytics.oee.line import UnitPart
from analytics.oee.line_orders import Phase
from analytics.oee.line_time import LineTime
from analytics.oee.loss_groups import PRODUCTION_LOSSES, LossTable
from analytics.oee.losses import LossPieces, LossRows, joined, production, summed
from analytics.oee.rates import Followed, LineRates
from analytics.oee.segments import Segments
from analytics.oee.start_up import Goods, Pair, orders_of
from analytics.oee.time_model import UNKNOWN

_MS_PER_S = 1000.0
_OUTSIDE_PLANNED_TIME = ("unscheduled", "planned_down")


@dataclass(frozen=True, slots=True)
class LineStory:
    """What a line's losses stand on.

    Args:
        parts, pieces, unit_segments: of each unit.
        segments: those of the line itself.
        counted: what the last counters counted before the slice, see `Started`.
    """

    master: LineMaster
    line: LineColumns
    rates: LineRates
    phases: Sequence[Phase]
    parts: Mapping[str, UnitPart]
    pieces: Mapping[str, LossPieces]
    unit_segments: Mapping[str, Segments]
    segments: Segments
    losses: LossTable
    chains: Chains
    counted: Mapping[Pair, int]

    def followed(self) -> list[Followed]:
        """Return of each segment whose constraint counts, and by which rates."""
        starts = np.array([phase.start for phase in self.phases], np.int64)
        places = np.searchsorted(starts, self.segments.start, side="right") - 1
        return [self.phases[place].followed for place in places.tolist()]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How long which unit (a code of roots) was the momentary constraint, per segment."""

    segment: Ints
    root: Ints
    duration_s: Floats
    of_s: Floats


def line_losses(story: LineStory) -> LossRows:
    """Return the losses of a line's segments."""
    time = LineTime(
        story.master, story.rates, {name: part.timeline for name, part in story.parts.items()}
    )
    followed = story.followed()
    start_up, start_up_s = _start_up(story, time, followed)
    return joined(
        [
            _stood(story, time, followed),
            production(
                story.segments,
                # Rework is not in the line's quantities (domain reference 1.6.4).
                pieces=story.segments.base["scrap_quantity"],
                start_up=start_up,
                start_up_s=start_up_s,
            ),
        ]
    )


def held_back(story: LineStory) -> HeldBack:
    """Return who gave too little: the first unit of the constraint, or the root of its waiting.

    It is asked for while that unit is in planned busy time.
    """
    segments = story.segments
    waiting, silent, planned = (
        np.array([test(loss) for loss in story.losses.losses])
        for test in (
            lambda loss: loss.group in ("starved", "blocked"),
            lambda loss: loss.leaf == "unknown",
            lambda loss: loss.leaf not in _OUTSIDE_PLANNED_TIME,
        )
    )
    found: list[tuple[Ints, Ints, Ints]] = []
    followed = story.followed()
    for one in sorted(set(followed)):
        unit = story.rates.constraint_unit(one.product, at=one.rates_at)
        if unit not in story.pieces:
            continue
        pieces = story.pieces[unit]
        edges = edges_of(pieces.start, segments.start)
        at = np.searchsorted(pieces.start, edges, side="right") - 1
        segment = np.searchsorted(segments.start, edges, side="right") - 1
        loss = pieces.loss[at]
        root = np.where(waiting[loss], pieces.root[at], story.chains.code(unit))
        root = np.where(silent[loss], UNKNOWN_ROOT, root)
        mine = np.array([other == one for other in followed])[segment] & planned[loss]
        length = np.append(edges[1:], pieces.end[-1:]) - edges
        found.append((segment[mine], root[mine], length[mine]))
    if not found:
        nothing = np.zeros(0, np.int64)
        return HeldBack(nothing, nothing, nothing.astype(float), nothing.astype(float))
    segment, root, length = (np.concatenate(column) for column in zip(*found, strict=True))
    roots = len(story.chains.names)
    keys, place = np.unique(segment * roots + root, return_inverse=True)
    whole = group_sums(segment, length, len(segments.start)) / _MS_PER_S
    return HeldBack(
        segment=keys // roots,
        root=keys % roots,
        duration_s=group_sums(place, length, len(keys)) / _MS_PER_S,
        of_s=whole[keys // roots],
    )


def _stood(story: LineStory, time: LineTime, followed: Sequence[Followed]) -> LossRows:
    """Return the time of the constraint's units that is no production, weighted by capacity."""
    begins = story.segments.start
    found: list[tuple[Ints, Ints, Ints, Floats, Floats]] = []
    for one in sorted(set(followed)):
        mine = np.array([other == one for other in followed])
        for unit, (timeline, weight) in time.constraint(one).items():
            pieces = story.pieces[unit]
            blind = Steps.of(timeline.start, (timeline.leaf == UNKNOWN).astype(np.int64))
            edges = edges_of(pieces.start, blind.start, begins)
            at = np.searchsorted(pieces.start, edges, side="right") - 1
            segment = np.searchsorted(begins, edges, side="right") - 1
            unseen = blind.at(edges) == 1
            loss = np.where(unseen, story.losses.unknown, pieces.loss[at])
            counts = pieces.begins[at] & (pieces.start[at] == edges) & ~unseen
            kept = mine[segment] & (loss >= len(PRODUCTION_LOSSES))
            length = (np.append(edges[1:], pieces.end[-1:]) - edges)[kept]
            ms = np.multiply(length, weight, dtype=np.float64)
            root = np.where(unseen, OUTSIDE, pieces.root[at])[kept]
            found.append((segment[kept], loss[kept], root, ms, counts[kept] * weight))
    if not found:
        nothing = np.zeros(0, np.int64)
        found = [(nothing, nothing, nothing, nothing.astype(float), nothing.astype(float))]
    segment, loss, root, ms, count = (np.concatenate(column) for column in zip(*found, strict=True))
    return summed(segment, loss, root, ms=ms, counts=count, losses=story.losses)


def _start_up(
    story: LineStory, time: LineTime, followed: Sequence[Followed]
) -> tuple[Floats, Floats]:
    """Return line items scrapped before their order's first good one at the last counter.

    Also their planned run time in s, as far as the line's time was known.
    """
    segments = story.segments
    pieces = np.zeros(len(segments.start))
    seconds = np.zeros(len(segments.start))
    counters = [story.master.last_counter(product) for product in story.line.products]
    goods = {
        unit: Goods.of(
            unit,
            story.line.unit(unit),
            story.parts[unit].deltas if unit in story.parts else None,
            story.unit_segments.get(unit),
        )
        for unit in set(counters)
    }
    for unit, part in story.parts.items():
        columns, deltas = story.line.unit(unit), part.deltas
        if columns is None or deltas is None or not deltas.scrap.any():
            continue
        # A good piece told a moment after it was produced takes back a lost one.
        places = np.flatnonzero(deltas.scrap)
        order, product, t = (
            codes[places] for codes in (orders_of(columns, deltas), deltas.product, deltas.t)
        )
        begun = np.zeros(len(places), np.bool_)
        for code in np.unique(product).tolist():
            mine = product == code
            begun[mine] = goods[counters[code]].counted(
                order[mine], t[mine], story.line.orders, story.counted
            )
        if begun.all():
            continue
        places, product, t = places[~begun], product[~begun], t[~begun]
        slot = np.searchsorted(segments.end, t, side="left")
        running = [followed[n] for n in slot.tolist()]
        items, rate = _worth(story, unit, [one.rates_at for one in running], product)
        lost = deltas.scrap[places] * items
        pieces += group_sums(slot, lost, len(pieces))
        seconds += group_sums(slot, lost * rate * time.observed(t, running), len(pieces))
    return pieces, seconds


def _worth(
    story: LineStory, unit: str, rates_at: Sequence[int], products: Ints
) -> tuple[Floats, Floats]:
    """Return line items of each scrapped count and the line's seconds for one of them."""
    items = np.zeros(len(products))
    rate = np.zeros(len(products))
    stage = story.rates.stage_of.get(unit, -1)
    for place, (at, code) in enumerate(zip(rates_at, products.tolist(), strict=True)):
        constraint = story.rates.constraint(story.line.products[code], at=at)
        if constraint is not None and stage >= constraint.stage:
            items[place] = story.rates.items_per_count(unit)
            rate[place] = constraint.rate.planned_run_time_s
    return items, rate
