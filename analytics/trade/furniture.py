"""Measures of a furniture cell: spindles, tools, nests, energy per panel, lead times of orders.

Segments and process values enter; amounts booked on segments leave. Rises across unknown time are
in no numerator, as unknown time is in no denominator; a tool's life goes on through it.
"""

import numpy as np

from analytics.oee.counters import Floats
from analytics.trade.lead_time import lead_times
from analytics.trade.process_values import UnitSaid
from analytics.trade.rows import Booked, Places, shared
from analytics.trade.seen import Seen
from analytics.trade.tools import tools

_USES = ("cutting", "auxiliary", "idle")
_ENERGY = tuple(f"energy_{use}" for use in _USES)
VALUES = (
    "spindle_time",
    "cutting_time",
    "tool_number",
    "tool_wear",
    "nest_panels_good",
    "nest_panels_planned",
    "nest_good_area",
    "nest_sheet_area",
    *_ENERGY,
)
_NESTS = (
    ("nest_panel_yield", "nest_panels_good", "nest_panels_planned"),
    ("nest_material_yield", "nest_good_area", "nest_sheet_area"),
)


def furniture(seen: Seen) -> list[Booked]:
    """Book what furniture making measures."""
    said = seen.said(VALUES, cumulative=True)
    found = [*energy_per_panel(seen.line, said), *lead_times(seen, said)]
    for unit, places in seen.units.items():
        found.append(program_standard_ratio(places))
        if unit in said:
            found += spindle(places, said[unit])
            found += nests(places, said[unit])
            found += tools(seen, places, said[unit])
    return found


def program_standard_ratio(places: Places) -> Booked:
    """Book the standard time of what was made on the time that it took."""
    return Booked(
        places,
        "program_standard_ratio",
        places.column("planned_run_time_produced_s"),
        places.column("actual_production_time_s"),
    )


def spindle(places: Places, said: UnitSaid) -> list[Booked]:
    """Book how long the spindle turned and cut, where a unit has one."""
    return [
        Booked(places, f"{name}_share", places.counted(*said.rises(name)), places.busy_s)
        for name in ("spindle_time", "cutting_time")
        if name in said.told
    ]


def nests(places: Places, said: UnitSaid) -> list[Booked]:
    """Book what came of nests, counted at their ends."""
    return [
        Booked(places, measure, places.counted(*said.rises(good)), places.counted(*said.rises(of)))
        for measure, good, of in _NESTS
        if of in said.told
    ]


def energy_per_panel(line: Places, said: dict[str, UnitSaid]) -> list[Booked]:
    """Book the energy of all units, by its use, on the line's good panels."""
    parts: dict[str, Floats] = {}
    for use, name in zip(_USES, _ENERGY, strict=True):
        parts[use] = sum(
            (line.counted(*unit.rises(name)) / 1000.0 for unit in said.values()),
            np.zeros(len(line)),
        )
    return shared(line, "energy_per_panel", parts, line.column("good_quantity"))
