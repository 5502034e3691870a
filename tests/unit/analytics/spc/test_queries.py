"""What control charts answer: points, alarms, limits and capability of a played line."""

import numpy as np
import pytest

from analytics.spc.constants import d2
from analytics.spc.listing import capability_rows, spc_rows, with_names
from analytics.spc.queries import alarms, capabilities, frozen_limits, points
from tests.suites.loop_plant import HOUR, LINE, START, Plant
from tests.unit.analytics.spc.measured_line import CHARACTERISTICS, measured_plant, story

DAY = 24 * HOUR


@pytest.fixture(scope="module")
def played() -> Plant:
    """Play three calm hours."""
    plant = Plant(master=measured_plant())
    rows = story(7, minutes=180, calm=True)
    plant.commit(rows)
    plant.say(ended=int(rows["time"].max()))
    plant.settle()
    return plant


def test_points_are_chosen_by_time_place_and_name(played: Plant) -> None:
    """A window, a unit, a characteristic and a product narrow the answer."""
    every = points(played.store, start=START, end=START + DAY)
    assert set(every["characteristic"]) == {"fill_level", "torque", "defects", "rejects"}
    filled = points(
        played.store,
        start=START,
        end=START + HOUR,
        below=LINE.unit("filler"),
        characteristic="fill_level",
        product="A",
    )
    assert set(filled["characteristic"]) == {"fill_level"}
    assert filled["time"].between(START, START + HOUR - 1).all()
    assert points(played.store, start=START, end=START + DAY, product="B").empty


def test_alarms_are_the_points_that_broke_a_rule(played: Plant) -> None:
    """An alarm record is the point itself with the rules that it broke."""
    every = points(played.store, start=START, end=START + DAY)
    found = alarms(played.store, start=START, end=START + DAY)
    assert len(found) == int(every["alarm"].sum()) > 0
    assert (found["rules"] != "").all()
    assert (every[~every["alarm"]]["rules"] == "").all()


def test_limits_tell_what_they_rest_on(played: Plant) -> None:
    """Each chart has one set, of 25 subgroups or more, frozen at the last of them."""
    found = frozen_limits(played.store, start=START, end=START + DAY)
    assert [limits.characteristic for limits in found] == [
        "fill_level",
        "torque",
        "defects",
        "rejects",
    ]
    (filled,) = (limits for limits in found if limits.characteristic == "fill_level")
    rested = points(
        played.store, start=START, end=filled.frozen_at + 1, characteristic="fill_level"
    )
    assert filled.subgroups == len(rested) >= 25
    assert filled.start == rested["first"].iloc[0]
    assert filled.end == filled.frozen_at == rested["time"].iloc[-1]
    assert filled.centre == pytest.approx(500, abs=0.5)


def test_capability_pools_the_values_of_the_window(played: Plant) -> None:
    """Cp from the mean range, Pp from all values; charts of counts have none."""
    found = {
        row.characteristic: row for row in capabilities(played.store, start=START, end=START + DAY)
    }
    assert set(found) == {"fill_level", "torque"}
    rows = points(played.store, start=START, end=START + DAY, characteristic="fill_level")
    filled = found["fill_level"]
    assert filled.subgroups == len(rows)
    assert filled.indices.values == 5 * len(rows)
    sigma = rows["spread"].mean() / d2(5)
    assert filled.indices.cp == pytest.approx(20 / (6 * sigma))
    squares = rows["sum_of_squares"].sum() + 5 * ((rows["mean"] - rows["mean"].mean()) ** 2).sum()
    overall = np.sqrt(squares / (5 * len(rows) - 1))
    assert filled.indices.pp == pytest.approx(20 / (6 * overall))
    # The torque has no specification limits: its sigma is known, its capability is not.
    assert found["torque"].indices.sigma == pytest.approx(1.0, rel=0.2)
    assert found["torque"].indices.cpk is None


def test_lists_name_the_characteristic_and_its_unit(played: Plant) -> None:
    """Names are those of master data, else the other language's, else the word; none has a unit."""
    named = {"unit": "filler", "name": "torque", "chart": "individuals", "subgroup": 1}
    master = measured_plant([CHARACTERISTICS[0], named | {"name_en": "Torque"}])
    wanted = {
        "fill_level": ("fill_level", "fill_level", "ml"),
        "torque": ("Torque", "Torque", ""),
        "defects": ("defects", "defects", ""),
        "rejects": ("rejects", "rejects", ""),
    }
    for rows in (
        spc_rows(played.store, start=START, end=START + DAY),
        capability_rows(played.store, start=START, end=START + DAY),
        capability_rows(played.store, start=START, end=START),
    ):
        found = with_names(rows, lambda _: master)
        assert list(found.columns[:5]) == ["path", "characteristic", "name_en", "name_zh", "unit"]
        assert found.drop(columns=["name_en", "name_zh", "unit"]).equals(rows)
        for row in found.itertuples():
            assert (row.name_en, row.name_zh, row.unit) == wanted[str(row.characteristic)]
