"""Truth of the three trades: journals by hand on the demo plant's lines, figures on paper."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest

from simulators.bottling.measures import INFEED_TIME
from simulators.journal import (
    Activity,
    ActivityChange,
    Attendance,
    Attribution,
    Inspection,
    JournalEvent,
    MeterAmount,
    NestEnd,
    OrderChange,
    Pieces,
    RegisterGain,
    ToolChange,
)
from simulators.plant_calendar import PlantCalendar
from simulators.scenario_file import load_line, load_scenario
from simulators.sewing.measures import QUEUE_TIME
from simulators.trade import find_trade
from simulators.truth import TruthSums
from simulators.truth.trade import TradeTruth
from simulators.world import World

START = 1_772_402_400_000  # 06:00 local, a Monday
MINUTE = 60_000
HOUR = 60 * MINUTE
KWH = 3_600_000_000_000
SCENARIOS = Path(str(files("simulators"))) / "scenarios/demo-plant"

Found = dict[tuple[str, str, str], tuple[float, float]]


def at(
    unit: str, minute: float, activity: Activity, cause: str = "", by: Attribution = "own"
) -> ActivityChange:
    """Return a change of activity."""
    return ActivityChange(START + round(minute * MINUTE), unit, activity, cause, by)


def order(unit: str, minute: float, name: str, product: str) -> OrderChange:
    """Return the start (or with no name the end) of an order."""
    return OrderChange(START + round(minute * MINUTE), unit, name, product)


def pieces(unit: str, minute: float, product: str, *counts: int) -> Pieces:
    """Return counted pieces: good, scrap, rework, defects."""
    good, scrap, rework, defects = (*counts, 0, 0, 0)[:4]
    t = START + round(minute * MINUTE)
    return Pieces(t, unit, "o", product, good, scrap, rework, defects)


def hour_of(name: str, events: Iterable[JournalEvent], *, hours: int = 1) -> Found:
    """Return the fractions of a line's last hour by measure, unit and part."""
    line = load_line(SCENARIOS / f"{name}.toml")
    trade = find_trade(line.config.trade)
    truth = TruthSums(
        line.config,
        PlantCalendar(line.config.calendar),
        start=START,
        words=trade.words(line.config, line.section),
        measures=trade.measures(line.section),
    )
    for event in sorted(events, key=lambda event: event.t):
        truth.write(event)
    end = START + hours * HOUR
    return {
        (row.measure, row.unit, row.part): (row.numerator, row.denominator)
        for row in truth.trades(end)
        if (row.window, row.window_end) == ("hour", end)
    }


def test_figures_after_din_8743_differ_by_foreign_stops() -> None:
    """60 min busy, 10 of them starved, 6 changing over, 4 jammed; 200 cases of 12 at 0.2 s."""
    events: list[JournalEvent] = [
        order("filler", 0, "o", "cola-500"),
        at("filler", 0, "setup", "changeover", "planned"),
        at("filler", 6, "producing"),
        at("filler", 20, "stopped", "starved", "upstream"),
        at("filler", 30, "stopped", "cap jam"),
        at("filler", 34, "producing"),
        pieces("packer", 40, "cola-500", 200),
    ]
    found = hour_of("bottling", events)
    assert found["din8743_general", "", ""] == pytest.approx((2400 * 0.2, 3600))
    assert found["din8743_technical", "", ""] == pytest.approx((2400 * 0.2, 3600 - 960))


def test_media_of_all_machines_are_split_by_their_own_leaf() -> None:
    """3 kWh while the filler ran, 1 while the packer stood, for 2.4 thousand bottles."""
    events: list[JournalEvent] = [
        order("filler", 0, "o", "cola-500"),
        at("filler", 0, "producing"),
        order("packer", 0, "o", "cola-500"),
        at("packer", 0, "stopped", "carton jam"),
        MeterAmount(START + 10 * MINUTE, "filler", "energy_kwh", 3 * KWH),
        MeterAmount(START + 10 * MINUTE, "packer", "energy_kwh", KWH),
        pieces("packer", 40, "cola-500", 200),
    ]
    found = hour_of("bottling", events)
    assert found["energy_per_1000_bottles", "", "production"] == pytest.approx((3, 2.4))
    assert found["energy_per_1000_bottles", "", "delay"] == pytest.approx((1, 2.4))


def test_buffer_fill_is_a_mean_over_time() -> None:
    """600 of 1200 bottles for half an hour before the labeller: a quarter over the hour."""
    events: list[JournalEvent] = [
        at("labeller", 0, "producing"),
        RegisterGain(START + 30 * MINUTE, "labeller", INFEED_TIME, 600 * 30 * MINUTE),
    ]
    filled, time = hour_of("bottling", events)["buffer_fill", "labeller", ""]
    assert filled / time == pytest.approx(0.25)


def test_line_efficiency_is_standard_minutes_by_attended_minutes() -> None:
    """Ten good shirts of 12.86 standard minutes by two people, 40 and 30 minutes."""
    events: list[JournalEvent] = [
        *(at(unit, 0, "off", "handover", "planned") for unit in ("op21-1", "op22-1")),
        order("op22-1", 0, "o", "polo-pique"),
        order("op21-1", 0, "o", "polo-pique"),
        at("op22-1", 15, "producing"),
        Attendance(START + 15 * MINUTE, "op22-1", "p1"),
        at("op21-1", 15, "producing"),
        Attendance(START + 15 * MINUTE, "op21-1", "p2"),
        at("op21-1", 40, "stopped", "starved_upstream", "upstream"),
        Attendance(START + 45 * MINUTE, "op21-1", ""),
        Attendance(START + 55 * MINUTE, "op22-1", ""),
        pieces("op21-1", 30, "polo-pique", 15),
        pieces("op22-1", 50, "polo-pique", 10, 1, 2, 5),
        Inspection(START + 50 * MINUTE, "op22-1", 13),
    ]
    found = hour_of("sewing", events)
    earned, attended = found["line_efficiency", "", ""]
    smv_min = 0.52 + 0.53 + 0.48 + 0.54 + 1.26 + 0.52 + 0.44 + 0.56 + 0.49 + 0.46 + 0.46
    smv_min += 1.02 + 0.52 + 1.04 + 0.54 + 0.50 + 0.44 + 0.50 + 0.47 + 0.54 + 0.53 + 0.50
    assert earned == pytest.approx(10 * smv_min * 60)
    assert attended == pytest.approx(70 * 60)
    assert found["operator_efficiency", "op21-1", "p2"] == pytest.approx((15 * 31.8, 1800))
    assert found["operator_efficiency", "op22-1", "p1"] == pytest.approx((13 * 30.0, 2400))
    assert found["off_standard_time", "", "starved_upstream"] == pytest.approx((300, 4200))
    assert found["defects_per_hundred", "op22-1", ""] == pytest.approx((500, 13))
    assert found["percent_defective", "op22-1", ""] == pytest.approx((300, 13))
    assert found["right_first_time", "op22-1", ""] == pytest.approx((10, 13))


def test_balance_weighs_the_slowest_operation() -> None:
    """Polo pique: 25 stations, op05 with two stations of 75.6 s each is the slowest by 37.8 s."""
    events: list[JournalEvent] = [
        order("op05-1", 0, "o", "polo-pique"),
        order("op05-2", 0, "o", "polo-pique"),
        at("op05-1", 0, "producing"),
        at("op05-2", 0, "producing"),
    ]
    found = hour_of("sewing", events)
    minutes, ideal = found["line_balance", "", ""]
    assert ideal == pytest.approx(25 * 37.8 * 3600)
    assert minutes / ideal == pytest.approx(12.86 * 60 / (25 * 37.8))
    assert found["bottleneck_operation", "", "op05"] == pytest.approx((3600, 3600))


def test_pieces_that_wait_are_a_mean_over_time() -> None:
    """Twenty pieces for a quarter of an hour before op08: five over the hour."""
    events: list[JournalEvent] = [
        at("op08-1", 0, "stopped", "starved_upstream"),
        RegisterGain(START + 30 * MINUTE, "op08-1", QUEUE_TIME, 20 * 15 * MINUTE),
    ]
    queued, time = hour_of("sewing", events)["wip_pieces", "op08-1", "op08"]
    assert queued / time == pytest.approx(5)


def test_spindle_tools_and_nests_on_paper() -> None:
    """Turned 30 min, cut 24, one whole life of 2 h, two nests of which one lost a panel."""
    t = START + 40 * MINUTE
    events: list[JournalEvent] = [
        order("router-1", 0, "o", "desk"),
        at("router-1", 0, "producing"),
        pieces("router-1", 40, "desk", 19, 1),
        RegisterGain(t, "router-1", "spindle_ms", 30 * MINUTE),
        RegisterGain(t, "router-1", "cutting_ms", 24 * MINUTE),
        ToolChange(START + 10 * MINUTE, "router-1", cutting_ms=HOUR, whole=False),
        ToolChange(START + 20 * MINUTE, "router-1", cutting_ms=2 * HOUR, whole=True),
        NestEnd(START + 20 * MINUTE, "router-1", planned=10, good=10, sheet_dm2=580, good_dm2=500),
        NestEnd(t, "router-1", planned=10, good=9, sheet_dm2=580, good_dm2=450),
    ]
    found = hour_of("furniture", events)
    assert found["spindle_time_share", "router-1", ""] == pytest.approx((1800, 3600))
    assert found["cutting_time_share", "router-1", ""] == pytest.approx((1440, 3600))
    assert found["program_standard_ratio", "router-1", ""] == pytest.approx((20 * 27, 3600))
    assert found["tool_changes", "router-1", ""] == pytest.approx((2, 0.4))
    assert found["tool_life", "router-1", ""] == pytest.approx((7200, 1))
    assert found["nest_panel_yield", "router-1", ""] == pytest.approx((19, 20))
    assert found["nest_material_yield", "router-1", ""] == pytest.approx((950, 1160))


def test_lead_time_runs_from_the_first_stage_to_the_last() -> None:
    """Order p: router-2 begins at 20 min, the drill ends it at 70; o ran before the run began."""
    events: list[JournalEvent] = [
        order("router-1", 0, "o", "desk"),
        order("drill", 0, "o", "desk"),
        order("router-2", 20, "p", "desk"),
        order("router-1", 25, "p", "desk"),
        order("drill", 40, "", ""),
        order("drill", 45, "p", "desk"),
        order("drill", 70, "", ""),
    ]
    found = hour_of("furniture", events, hours=2)
    assert found["order_lead_time", "", ""] == pytest.approx((3000, 1))
    assert ("order_lead_time", "", "") not in hour_of("furniture", events[:5])


@pytest.fixture(scope="module")
def shift() -> tuple[World, list[TradeTruth]]:
    """One shift of the demo plant, and its trades' truth."""
    scenario = load_scenario("demo-plant")
    world = World(scenario, seed=7, start=scenario.start)
    end = scenario.start + 8 * HOUR
    for line in world.lines.values():
        line.skip_until(end)
    world.finish()
    return world, world.truth_trades(end)


def test_windows_add_up(shift: tuple[World, list[TradeTruth]]) -> None:
    """Hours lie whole in the shift: their numerators add up, and so do time-like denominators."""
    sums: dict[tuple[str, ...], list[float]] = {}
    for row in shift[1]:
        if row.window == "day":
            continue
        key = (row.line, row.unit, row.measure, row.part)
        sign = 1 if row.window == "shift" else -1
        mine = sums.setdefault(key, [0.0, 0.0, 0.0])
        mine[0] += sign * row.numerator
        mine[1] += sign * row.denominator
        mine[2] = max(mine[2], row.numerator, row.denominator)
    assert len(sums) > 100
    for (line, unit, measure, part), (numerator, denominator, size) in sums.items():
        assert numerator == pytest.approx(0, abs=1e-9 * size + 1e-6), (line, unit, measure, part)
        # Where a part is missing in an hour, so is its denominator.
        if not part:
            assert denominator == pytest.approx(0, abs=1e-9 * size + 1e-6), (line, unit, measure)


def test_energy_parts_add_up_to_each_machine_s_meter(
    shift: tuple[World, list[TradeTruth]],
) -> None:
    """Cutting, auxiliary and idle are all of the energy; each register counts whole Wh."""
    world, trades = shift
    end = world.start + 8 * HOUR
    parts = sum(
        row.numerator
        for row in trades
        if (row.measure, row.window) == ("energy_per_panel", "shift")
    )
    cell = next(line for path, line in world.lines.items() if "furniture" in path)
    total = sum(unit.meters[0].read(end) for unit in cell.units.values()) / 1000
    assert parts == pytest.approx(total, abs=3 * 4 * 0.001)


def test_spindles_turn_exactly_while_their_machines_produce(
    shift: tuple[World, list[TradeTruth]],
) -> None:
    """Their own clock agrees with the leaf production, and cutting is a part of it."""
    world, trades = shift
    found = {(row.measure, row.unit): row.numerator for row in trades if row.window == "shift"}
    rows = world.truth_rows(world.start + 8 * HOUR)
    for row in (row for row in rows if (row.level, row.window) == ("unit", "shift")):
        unit = row.path.rpartition("/")[2]
        if ("spindle_time_share", unit) in found:
            spindle = found["spindle_time_share", unit]
            assert spindle == pytest.approx(row.values["actual_production_time_s"])
            assert 0 < found["cutting_time_share", unit] <= spindle
