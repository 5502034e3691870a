"""Losses, measures and control charts on the dashboards: the figures that analytics gives."""

import math
from dataclasses import dataclass

import pytest

from analytics.queries import iso
from contract.kpi import KpiLevel
from contract.loss_names import BIG_LOSSES
from contract.trade_measures import TRADE_MEASURES
from dashboards.grafana.influxql import InWorld, is_, select
from dashboards.grafana.loss_queries import WATERFALL
from dashboards.grafana.loss_words import big_loss_name
from dashboards.grafana.spc_queries import SPC_POINTS
from dashboards.grafana.trade_words import measure_title
from tests.influxd import Server
from tests.integration.grafana_alerts import judge
from tests.integration.grafana_causes import (
    Amounts,
    Causes,
    amounts_of,
    bars_of,
    big_losses,
    causes_named,
    causes_of,
    expected_bar,
    lost,
    place_chosen,
    place_of,
)
from tests.integration.grafana_pages import Asked, Row, answers_of, asked_of
from tests.integration.grafana_world import GrafanaWorld, filled

_LEVELS: dict[str, KpiLevel] = {"sf-line": "line", "sf-machine": "unit"}
_PAGES = pytest.mark.parametrize("page", _LEVELS)
_STEPS = "Where the time went, step by step"


@pytest.fixture(scope="module")
def world(influx: Server, tmp_path_factory: pytest.TempPathFactory) -> GrafanaWorld:
    """The demo plant in InfluxDB."""
    return filled(influx, lambda: tmp_path_factory.mktemp("grafana") / "world")


@pytest.fixture(scope="module")
def asked(world: GrafanaWorld) -> list[Asked]:
    """Every query of every page, asked."""
    return asked_of(world)


@pytest.fixture(scope="module")
def causes(world: GrafanaWorld) -> Causes:
    """What analytics says of the same world."""
    return causes_of(world)


def _shown(rows: list[Row], level: KpiLevel, name: str, value: str) -> Amounts:
    return {(place_chosen(row, level), str(row[name])): float(str(row[value])) for row in rows}


def _agree(shown: Amounts, expected: Amounts, *, least: float = 1e-6) -> None:
    """Compare what is not nothing; sums of floats in another order differ by dust."""
    assert {key for key, value in expected.items() if abs(value) > least} <= set(shown)
    assert shown
    for key, value in shown.items():
        assert math.isclose(value, expected.get(key, 0.0), rel_tol=1e-9, abs_tol=least), key


@_PAGES
def test_waterfall_steps_down_as_losses_say(asked: list[Asked], causes: Causes, page: str) -> None:
    """Each bar is as long as its losses, begins where the one before ended, and ends at nothing."""
    level = _LEVELS[page]
    losses = causes.losses(level)
    places = bars_of(asked, page, _STEPS, level)
    assert set(places) == {place_of(path) for path in losses["path"]}
    for place, ends in places.items():
        mine = losses[[place_of(path) == place for path in losses["path"]]]
        heights = [float(str(end["lost_s"])) for end in ends]
        behind, before = heights[0::2], heights[1::2]
        assert len(behind) == len(before) == len(WATERFALL)
        assert math.isclose(before[0], float(mine["duration_s"].sum()))
        assert behind[:-1] == pytest.approx(before[1:], abs=1e-6)
        assert behind[-1] == 0
        for bar, low, high in zip(WATERFALL, behind, before, strict=True):
            assert high - low == pytest.approx(expected_bar(mine, bar), abs=1e-6), (place, bar)


@_PAGES
def test_pareto_ranks_what_factory_losses_ranks(
    asked: list[Asked], causes: Causes, page: str
) -> None:
    """Both Paretos, by duration and by count, have the causes and the amounts of analytics."""
    level = _LEVELS[page]
    for panel, by in (("Causes by duration", "duration_s"), ("Causes by count", "count")):
        rows = answers_of(asked, page, panel)
        expected = causes_named(causes.paretos[level, by], by)  # type: ignore[index]  # a ParetoBy
        _agree(_shown(rows, level, "cause", "amount"), expected)


@pytest.mark.parametrize("page", ["sf-bottling", "sf-sewing", "sf-furniture"])
def test_all_machines_are_added_up_without_their_line(
    asked: list[Asked], causes: Causes, page: str
) -> None:
    """Causes of all machines of a trade's line are their sum: the line's own are not among them."""
    shown = _shown(answers_of(asked, page, "Causes by duration"), "line", "cause", "amount")
    (line,) = {place for place, _ in shown}
    expected: Amounts = {}
    for (place, cause), amount in causes_named(
        causes.paretos["unit", "duration_s"], "duration_s"
    ).items():
        # A gain in speed is no loss of its machine, but lessens that of all together.
        if place.split("/")[0] == line and cause != "speed":
            expected[line, cause] = expected.get((line, cause), 0.0) + amount
    shown.pop((line, "speed"))
    _agree(shown, expected)


@_PAGES
def test_attribution_roots_and_big_losses_add_up(
    asked: list[Asked], causes: Causes, page: str
) -> None:
    """Lost time by attribution, waiting by root, and the six big losses are those of analytics."""
    level = _LEVELS[page]
    losses = lost(causes.losses(level))
    rows = answers_of(asked, page, "Lost time by attribution")
    _agree(_shown(rows, level, "attribution", "lost_s"), amounts_of(losses, "attribution"))
    waiting = losses[losses["loss_group"].isin(("starved", "blocked"))]
    rows = answers_of(asked, page, "Starved and blocked, by root machine")
    _agree(_shown(rows, level, "root_unit", "lost_s"), amounts_of(waiting, "root_unit"))
    shown: Amounts = {}
    for number, loss in enumerate(BIG_LOSSES):
        for row in answers_of(asked, page, "Six big losses", chr(ord("A") + number)):
            shown[place_chosen(row, level), big_loss_name(loss).en] = float(str(row["lost_s"]))
    _agree(shown, big_losses(causes.big[level]))


def test_momentary_constraint_shares_every_hour(asked: list[Asked]) -> None:
    """In each hour with a constraint somebody held the line back, and the shares add up to all."""
    for line in ("line-1", "line-2", "cell-3"):
        hours: dict[object, float] = {}
        for ref in "ABC":
            for row in answers_of(asked, "sf-line", "Momentary constraint", ref):
                if row["line"] == line:
                    hours[row["time"]] = hours.get(row["time"], 0.0) + float(str(row["value"]))
        assert hours
        assert list(hours.values()) == pytest.approx([1.0] * len(hours))


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure over the chosen time, and the panel that shows it, if not one named after it."""

    page: str
    measure: str
    panel: str = ""
    ref: str = "A"


_DIN, _SEWING = "Efficiency after DIN 8743", "Line efficiency and balance"
_OVER_RANGE = (
    Measured("sf-bottling", "din8743_general", _DIN),
    Measured("sf-bottling", "din8743_technical", _DIN, "B"),
    Measured("sf-bottling", "buffer_fill"),
    Measured("sf-sewing", "line_efficiency", _SEWING),
    Measured("sf-sewing", "line_balance", _SEWING, "B"),
    Measured("sf-sewing", "defects_per_hundred"),
    Measured("sf-sewing", "percent_defective"),
    Measured("sf-sewing", "right_first_time"),
    Measured("sf-furniture", "spindle_time_share"),
    Measured("sf-furniture", "cutting_time_share"),
    Measured("sf-furniture", "program_standard_ratio"),
    Measured("sf-furniture", "tool_life"),
    Measured("sf-furniture", "tool_changes"),
    Measured("sf-furniture", "nest_panel_yield"),
    Measured("sf-furniture", "nest_material_yield"),
    Measured("sf-furniture", "order_lead_time"),
)


@pytest.mark.parametrize("one", _OVER_RANGE, ids=lambda one: one.measure)
def test_measure_is_that_of_factory_trade(
    asked: list[Asked], causes: Causes, one: Measured
) -> None:
    """A measure over the chosen time is the quotient of analytics, machine by machine."""
    known = causes.trade[causes.trade["measure"] == one.measure].dropna(subset="value")
    expected = dict(zip(map(place_of, known["path"]), known["value"].astype(float), strict=True))
    of_unit = TRADE_MEASURES[one.measure].level == "unit"
    shown = {}
    for row in answers_of(asked, one.page, one.panel or measure_title(one.measure).en, one.ref):
        place = str(row["work_center"]) + (f"/{row['work_unit']}" if of_unit else "")
        shown[place] = float(str(row["value"]))
    assert shown == pytest.approx(expected)


def test_parts_of_energy_add_up_to_the_energy_of_the_hour(
    asked: list[Asked], causes: Causes
) -> None:
    """Energy per 1000 bottles by state has every part that analytics has."""
    rows = causes.trade[causes.trade["measure"] == "energy_per_1000_bottles"]
    parts = set(rows[rows["numerator"] > 0]["part"].astype(str))
    shown = answers_of(asked, "sf-bottling", "Energy per 1000 bottles")
    assert {str(row["part"]) for row in shown} == parts


def test_control_charts_show_the_points_and_alarms_of_factory_spc(
    asked: list[Asked], causes: Causes
) -> None:
    """Points, alarms and limits are those that analytics stored, at their own times."""
    spc = causes.spc
    keys = list(zip(spc["characteristic"], spc["time"], strict=True))
    panel = "Control chart of ${characteristic}"
    points = answers_of(asked, "sf-quality", panel)
    shown = {_point(row): float(str(row["mean"])) for row in points}
    assert shown == dict(zip(keys, spc["mean"].astype(float), strict=True))
    alarmed = answers_of(asked, "sf-quality", panel, "G")
    expected = [key for key, alarm in zip(keys, spc["alarm"].astype(bool), strict=True) if alarm]
    assert sorted(map(_point, alarmed)) == sorted(expected)
    limits = answers_of(asked, "sf-quality", panel, "D")
    assert len(limits) == int(spc["upper_limit"].notna().sum())
    assert all(float(str(row["upper_limit"])) != 0 for row in limits)


def _point(row: Row) -> tuple[str, str]:
    return str(row["characteristic"]), iso(int(str(row["time"])))


def test_alarm_of_a_control_chart_fires_for_an_hour(world: GrafanaWorld, causes: Causes) -> None:
    """A broken rule fires for its machine and characteristic, and before the first one nothing."""
    points = InWorld(SPC_POINTS, world.world)
    columns = [points[name] for name in ("mean", "characteristic", "work_unit")]
    alarms = world.ask(select(points, columns, where=[is_(points["alarm"], True)], time="").text)
    times = [int(str(row["time"])) for row in alarms]
    assert len(times) == int(causes.spc["alarm"].astype(bool).sum())
    first = alarms[times.index(min(times))]
    firing = judge("sf-spc", world, now=min(times) + 60_000).firing
    assert {labels[-2:] for labels in firing} == {
        (str(first["work_unit"]), str(first["characteristic"]))
    }
    assert judge("sf-spc", world, now=min(times) - 60_000).nothing
    assert judge("sf-spc", world, now=max(times) + 3_700_000).nothing
