"""Two stored periods compared, and targets beside the rows of a stored plant."""

import math

import pytest

from analytics.change_queries import Period, oee_change
from analytics.master.data import master_data_of
from analytics.queries import oee_rows
from analytics.target_queries import TARGET_COLUMNS, with_targets
from contract.loss_names import NOT_LOST
from contract.path import EquipmentPath
from tests.suites.loop_plant import HOUR, LINE, SITE, START, Plant, story, working

FILLER = EquipmentPath.parse(f"{LINE}/filler")


def changed(seed: int) -> Plant:
    """Return a plant whose four hours differ."""
    plant = Plant()
    plant.commit(story(seed, minutes=240))
    plant.say(ended=START + 4 * HOUR)
    plant.settle()
    return plant


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("path", [LINE, FILLER, LINE.at_site], ids=["line", "unit", "site"])
def test_losses_explain_the_whole_change_between_two_periods(
    seed: int, path: EquipmentPath
) -> None:
    """What the losses of a unit, line or site gave and took is what its OEE changed by."""
    found = oee_change(
        changed(seed).store,
        path,
        previous=Period(START, START + 2 * HOUR),
        current=Period(START + 2 * HOUR, START + 4 * HOUR),
    )
    assert found.change is not None
    assert found.change.change != 0.0
    effects = math.fsum(moved.effect for moved in found.moved)
    assert effects == pytest.approx(found.change.change, abs=1e-9)
    assert not {moved.key.loss_group for moved in found.moved} & NOT_LOST
    parts = (found.change.availability, found.change.effectiveness, found.change.quality)
    assert math.fsum(parts) == pytest.approx(found.change.change, abs=1e-12)


def test_period_without_a_planned_run_time_has_no_change() -> None:
    """Where pieces have no planned run time there is no OEE, so nothing is split or ranked."""
    line = {**SITE["lines"][0], "units": {}}  # type: ignore[index]  # a table of the plant
    plant = Plant(master=master_data_of({**SITE, "lines": [line]}, where="test"))
    plant.commit(working(START, START + 2 * HOUR))
    plant.settle()
    found = oee_change(
        plant.store,
        FILLER,
        previous=Period(START, START + HOUR),
        current=Period(START + HOUR, START + 2 * HOUR),
    )
    assert (found.change, found.moved) == (None, ())


def test_rows_carry_every_target_of_their_place_and_time() -> None:
    """A unit's target is its own and changes with its date; what nobody wants is NaN."""
    dated = [
        {"availability": 0.8, "oee_index": 0.5},
        {"from": "2026-03-02T07:00:00", "availability": 0.9, "oee_index": 0.6},
    ]
    line = {**SITE["lines"][0], "targets": {"quality_ratio": 0.99}}  # type: ignore[index]  # see above
    line["units"] = {**line["units"], "filler": {**line["units"]["filler"], "targets": dated}}
    master = master_data_of({**SITE, "lines": [line], "targets": {"oee_index": 0.4}}, where="test")
    plant = Plant(master=master)
    plant.commit(working(START, START + 2 * HOUR))
    plant.settle()
    rows = with_targets(
        oee_rows(plant.store, window="hour", start=START, end=START + 2 * HOUR), lambda _: master
    )
    unit = rows[rows["path"] == str(FILLER)].sort_values("window_start")
    assert list(unit["target_availability"]) == [0.8, 0.9]
    assert list(unit["target_oee_index"]) == [0.5, 0.6]
    lines = rows[rows["level"] == "line"]
    assert set(lines["target_quality_ratio"]) == {0.99}
    assert lines[["target_availability", "target_oee_index"]].isna().all(axis=None)
    assert set(rows[rows["level"] == "site"]["target_oee_index"]) == {0.4}
    assert set(TARGET_COLUMNS) <= set(rows.columns)
