"""Control charts of a played world against its journal: what is charted, found, and found wrongly.

The simulators write down every measurement and the instant at which a process left control.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec
import pandas as pd
import pytest

from analytics.master.data import MasterData, master_data_of
from analytics.spc.queries import points
from factory.played_world import end_of
from factory.world_run import PlantSetup
from simulators.journal import JournalEvent, Measurement, ProcessChange
from simulators.scenario import LineScenario
from simulators.world import World
from tests.e2e.played import SEED, played

HOURS = 8.0
FILLER = "filler"
ROUTER = "router-1"
INSPECTION = "op22-1"
HEM = "op16-1"
CHARTS: Mapping[str, list[dict[str, object]]] = {
    "line-1": [{"unit": FILLER, "name": "fill_level", "chart": "xbar_r", "subgroup": 5}],
    "line-2": [
        {"unit": INSPECTION, "name": "defects", "chart": "u", "subgroup": 10},
        {"unit": INSPECTION, "name": "rejects", "chart": "p", "subgroup": 10},
    ],
    "cell-3": [
        {
            "unit": ROUTER,
            "name": "surface_roughness",
            "chart": "individuals",
            "subgroup": 1,
            "every_product": True,
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Journal:
    """Keeps what was measured and when processes changed."""

    measured: list[Measurement] = field(default_factory=list)
    changes: list[ProcessChange] = field(default_factory=list)

    def write(self, event: JournalEvent, /) -> None:
        """Take one event."""
        match event:
            case Measurement():
                self.measured.append(event)
            case ProcessChange():
                self.changes.append(event)
            case _:
                pass

    def drift(self, unit: str) -> tuple[int, int]:
        """Return when the first change at a unit came, and when it was over."""
        mine = [change for change in self.changes if change.unit == unit]
        return mine[0].t, next(change.t for change in mine if change.kind == "end")


@dataclass(frozen=True, slots=True)
class Played:
    """Points of a world and its journal."""

    rows: pd.DataFrame
    journal: Journal

    def of(self, unit: str, characteristic: str) -> pd.DataFrame:
        """Return the points of one unit's characteristic in order of time."""
        rows = self.rows
        chosen = (rows["work_unit"] == unit) & (rows["characteristic"] == characteristic)
        return rows[chosen].sort_values("time", kind="stable", ignore_index=True)

    def measured(self, unit: str) -> list[Measurement]:
        """Return what was measured at a unit."""
        return [event for event in self.journal.measured if event.unit == unit]


def charted(master: MasterData) -> MasterData:
    """Return the plant's master data with the charts above, and no others."""
    table = msgspec.to_builtins(master.file)
    lines = [line | {"characteristics": CHARTS[line["id"]]} for line in table["lines"]]
    sheets = {"register": "", "records": "", "sheets": {}}
    return master_data_of(table | {"lines": lines} | sheets, where="test")


def drifting_early(line: LineScenario) -> LineScenario:
    """Let the setting of sewing be lost in the first shift, so that one shift shows it."""
    moved = tuple(
        msgspec.structs.replace(drift, from_shift=0, offset_s=19_800.0, until_s=27_000.0)
        if drift.unit == HEM
        else drift
        for drift in line.config.drifts
    )
    config = msgspec.structs.replace(line.config, drifts=moved)
    return msgspec.structs.replace(line, config=config)


@pytest.fixture(scope="module")
def shift(tmp_path_factory: pytest.TempPathFactory, demo_plant: PlantSetup) -> Played:
    """A shift in which the fill level steps up, a bit wears out, and a setting is lost."""
    lines = tuple(drifting_early(line) for line in demo_plant.scenario.lines)
    scenario = msgspec.structs.replace(demo_plant.scenario, lines=lines)
    setup = replace(demo_plant, scenario=scenario, masters=tuple(map(charted, demo_plant.masters)))
    start, end = scenario.start, end_of(scenario.start, HOURS)
    journal = Journal()
    world = World(scenario, seed=SEED, start=start, sinks=lambda _path: [journal])
    for line in world.lines.values():
        line.run_until(end)
    with played(setup, tmp_path_factory.mktemp("charts"), scenario.faults, HOURS) as (run, _):
        return Played(points(run.owner.stores.kpis, start=start, end=end), journal)


@pytest.mark.parametrize(
    ("unit", "characteristic"), [(FILLER, "fill_level"), (ROUTER, "surface_roughness")]
)
def test_points_are_made_of_what_was_measured(
    shift: Played, unit: str, characteristic: str
) -> None:
    """Each point is so many consecutive measurements, and few are in no point."""
    measured = shift.measured(unit)
    rows = shift.of(unit, characteristic)
    assert len(rows) > 25
    names = ["first", "time", "size", "mean", "minimum", "maximum"]
    for first, time, size, mean, *ends in rows[names].to_numpy().tolist():
        values = [event.value for event in measured if first <= event.t <= time]
        assert len(values) == size
        assert mean == pytest.approx(sum(values) / len(values), rel=1e-12)
        assert ends == [min(values), max(values)]
    # An order or a shift that ends takes what was begun with it.
    assert int(rows["size"].sum()) > 0.95 * len(measured)


def test_limits_are_those_of_the_process(shift: Played) -> None:
    """Found from 25 subgroups in control: the mean and sigma that the scenario asks for."""
    rows = shift.of(FILLER, "fill_level")
    judged = rows[(rows["phase"] == 2) & (rows["product"] == "cola-500")]
    assert judged["centre"].iloc[0] == pytest.approx(500.0, abs=4 * 1.2 / 125**0.5)
    assert judged["sigma"].iloc[0] == pytest.approx(1.2, rel=0.25)


def test_step_of_the_fill_level_is_found_at_once(shift: Played) -> None:
    """1.5 sigma of a bottle are 3.4 sigma of a mean of five: within five points of the step."""
    rows = shift.of(FILLER, "fill_level")
    begin, end = shift.journal.drift(FILLER)
    off = rows[(rows["first"] > begin) & (rows["time"] <= end)].reset_index(drop=True)
    assert (off["phase"] == 2).all()
    assert int(off["alarm"].to_numpy().argmax()) < 5
    assert off["alarm"].any()
    assert off[off["alarm"]]["rules"].str.contains("ewma").any()


def test_process_in_control_gives_few_alarms(shift: Played) -> None:
    """About one point in sixty is told out wrongly; here not one in twenty.

    Points in the 25 behind a change are left out: the average still remembers it.
    """
    rows = shift.of(FILLER, "fill_level")
    begin, end = shift.journal.drift(FILLER)
    after = rows[(rows["first"] > end) & (rows["product"] == "cola-500")].head(25)["time"]
    settled = int(after.max()) if len(after) else end
    calm = rows[(rows["phase"] == 2) & ((rows["time"] < begin) | (rows["first"] > settled))]
    assert len(calm) > 40
    assert int(calm["alarm"].sum()) <= len(calm) / 20


def test_worn_bit_is_found_before_it_is_changed(shift: Played) -> None:
    """Roughness that rises with wear raises no alarm before the wear, and one before its end."""
    rows = shift.of(ROUTER, "surface_roughness")
    begin, end = shift.journal.drift(ROUTER)
    alarms = rows[rows["alarm"]]["time"]
    assert not (alarms <= begin).any()
    assert ((alarms > begin) & (alarms <= end)).any()


@pytest.mark.parametrize("name", ["defects", "rejects"])
def test_lost_setting_is_found_at_the_end_of_the_line(shift: Played, name: str) -> None:
    """A quarter of the pieces spoilt at one operation raises an alarm, and none before.

    The pieces need their way from the operation to the inspection, where they are counted.
    """
    rows = shift.of(INSPECTION, name)
    begin, end = shift.journal.drift(HEM)
    alarms = rows[rows["alarm"]]["time"]
    assert (rows[rows["time"] < begin]["phase"] == 2).any()
    assert not (alarms < begin).any()
    assert alarms.between(begin, end).any()
    assert (rows["size"] >= 10).all()
