"""A line whose units say how they work, and the evidence of a stretch of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import pandas as pd

from analytics.automation.evidence import evidence_rows
from analytics.automation.held_values import held_before, wanted_values
from analytics.history import ALL_FIELDS, History
from analytics.kpi_store import KpiTable
from analytics.master.data import MasterData
from analytics.oee.recompute import compute_line
from analytics.oee.timeline import Run
from analytics.register import UnitRegister
from analytics.stores.memory_history import MemoryHistory
from analytics.stores.memory_kpi_store import MemoryKpiStore
from analytics.stretched import Stretched
from contract.sample import EVENT_FIELDS, EVIDENCE_FIELDS
from tests.suites.loop_plant import LINE, START, plant, tagged

COUNTERS = ("cycles", *EVENT_FIELDS, *EVIDENCE_FIELDS)
# The filler counts cycles up to 50; the packers' births name nothing.
REGISTER = {
    "filler": UnitRegister(
        moduli={"cycles": 50},
        heartbeats_ms={
            "state": 10_000,
            "program": 10_000,
            "cycles": 5_000,
            "speed": 10_000,
            "torque": 30_000,
        },
    ),
    "packer-1": UnitRegister(heartbeats_ms={"state": 10_000, "speed": 60_000}),
}


@dataclass(frozen=True)
class Worked:
    """What units of the line said, and the run it is."""

    history: History
    run: Run
    master: MasterData
    register: Mapping[str, UnitRegister]

    @classmethod
    def of(cls, samples: pd.DataFrame, *, run: Run, master: MasterData | None = None) -> "Worked":
        """Store samples in the order in which they are given."""
        history = MemoryHistory()
        history.append("sample", tagged(samples, LINE))
        return cls(history, run, master or plant(), REGISTER)

    def stretch(self, start: int, end: int) -> Stretched:
        """Compute a stretch of the line as the loop does."""
        master = self.master.line(LINE)
        samples = self.history.samples(
            LINE, start=start - master.lead_ms, end=end + master.lead_ms, fields=ALL_FIELDS
        )
        return Stretched(
            history=self.history,
            store=MemoryKpiStore(),
            line=LINE,
            master=master,
            register=self.register,
            run=self.run,
            start=start,
            end=end,
            result=compute_line(master, samples, self.register, start=start, end=end, run=self.run),
            samples=samples,
            held=held_before(
                self.history,
                LINE,
                wanted_values(self.register),
                start=start,
                run_start=self.run.start,
            ),
        )

    def rows(self, start: int, end: int) -> Mapping[KpiTable, pd.DataFrame]:
        """Return the evidence and runs of a stretch."""
        return evidence_rows(self.stretch(start, end))


def story(seed: int, *, minutes: int, units: tuple[str, ...]) -> pd.DataFrame:
    """Draw what units say of their work: modes, programs, operations, events and silences."""
    rows: list[dict[str, object]] = []
    for unit in units:
        draw = random.Random(f"{seed}/{unit}")
        counts = dict.fromkeys(COUNTERS, draw.randrange(40))
        said: dict[str, object] = {
            "state": "executing",
            "operation_mode": "processing",
            "control_mode": "automatic",
            "program": "p1",
            "operation": "cut",
            "order": "O1",
            "product": "A",
        }
        t, end = START - draw.choice([0, 60_000]), START + minutes * 60_000
        while t <= end:
            for name, choices in _CHOICES.items():
                if draw.random() < 0.04:
                    said[name] = draw.choice(choices)
            counts["cycles"] = (counts["cycles"] + draw.randrange(3)) % 50
            for name in COUNTERS[1:]:
                counts[name] += draw.random() < 0.02
            told = {
                name: draw.choice([1.0, 2.0, "fast", None])
                for name in ("speed", "torque")
                if draw.random() < 0.02
            }
            row = {"work_unit": unit, "time": t, **said, **counts}
            row["process_values"] = msgspec.json.encode(told).decode() if told else None
            if draw.random() < 0.03:
                row |= {"cycles": None, "operator_reset": None}
                row["unavailable"] = "cycles operator_reset"
            rows.append(row)
            step = draw.choice([10_000, 10_000, 10_000, 3_217, 4_000])
            if draw.random() < 0.02:
                step = draw.choice([29_999, 30_001, 40_000, 400_000, 2_000_000])
            t += step
    return pd.DataFrame(rows)


_CHOICES: Mapping[str, tuple[object, ...]] = {
    "state": ("executing", "executing", "not_executing", "out_of_service", None),
    "operation_mode": ("processing", "processing", "setup"),
    "control_mode": ("automatic", "automatic", "manual", "jog", None),
    "program": ("p1", "", None),
    "operation": ("cut", "drill", "", None),
    "order": ("O1", "O2", ""),
}
