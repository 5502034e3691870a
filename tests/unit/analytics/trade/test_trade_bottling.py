"""Bottling on paper: efficiencies after DIN 8743, buffers while known, media per 1000 bottles."""

import pytest

from tests.suites.loop_plant import HOUR, START, Plant
from tests.unit.analytics.trade.played_trade import MINUTE, Unit, played, values_of

LINE = {
    "trade": "bottling",
    "last_counter": "packer",
    "stages": [
        {"id": "fill", "units": ["filler"]},
        {"id": "pack", "units": ["packer"]},
    ],
    "units": {
        "filler": {"planned_run_time_s": {"*": 2.0}},
        "packer": {"planned_run_time_s": {"*": 1.0}},
    },
}


@pytest.fixture(scope="module")
def hour() -> Plant:
    """One hour: the filler is starved for ten minutes and jams for five; the packer goes on."""
    order = {"order": "O1", "product": "cola"}
    filler = Unit("filler", until=START + HOUR, energy_kwh_per_beat=0.5, **order)
    filler.at(START + 30 * MINUTE, state="not_executing", reason="starved_upstream")
    filler.at(START + 40 * MINUTE, reason="bottle_jam")
    filler.at(START + 45 * MINUTE, state="executing", reason="")
    filler.told(START, buffer_fill=50.0).told(START + 15 * MINUTE, buffer_fill=100.0)
    packer = Unit("packer", until=START + HOUR, good_per_beat=1, energy_kwh_per_beat=0.25, **order)
    packer.told(START, buffer_fill=40.0).silent(START + 5 * MINUTE, START + 15 * MINUTE)
    packer.told(START + 15 * MINUTE, buffer_fill=80.0)
    return played(LINE, [filler, packer])


def test_general_efficiency_counts_every_cause(hour: Plant) -> None:
    """PRI * GQ / PBT: 300 bottles at 2 s in 50 minutes.

    While the last counter is silent there is no line: neither its ten minutes nor its 60 bottles.
    """
    assert values_of(hour, "din8743_general") == {("",): pytest.approx(600 / 3000)}


def test_technical_efficiency_counts_only_own_stops(hour: Plant) -> None:
    """The ten starved minutes of the constraint are taken off the time; its jam stays in it."""
    assert values_of(hour, "din8743_technical") == {("",): pytest.approx(600 / 2400)}


def test_buffer_is_a_mean_over_the_time_it_is_known(hour: Plant) -> None:
    """Held from one telling to the next; a silence is in neither numerator nor denominator."""
    assert values_of(hour, "buffer_fill") == {
        ("filler",): pytest.approx((15 * 0.5 + 45 * 1.0) / 60),
        ("packer",): pytest.approx((5 * 0.4 + 45 * 0.8) / 50),
    }


def test_media_are_split_by_the_leaf_of_each_machine(hour: Plant) -> None:
    """All machines' energy on 300 good bottles; parts add up to the whole."""
    found = values_of(hour, "energy_per_1000_bottles", "part")
    assert {part: value for (_, part), value in found.items() if value} == {
        "production": pytest.approx((135 + 75) / 0.3),
        "delay": pytest.approx(45 / 0.3),
        "unknown": pytest.approx(15 / 0.3),
    }
    assert values_of(hour, "energy_per_1000_bottles") == {("",): pytest.approx(270 / 0.3)}


def test_momentary_constraint_is_the_one_that_gives_too_little(hour: Plant) -> None:
    """The first unit of the line holds itself back but where nothing comes from outside."""
    found = values_of(hour, "momentary_constraint", "part")
    assert {part: value for (_, part), value in found.items() if value} == {
        "filler": pytest.approx(50 / 60),
        "": pytest.approx(10 / 60),
    }


def test_line_without_a_trade_has_its_momentary_constraint_alone() -> None:
    """What no trade asks for is not computed."""
    filler = Unit("filler", until=START + HOUR, good_per_beat=1, order="O1", product="cola")
    plant = played({**LINE, "trade": ""}, [filler])
    assert set(plant.read("line_trade")["measure"]) == {"momentary_constraint"}
