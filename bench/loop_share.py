"""The share of a core that the incremental loop of analytics takes while the demo plant is live.

    python -m bench.loop_share [--seconds 60] [--hours 2]

The plant plays the last hours first, as `factory demo` does; then the processor time of the thread
of analytics is counted for so long, and beside it that of the whole process: plant, agents, ingest
and the threads of DuckDB, which work for whoever asks.
"""

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.processes import cpu_s
from factory.agents import run_agents
from factory.logs import set_up_logs
from factory.owner import Owner
from factory.when import wall_ms
from factory.world_run import WorldRun, data_directory, load_setup, open_world
from simulators.line import KEEP_ALIVE_MS

_TICK_S = 0.2


@dataclass(frozen=True, slots=True)
class Share:
    """Seconds of wall and of processor time, and how often figures were stored."""

    wall_s: float
    analytics_s: float
    process_s: float
    passes: int


async def measured(run: WorldRun, seconds: float) -> Share:
    """Let the plant catch up and figures follow, then count."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(run_agents(run.agents, stop))
        while not all(agent.live for agent in run.agents):
            await _tick(run.owner)
        # What was played behind is computed before the first live figures are stored.
        before = _stored(run.owner)
        while _stored(run.owner) == before:
            await _tick(run.owner)
        share = await _counted(run.owner, seconds)
        stop.set()
    return share


async def _counted(owner: Owner, seconds: float) -> Share:
    pid, thread = os.getpid(), owner.analytics.native_id
    began = time.monotonic()
    analytics_s, process_s = cpu_s(pid, thread=thread), cpu_s(pid)
    passes, rows = 0, _stored(owner)
    while time.monotonic() - began < seconds:
        await _tick(owner)
        if _stored(owner) != rows:
            passes, rows = passes + 1, _stored(owner)
    return Share(
        wall_s=time.monotonic() - began,
        analytics_s=cpu_s(pid, thread=thread) - analytics_s,
        process_s=cpu_s(pid) - process_s,
        passes=passes,
    )


async def _tick(owner: Owner) -> None:
    owner.raise_failure()
    await asyncio.sleep(_TICK_S)


def _stored(owner: Owner) -> int:
    return owner.analytics_health.counted().stored


def main() -> int:
    """Read the arguments, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--hours", type=float, default=2.0)
    given = parser.parse_args()
    set_up_logs(json=False, level=logging.WARNING)
    start = wall_ms() - round(given.hours * 3_600_000)
    with tempfile.TemporaryDirectory() as folder:
        directory = data_directory(Path(folder) / "plant", fresh=False)
        with directory.owned():
            world = open_world(
                load_setup("demo-plant"),
                directory,
                seed=7,
                start=start - start % KEEP_ALIVE_MS,
                end=None,
                speed=None,
            )
            with world as run:
                share = asyncio.run(measured(run, given.seconds))
    print(
        f"{share.wall_s:.0f} s live: the loop of analytics took {share.analytics_s:.2f} s,"
        f" {share.analytics_s / share.wall_s:.1%} of a core, and stored figures {share.passes}"
        f" times; the whole process {share.process_s / share.wall_s:.1%}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
