"""Measures of a bottling line: efficiencies after DIN 8743, buffers, media per 1000 bottles.

Segments, losses and process values enter; amounts booked on segments leave. Time that is unknown
is in no denominator: planned busy time is the known part, a buffer's fill is a mean while known.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.oee.counters import Floats
from analytics.trade.rows import Booked, Places, Segments, shared
from analytics.trade.seen import Seen
from contract.kpi import consumption_field
from contract.states import LEAVES

_METERS: Mapping[str, str] = {
    "energy_per_1000_bottles": "energy_kwh",
    "water_per_1000_bottles": "water_l",
    "process_co2_per_1000_bottles": "process_co2_kg",
}
_STOPPED = ("setup", "delay", "down")
BUFFER_FILL = "buffer_fill"


def bottling(seen: Seen) -> list[Booked]:
    """Book what bottling measures."""
    return [
        *din8743(seen.line, seen.stretch.result.losses),
        *_buffers(seen),
        *media_per_1000(seen.line, seen.segments),
    ]


def din8743(line: Places, losses: pd.DataFrame) -> list[Booked]:
    """Book the efficiencies of the line; in the technical one only its own stops count."""
    good_s, busy_s = line.column("planned_run_time_good_s"), line.busy_s
    stopped = losses["leaf"].isin(_STOPPED) & (losses["attribution"] != "own")
    foreign = losses[(losses["work_unit"] == "") & stopped]
    foreign_s = line.begun(foreign["time"].to_numpy(np.int64), foreign["duration_s"].to_numpy())
    return [
        Booked(line, "din8743_general", good_s, busy_s),
        # Differences of floats leave dust where a line stood for others all the time.
        Booked(line, "din8743_technical", good_s, np.round(busy_s - foreign_s, 9)),
    ]


def media_per_1000(line: Places, units: Segments) -> list[Booked]:
    """Book what all units consumed, by the leaf each was in itself, on the line's good bottles."""
    bottles = line.column("good_quantity") / 1000.0
    found: list[Booked] = []
    for measure, meter in _METERS.items():
        parts: dict[str, Floats] = {
            leaf: line.of_units(units, consumption_field(meter, leaf)) for leaf in LEAVES
        }
        found += shared(line, measure, parts, bottles)
    return found


def _buffers(seen: Seen) -> list[Booked]:
    said = seen.said((BUFFER_FILL,))
    found: list[Booked] = []
    for unit, places in seen.units.items():
        if unit in said and BUFFER_FILL in said[unit].told:
            percent, known_s = said[unit].integral(BUFFER_FILL, places.edges)
            found.append(Booked(places, BUFFER_FILL, percent / 100.0, known_s))
    return found
