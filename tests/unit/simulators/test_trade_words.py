"""From a cause of the simulator to our reason without a hand-made list: code, mapping, catalogue.

Journal, tags, mapping files and the stop-reason catalogue were written apart; here they meet.
"""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from contract.reasons import PREVENTIVE_MAINTENANCE, REASONS
from simulators.journal import ActivityChange, JournalEvent
from simulators.scenario_file import load_scenario
from simulators.trade import find_trade
from simulators.trade_words import TradeWords
from simulators.world import World

SCENARIO = load_scenario("demo-plant")
PLANT = Path(str(files("simulators"))).parent / "factory/plants/demo-plant"
AGENTS = {"bottling": "line-1", "sewing": "line-2", "cnc": "cell-3"}
WORDS: dict[str, TradeWords] = {
    line.config.trade: find_trade(line.config.trade).words(line.config, line.section)
    for line in SCENARIO.lines
}
HOUR = 3_600_000


def mapping(trade: str) -> dict[str, Any]:
    """Return the mapping file of a trade's line."""
    text = (PLANT / f"{AGENTS[trade]}.agent.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def reasons(trade: str) -> dict[str, str]:
    """Return our reason by cause; every mapping of the line says the same."""
    tables = [m["words"]["stop_reasons"] for m in mapping(trade)["mapping"].values()]
    codes = WORDS[trade].codes
    found = {cause: {table[str(code)] for table in tables} for cause, code in codes.items() if code}
    assert all(len(said) == 1 for said in found.values())
    return {cause: said.pop() for cause, said in found.items()}


@pytest.mark.parametrize("trade", AGENTS)
def test_every_cause_has_a_listed_reason(trade: str) -> None:
    """No cause of the demo plant ends as an unmapped word."""
    assert set(reasons(trade).values()) <= set(REASONS)


@pytest.mark.parametrize("trade", AGENTS)
def test_groups_of_causes_are_the_groups_of_their_reasons(trade: str) -> None:
    """Breakdowns, waits and preventive maintenance mean the same on both sides."""
    words = WORDS[trade]
    for cause, reason in reasons(trade).items():
        group = REASONS[reason].group
        assert (cause in words.breakdowns) is (group == "breakdown"), cause
        assert (cause in words.starved) is (group == "starved"), cause
        assert (cause in words.blocked) is (group == "blocked"), cause
        assert (cause in words.preventive) is (reason in PREVENTIVE_MAINTENANCE), cause


class Stops:
    """A journal sink that keeps causes with their attribution."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def write(self, event: JournalEvent, /) -> None:
        """Take one event."""
        if isinstance(event, ActivityChange) and event.activity in {"stopped", "maintenance"}:
            self.seen.add((event.cause, event.attribution))


def test_attribution_of_what_happens_is_that_of_its_reason() -> None:
    """Whose stop it was in the journal is whose it is in the catalogue, over three shifts."""
    sinks = {line.config.path: Stops() for line in SCENARIO.lines}
    world = World(SCENARIO, seed=3, start=SCENARIO.start, sinks=lambda path: [sinks[path]])
    for line in world.lines.values():
        line.skip_until(SCENARIO.start + 24 * HOUR)
    for scenario in SCENARIO.lines:
        ours = reasons(scenario.config.trade)
        seen = sinks[scenario.config.path].seen
        assert len(seen) > 15
        for cause, attribution in seen:
            assert REASONS[ours[cause]].attribution == attribution, cause


@pytest.mark.parametrize("trade", AGENTS)
def test_the_code_of_a_cause_is_what_the_controller_says(trade: str) -> None:
    """At every change of activity the reading of that ms carries the number of the cause."""
    (scenario,) = (line for line in SCENARIO.lines if line.config.trade == trade)
    words = WORDS[trade]
    path = scenario.config.path
    said: dict[str, int] = {}
    truly: dict[tuple[str, int], str] = {}

    class Causes:
        def write(self, event: JournalEvent, /) -> None:
            """Keep the last cause of each ms."""
            if isinstance(event, ActivityChange):
                truly[event.unit, event.t] = event.cause

    world = World(
        SCENARIO, seed=5, start=SCENARIO.start, sinks=lambda p: [Causes()] if p == path else []
    )
    unit_of = {unit.vendor: unit.id for unit in scenario.config.units}
    checked = 0
    for reading in world.lines[path].run_until(SCENARIO.start + 3 * HOUR):
        code = reading.tags.get(words.code_tag, said.get(reading.unit, 0))
        assert isinstance(code, int)
        said[reading.unit] = code
        cause = truly.get((unit_of[reading.unit], reading.source_ms))
        if cause is not None:
            checked += 1
            assert code == (words.codes[cause] if cause else 0), cause
    assert checked > 100
