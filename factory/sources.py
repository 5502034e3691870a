"""Which source a standalone agent reads: an MTConnect adapter, or a line of a simulated world."""

import structlog

from edge_agent.config import AgentConfig, ShdrConfig, SimulatedConfig
from edge_agent.shdr_tcp import ShdrTcp
from edge_agent.source import Source
from factory.errors import ConfigError
from factory.played_world import end_of, start_of
from factory.simulated_source import SimulatedSource
from factory.when import parse_speed, wall_ms
from simulators.scenario_file import load_scenario
from simulators.world import World


def source_of(config: AgentConfig) -> Source:
    """Build the source that the file names; a mistake in it is told before anything connects."""
    match config.source:
        case ShdrConfig():
            return ShdrTcp(config.source, wall_ms=wall_ms, logger=structlog.get_logger("shdr"))
        case SimulatedConfig():
            return _simulated(config.line, config.source)
        case None:
            raise ConfigError(
                f'{config.line}: no [source]: say kind = "shdr" or kind = "simulated"'
            )


def _simulated(path: str, source: SimulatedConfig) -> Source:
    scenario = load_scenario(source.scenario)
    start = start_of(scenario, source.start)
    end = None if source.hours is None else end_of(start, source.hours)
    world = World(scenario, seed=source.seed, start=start)
    if path not in world.lines:
        raise ConfigError(
            f"{path}: scenario {scenario.name!r} has no such line; it has {', '.join(world.lines)}"
        )
    return SimulatedSource(
        world.lines[path], end=end, speed=parse_speed(source.speed), wall_ms=wall_ms
    )
