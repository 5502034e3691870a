"""Charts whose limits, averages and alarms were computed on paper: `tests/cases/spc`."""

import tomllib
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from analytics.kpi_store import empty
from analytics.spc.charts import CHARTS
from analytics.spc.config import CharacteristicEntry
from analytics.spc.counts import Counts
from analytics.spc.measurements import Measurements
from analytics.spc.points import judged
from analytics.spc.shift_runs import Shifts, UnitRuns
from analytics.spc.subgroups import Subgroups, counted_subgroups, measured_subgroups

CASES = Path(__file__).parents[3] / "cases" / "spc"


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One subgroup, repeated."""

    repeat: int = 1
    measured: tuple[float, ...] = ()
    pieces: float = 0
    found: float = 0


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chart, what is charted, and what must come out of the points after phase 1."""

    title: str
    source: str
    characteristic: dict[str, object]
    phase: tuple[Phase, ...]
    want: dict[str, object]


def subgroups_of(case: Case, entry: CharacteristicEntry) -> Subgroups:
    """Group the values of a case as if one sample had brought each."""
    chart = CHARTS[entry.chart]
    phases = [phase for phase in case.phase for _ in range(phase.repeat)]
    values = np.array([value for phase in phases for value in phase.measured], np.float64)
    count = len(values) or len(phases)
    runs = UnitRuns(
        t=np.arange(1, count + 1, dtype=np.int64) * 1000,
        order=np.full(count, "O1", object),
        product=np.full(count, "A", object),
        shift=np.zeros(count, np.int64),
        lost=np.zeros(count, np.int64),
        shifts=Shifts(np.zeros(1, np.int64), ("early",)),
    )
    if not chart.measured:
        pieces = np.array([phase.pieces for phase in phases])
        found = np.array([phase.found for phase in phases])
        return counted_subgroups(Counts(pieces, found), runs, chart, entry.subgroup, after=0)
    follows = np.zeros(count, np.bool_)
    taken = Measurements(np.arange(count, dtype=np.int64), values, follows, follows)
    return measured_subgroups(taken, runs, chart, entry.subgroup, after=0)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_chart_gives_the_figures_wanted(path: Path) -> None:
    """Limits, averages and broken rules are those of the paper."""
    case = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Case)
    entry = msgspec.convert(
        {"unit": "m", "name": "value", **case.characteristic}, CharacteristicEntry
    )
    rows = judged(entry, empty("spc"), subgroups_of(case, entry))
    wanted = dict(case.want)
    unjudged = rows["phase"] == 1
    assert int(unjudged.sum()) == wanted.pop("frozen_after")
    assert not rows[unjudged]["alarm"].any()
    after = rows[~unjudged].reset_index(drop=True)
    assert (after["frozen_at"] == rows[unjudged]["time"].iloc[-1]).all()
    assert after["rules"].tolist() == wanted.pop("rules")
    for name, figures in wanted.items():
        expected = pd.Series(figures, dtype=float).to_numpy()
        assert after[name].to_numpy() == pytest.approx(
            expected if len(expected) > 1 else np.full(len(after), expected[0]), abs=1e-5
        ), name
