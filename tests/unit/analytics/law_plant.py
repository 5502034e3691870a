"""Random machines of one line, for the laws of the calculation."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from analytics.master.data import LineMaster, master_data_of
from analytics.oee.recompute import LineResult, compute_line
from analytics.oee.timeline import Run
from contract.path import EquipmentPath

HOUR = 3_600_000
START = 1_772_402_400_000  # 2026-03-01T22:00Z, 06:00 in Shanghai
UNITS = ("m1", "m2", "m3")
REASONS = ("", "jam", "starved", "breakdown_drive", "mechanic_repair", "preventive_maintenance")


@cache
def line_master(microstop_threshold_s: float = 0.0) -> LineMaster:
    """Return a line of two parallel machines and a third that counts last."""
    data = master_data_of(
        {
            "enterprise": "e",
            "site": "s",
            "zone": "Asia/Shanghai",
            "calendar": "c",
            "microstop_threshold_s": microstop_threshold_s,
            "calendars": {
                "c": {
                    "shifts": [
                        {"name": "one", "start": "06:00", "end": "07:30"},
                        {"name": "two", "start": "07:30", "end": "12:00"},
                    ],
                    "pauses": [
                        {"start": "06:20", "end": "06:40"},
                        {"start": "08:50", "end": "09:10", "kind": "unscheduled"},
                    ],
                }
            },
            "lines": [
                {
                    "area": "a",
                    "id": "l",
                    "stages": [
                        {"id": "one", "units": ["m1", "m2"]},
                        {"id": "two", "units": ["m3"]},
                    ],
                    "units": {
                        "m1": {"planned_run_time_s": {"p1": 2.0, "p2": 8.0}},
                        "m2": {"planned_run_time_s": {"p1": 3.0, "p2": 8.0}},
                        "m3": {"planned_run_time_s": {"p1": 5.0, "p2": 1.0}, "items_per_count": 2},
                    },
                }
            ],
        },
        where="test",
    )
    return data.line(EquipmentPath.parse("e/s/a/l"))


@dataclass(frozen=True)
class Plant:
    """Random samples of one line and its run."""

    samples: pd.DataFrame
    run: Run


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    """Draw samples of three machines over three hours, with silences, jams and order changes."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    mean_gap = draw(st.sampled_from([9_000, 25_000, 200_000]))
    run = Run(START + int(rng.integers(0, HOUR // 2)), START + int(rng.integers(2, 4) * HOUR), True)
    frames = []
    for unit in UNITS:
        gaps = rng.exponential(mean_gap, 3 * 4 * HOUR // mean_gap).astype(int) + 1
        t = run.start + np.cumsum(gaps) - gaps[0] * (unit == "m1")
        t = t[t <= run.now]
        if draw(st.booleans()):
            t = np.unique(t // 10_000 * 10_000)
            t = t[t >= run.start]
        n = len(t)
        stretch = np.cumsum(rng.random(n) < 0.02)
        order = rng.choice(["", "o1", "o2", "o3"], n + 1)[stretch]
        made = np.cumsum(rng.integers(0, 5, n)).astype(float)
        scrap = np.cumsum(rng.integers(0, 2, n)).astype(float)
        made[rng.random(n) < 0.05] = np.nan
        frame = pd.DataFrame(
            {
                "time": t,
                "work_unit": unit,
                "state": np.array(["executing", "not_executing", "out_of_service", None], object)[
                    rng.integers(0, 4, n)
                ],
                "operation_mode": rng.choice(["processing", "setup", "maintenance"], n),
                "reason": rng.choice(REASONS, n),
                "order": order,
                "product": np.where(order == "", "", np.where(order == "o2", "p2", "p1")),
                "good": made,
                "scrap": scrap,
                "operator": rng.choice(["", "a", "a", "b"], n),
                "defects": np.cumsum(rng.integers(0, 3, n)).astype(float),
                "energy_kwh": np.cumsum(rng.random(n)),
            }
        )
        frames.append(frame)
    return Plant(pd.concat(frames, ignore_index=True), run)


def computed(plant: Plant, *, start: int = START, end: int = START + 4 * HOUR) -> LineResult:
    """Compute a plant's line over a range."""
    return compute_line(line_master(), plant.samples, {}, start=start, end=end, run=plant.run)
