"""The sewing line's parts alone: learning, feeding, verdicts, and what a scenario may not say."""

from collections import Counter
from importlib.resources import files
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.errors import ScenarioError
from simulators.orders import Order
from simulators.scenario import LineScenario, Scenario
from simulators.scenario_file import load_line
from simulators.sewing.flow import CuttingRoom
from simulators.sewing.people import Operator
from simulators.sewing.quality import judge
from simulators.sewing.section import SewingSection
from simulators.world import World

START = 1_772_402_400_000  # 2026-03-02 06:00 in Shanghai
LINE = load_line(Path(str(files("simulators"))) / "scenarios/demo-plant/sewing.toml")


def section() -> SewingSection:
    """Return the section of the demo plant."""
    assert isinstance(LINE.section, SewingSection)
    return LINE.section


def build(line: LineScenario) -> World:
    """Build a world of this line alone."""
    return World(Scenario(name="line", start=START, lines=(line,)), seed=1, start=START)


def test_sewing_learning_makes_a_person_faster_and_a_style_change_slower() -> None:
    """The time of a piece falls with pieces of a style and rises on coming back from another."""
    person = Operator("p-0", pace=1.0, config=section().operator)
    new = person.time_factor("a")
    for _ in range(200):
        person.sewed("a")
    skilled = person.time_factor("a")
    person.time_factor("b")
    back = person.time_factor("a")
    assert 1.0 < skilled < back < new <= 1 + section().operator.learning_loss


@given(st.integers(1, 40), st.integers(1, 500))
def test_cutting_room_feeds_exactly_the_order(size: int, quantity: int) -> None:
    """Bundles of an order add up to its quantity, none larger than the bundle size."""
    order = Order("S-1", "style", quantity, 0, None, 0)
    room = CuttingRoom(size=size)
    bundles = list(iter(lambda: room.take(order, 1), None))
    assert sum(len(bundle.pieces) for bundle in bundles) == quantity
    assert max(len(bundle.pieces) for bundle in bundles) <= size
    assert [bundle.first for bundle in bundles] == [True] + [False] * (len(bundles) - 1)
    assert room.finished(order, 1)


def test_cutting_room_stops_at_the_close_of_an_order() -> None:
    """An order is not fed beyond its closing time."""
    order = Order("S-1", "style", 100, 0, 50, 0)
    room = CuttingRoom(size=10)
    assert room.take(order, 49) is not None
    assert room.take(order, 50) is None


def test_sewing_verdicts_have_the_configured_shares() -> None:
    """One draw per piece decides; a missed defect is not seen at the station."""
    random = Random(1)
    draws = [judge(random, 0.2, section().quality, "op02-1") for _ in range(20_000)]
    verdicts = Counter(verdict for verdict, _ in draws)
    assert verdicts["good"] / 20_000 == pytest.approx(0.8, abs=0.01)
    assert verdicts["rework"] / 4000 == pytest.approx(section().quality.noticed_share, abs=0.05)
    assert all(not found for verdict, found in draws if verdict in {"good", "missed"})
    assert all(found for verdict, found in draws if verdict in {"rework", "scrap"})


def test_sewing_refuses_a_bulletin_that_does_not_fit_the_line() -> None:
    """A stage without an operation, a kind without a machine, a false incident: each is named."""
    replace = msgspec.structs.replace
    operations = {k: v for k, v in section().operation.items() if k != "op05"}
    with pytest.raises(ScenarioError, match=r"\[sewing.operation.op05\]"):
        build(LineScenario(LINE.config, replace(section(), operation=operations)))
    unit = replace(LINE.config.units[0], kind="loom")
    config = replace(LINE.config, units=(unit, *LINE.config.units[1:]))
    with pytest.raises(ScenarioError, match=r"machine\.loom"):
        build(LineScenario(config, section()))
    incident = replace(LINE.config.incidents[0], kind="strike")
    config = replace(LINE.config, incidents=(incident,))
    with pytest.raises(ScenarioError, match="strike"):
        build(LineScenario(config, section()))
