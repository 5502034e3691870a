"""Furniture on paper: spindles, tools, nests, energy by use, lead times of orders."""

import pytest

from tests.suites.loop_plant import HOUR, START, Plant
from tests.unit.analytics.trade.played_trade import MINUTE, Unit, played, values_of

LINE = {
    "trade": "furniture",
    "last_counter": "drill",
    "stages": [
        {"id": "nest", "units": ["router"]},
        {"id": "drill", "units": ["drill"]},
    ],
    "units": {
        "router": {"planned_run_time_s": {"*": 6.0}},
        "drill": {"planned_run_time_s": {"*": 5.0}},
    },
}
END = START + 2 * HOUR


@pytest.fixture(scope="module")
def hours() -> Plant:
    """Two hours: the router changes its tool twice, counts time, nests and energy; silent once."""
    router = Unit("router", until=END, good_per_beat=1, order="O1", product="desk")
    router.at(START + 20 * MINUTE, order="O2").at(START + 90 * MINUTE, order="O3")
    router.told(START, spindle_time=100.0, cutting_time=50.0, tool_number=1.0, tool_wear=10.0)
    router.told(START + 10 * MINUTE, spindle_time=400.0, cutting_time=350.0, tool_number=2.0)
    router.told(START + 30 * MINUTE, spindle_time=900.0, cutting_time=750.0, tool_wear=30.0)
    router.silent(START + 40 * MINUTE, START + 50 * MINUTE)
    router.told(START + 50 * MINUTE, spindle_time=1100.0, cutting_time=950.0)
    # The control was reset: what it counts begins at 0 again.
    router.told(START + 70 * MINUTE, spindle_time=200.0, cutting_time=150.0)
    router.told(START + 100 * MINUTE, tool_number=3.0, tool_wear=0.0)
    router.told(START + 60 * MINUTE, nest_panels_good=100.0, nest_panels_planned=200.0)
    router.told(START + 80 * MINUTE, nest_panels_good=118.0, nest_panels_planned=220.0)
    drill = Unit("drill", until=END, good_per_beat=1, order="O1", product="desk")
    drill.at(START + 40 * MINUTE, order="O2").at(START + 110 * MINUTE, order="O3")
    for unit, scale in ((router, 1.0), (drill, 0.5)):
        unit.told(START + 5 * MINUTE, energy_cutting=1000.0, energy_idle=0.0)
        unit.told(START + 65 * MINUTE, energy_cutting=1000.0 + 720.0 * scale, energy_idle=360.0)
    return played(LINE, [router, drill], hours=2)


def test_spindle_and_cutting_time_share_known_time(hours: Plant) -> None:
    """Rises in 110 known minutes; what was counted across the silence is left out."""
    assert values_of(hours, "spindle_time_share") == {("router",): pytest.approx(1000 / 6600)}
    assert values_of(hours, "cutting_time_share") == {("router",): pytest.approx(850 / 6600)}


def test_standard_time_is_set_against_production_time(hours: Plant) -> None:
    """The router makes a panel of 6 s in each 10 s; across the silence neither counts."""
    found = values_of(hours, "program_standard_ratio")
    assert found[("router",)] == pytest.approx(660 * 6 / 6600)
    assert found[("drill",)] == pytest.approx(720 * 5 / 7200)


def test_tool_life_runs_from_change_to_change(hours: Plant) -> None:
    """Tool 2 cut from minute 10 to 100, through the silence and the reset; tool 1 is not known."""
    assert values_of(hours, "tool_life") == {("router",): pytest.approx(400 + 200 + 150)}
    assert values_of(hours, "tool_changes") == {("router",): pytest.approx(2 / (850 / 3600))}


def test_tool_wear_is_a_mean_while_it_is_known(hours: Plant) -> None:
    """Held from telling to telling: 10 % for 30 min, 30 % for 60 of the next 70, 0 % for 20."""
    wear = (30 * 0.1 + 60 * 0.3) / 110
    assert values_of(hours, "tool_wear") == {("router",): pytest.approx(wear)}


def test_nest_yield_is_good_of_planned(hours: Plant) -> None:
    """18 of 20 panels of the nest that was counted whole."""
    assert values_of(hours, "nest_panel_yield") == {("router",): pytest.approx(18 / 20)}


def test_energy_per_panel_is_split_by_use(hours: Plant) -> None:
    """Energy of both machines on the good panels of the last counter, in kWh."""
    found = values_of(hours, "energy_per_panel", "part")
    assert {part: value for (_, part), value in found.items() if value} == {
        "cutting": pytest.approx(1.08 / 720),
        "idle": pytest.approx(0.72 / 720),
    }


def test_lead_time_ends_at_the_last_stage(hours: Plant) -> None:
    """O2 took from minute 20 to 110; the start of O1 was seen by nobody, O3 has not ended."""
    assert values_of(hours, "order_lead_time") == {("",): pytest.approx(90 * 60)}
