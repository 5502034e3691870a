"""Edge agents of a plant, each with its line's mapping, its own spool and the run's broker."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path

import structlog
from pydantic import SecretStr

from edge_agent.agent import Agent
from edge_agent.config import AgentConfig, load_config
from edge_agent.source import Source
from factory.broker import BrokerAddress
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.when import wall_ms


def load_agents(files: Iterable[Path], *, lines: Iterable[str]) -> Mapping[str, AgentConfig]:
    """Return the agents' configurations by line; every line of the world must have one."""
    agents = {config.line: config for config in map(load_config, files)}
    absent = [line for line in lines if line not in agents]
    if absent:
        raise ConfigError(f"no agent's file has line = {' or '.join(repr(one) for one in absent)}")
    return agents


def placed(config: AgentConfig, *, directory: DataDir, broker: BrokerAddress) -> AgentConfig:
    """Return the configuration with the spool in this directory and this broker."""
    return config.model_copy(
        update={
            "spool": config.spool.model_copy(
                update={"path": directory.spool(config.path.work_center)}
            ),
            "broker": config.broker.model_copy(
                update={
                    "host": broker.host,
                    "port": broker.port,
                    "username": broker.username,
                    "password": SecretStr(broker.password),
                    "max_inflight": min(config.broker.max_inflight, broker.max_inflight),
                }
            ),
        }
    )


def build_agent(config: AgentConfig, source: Source) -> Agent:
    """Return the agent that reads this source."""
    return Agent(config, source, wall_ms=wall_ms, logger=structlog.get_logger("edge_agent"))


async def run_agents(agents: Iterable[Agent], stop: asyncio.Event) -> None:
    """Run all agents until each source has ended and is acknowledged, or `stop` is set."""
    async with asyncio.TaskGroup() as group:
        for agent in agents:
            group.create_task(agent.run(stop), name=str(agent.line))
