"""Standard times of garments on a line: efficiency, balance and the operation that limits it.

Rates and segments enter; amounts booked on segments of the line leave. The standard time of a
garment is the sum of its operations'; without one of them it has none, and no measure of it.
"""

from dataclasses import dataclass

import numpy as np

from analytics.oee.counters import Floats
from analytics.trade.rows import Booked, shared
from analytics.trade.seen import Seen


@dataclass(frozen=True, slots=True)
class Standard:
    """Standard times of one product, s per garment.

    Args:
        garment_s: of all operations together.
        slowest_s: of the operation that takes longest with all its stations: max(SMV_i / n_i).
        slowest: id of its stage.
    """

    garment_s: float
    slowest_s: float
    slowest: str


def standard_of(seen: Seen, product: str, *, at: int) -> Standard | None:
    """Return the standard times of a product at an instant; None where one is missing."""
    stages = seen.stretch.master.stages
    smv = [
        seen.rates.unit_rate(stage.units[0], product, at=at).planned_run_time_s for stage in stages
    ]
    if not smv or not all(smv):
        return None
    takes = [seconds / len(stage.units) for seconds, stage in zip(smv, stages, strict=True)]
    slowest = takes.index(max(takes))
    return Standard(sum(smv), takes[slowest], stages[slowest].id)


def line_efficiency(seen: Seen, attended_s: Floats) -> Booked:
    """Book the standard time of good garments on the time attended at all stations."""
    line, master = seen.line, seen.stretch.master
    earned = np.zeros(len(line))
    for unit, places in seen.units.items():
        products = places.words("product")
        if not any(master.last_counter(product) == unit for product in set(products)):
            continue
        per_count = np.zeros(len(places))
        for at, (product, start) in enumerate(zip(products, places.start.tolist(), strict=True)):
            standard = standard_of(seen, product, at=start)
            if standard is not None and master.last_counter(product) == unit:
                per_count[at] = standard.garment_s * seen.rates.items_per_count(unit)
        earned += line.begun(places.start, per_count * places.column("good_quantity"))
    return Booked(line, "line_efficiency", earned, attended_s)


def balance(seen: Seen) -> list[Booked]:
    """Book how evenly work is spread over the stations, and which operation limits the line."""
    line, busy_s = seen.line, seen.line.busy_s
    stations = sum(len(stage.units) for stage in seen.stretch.master.stages)
    balanced = np.zeros(len(line))
    possible = np.zeros(len(line))
    limits = {stage.id: np.zeros(len(line)) for stage in seen.stretch.master.stages}
    for at, (product, start) in enumerate(zip(_followed(seen), line.start.tolist(), strict=True)):
        standard = standard_of(seen, product, at=start)
        if standard is None:
            continue
        balanced[at] = standard.garment_s * busy_s[at]
        possible[at] = stations * standard.slowest_s * busy_s[at]
        limits[standard.slowest][at] = busy_s[at]
    return [
        Booked(line, "line_balance", balanced, possible),
        *shared(line, "bottleneck_operation", limits, busy_s),
    ]


def _followed(seen: Seen) -> list[str]:
    """Return the product whose constraint the line follows in each of its segments."""
    phases = seen.stretch.result.phases
    begins = [phase.start for phase in phases]
    at = np.searchsorted(begins, seen.line.start, side="right") - 1
    return [phases[number].stage_product for number in at.tolist()]
