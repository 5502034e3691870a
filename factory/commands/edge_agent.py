"""`factory edge-agent`: one agent in a process of its own."""

from pathlib import Path

from edge_agent.config import load_config
from factory.agents import build_agent, run_agents
from factory.commands.checked import fine
from factory.logs import set_up_logs
from factory.sources import source_of
from factory.until_stopped import run_until_stopped


def run(path: Path, *, check: bool) -> int:
    """Run one agent until its source ends or it is stopped."""
    config = load_config(path)
    source = source_of(config)
    if check:
        return fine(path)
    set_up_logs(json=True)
    agent = build_agent(config, source)

    run_until_stopped(lambda stop: run_agents([agent], stop))
    return 0
