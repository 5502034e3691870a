"""Measures of a sewing line: efficiencies, balance, defects, work in progress, off-standard time.

Segments, attended time, process values and standard times enter; amounts booked on segments leave.
SMV of an operation is the planned run time of one of its units. A person is attended only where
the unit is seen and in planned busy time; operators are the pseudonyms that samples carry.
"""

from collections.abc import Mapping

import numpy as np

from analytics.oee.attendance import Attended, attended
from analytics.oee.columns import LineColumns
from analytics.oee.counters import Floats, Ints
from analytics.oee.line import UnitPart
from analytics.oee.time_model import DELAY, DOWN, PRODUCTION, SETUP
from analytics.trade.garment import balance, line_efficiency
from analytics.trade.rows import Booked, Places, shared
from analytics.trade.seen import Seen

QUEUE = "queue_pieces"
_BUSY = (PRODUCTION, SETUP, DELAY, DOWN)
_STOPPED = (SETUP, DELAY, DOWN)
OFF_STANDARD = (
    "blocked_downstream",
    "mechanic_repair",
    "mechanic_wait",
    "missing_trims",
    "no_work",
    "power_failure",
    "shade_mismatch",
    "starved_upstream",
    "style_changeover",
    "training",
    "warm_up",
)
"""Reasons for which people are there and cannot work, and are not to blame.

Thread, needles, bundles and personal needs are allowed for in the standard time.
"""


def sewing(seen: Seen) -> list[Booked]:
    """Book what sewing measures."""
    result = seen.stretch.result
    people = attended({unit: part.timeline for unit, part in result.parts.items()}, result.columns)
    attended_s = seen.line.of_units(seen.segments, "attended_time_s")
    found = [line_efficiency(seen, attended_s), *balance(seen), *_work_in_progress(seen)]
    for places in seen.units.values():
        found += quality(places)
    if people is not None:
        found += operator_efficiency(seen, people)
        lost = off_standard(seen.line, people, result.parts, result.columns)
        found += shared(seen.line, "off_standard_time", lost, attended_s)
    return found


def quality(places: Places) -> list[Booked]:
    """Book what was found on the pieces that a unit judged."""
    judged = places.column("inspected_quantity")
    bad = places.column("scrap_quantity") + places.column("rework_quantity")
    return [
        Booked(places, "defects_per_hundred", 100.0 * places.column("defect_quantity"), judged),
        Booked(places, "percent_defective", 100.0 * bad, judged),
        Booked(places, "right_first_time", places.column("first_pass_quantity"), judged),
    ]


def operator_efficiency(seen: Seen, people: Attended) -> list[Booked]:
    """Book, for each unit and operator, the standard time of what was made on the time attended."""
    result = seen.stretch.result
    found: list[Booked] = []
    for number, unit in enumerate(people.units):
        places, part = seen.units[unit], result.parts[unit]
        columns = result.columns.unit(unit)
        if columns is None or part.deltas is None:
            continue
        mine = np.flatnonzero(people.unit == number)
        piece = people.piece[mine]
        busy = np.isin(part.timeline.leaf[piece], _BUSY)
        share_s = np.where(busy, people.share_s[mine], 0.0)
        running = zip(places.words("product"), places.start.tolist(), strict=True)
        standard_s = np.array(
            [seen.rates.unit_rate(unit, name, at=t).planned_run_time_s for name, t in running]
        )
        deltas = part.deltas
        before = np.maximum(np.searchsorted(columns.t, deltas.t) - 1, 0)
        badge_before = columns.operator[before]
        for badge in np.unique(people.badge[mine]).tolist():
            own = people.badge[mine] == badge
            made = np.where(badge_before == badge, deltas.produced, 0.0)
            found.append(
                Booked(
                    places,
                    "operator_efficiency",
                    places.counted(deltas.t, made) * standard_s,
                    places.begun(part.timeline.start[piece[own]], share_s[own]),
                    result.columns.operators[badge],
                )
            )
    return found


def off_standard(
    line: Places, people: Attended, parts: Mapping[str, UnitPart], columns: LineColumns
) -> dict[str, Floats]:
    """Return attended time lost for reasons that the standard time does not allow for."""
    codes = {code: word for code, word in enumerate(columns.reasons) if word in OFF_STANDARD}
    lost = {word: np.zeros(len(line)) for word in OFF_STANDARD}
    for number, unit in enumerate(people.units):
        said, timeline = columns.unit(unit), parts[unit].timeline
        if said is None:
            continue
        mine = np.flatnonzero(people.unit == number)
        piece = people.piece[mine]
        reason: Ints = said.reason[timeline.sample[piece]]
        stopped = np.isin(timeline.leaf[piece], _STOPPED)
        for code, word in codes.items():
            here = stopped & (reason == code)
            if here.any():
                starts = timeline.start[piece[here]]
                lost[word] += line.begun(starts, people.share_s[mine][here])
    return lost


def _work_in_progress(seen: Seen) -> list[Booked]:
    """Book the queue before each operation, as the first of its stations tells it."""
    said = seen.said((QUEUE,))
    found: list[Booked] = []
    for stage in seen.stretch.master.stages:
        unit = stage.units[0]
        if unit in said and unit in seen.units and QUEUE in said[unit].told:
            places = seen.units[unit]
            pieces, known_s = said[unit].integral(QUEUE, places.edges)
            found.append(Booked(places, "wip_pieces", pieces, known_s, stage.id))
    return found
