"""`factory demo`: the one-process pipeline, once through a fixed world or on and on."""

import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from factory.agents import run_agents
from factory.board import serve_board
from factory.data_dir import DataDir, World, check_writable
from factory.influx_place import InfluxPlace, world_name
from factory.logs import set_up_logs
from factory.open_stores import claim
from factory.played_world import end_of, shift_before, start_of
from factory.progress import Advance, progress
from factory.tables import print_once
from factory.truth.losses import loss_mismatches
from factory.truth.once import OnceResult, result_of
from factory.truth.rates import rate_mismatches
from factory.until_stopped import Stopped, run_until_stopped
from factory.when import parse_speed, wall_ms
from factory.world_run import PlantSetup, WorldRun, data_directory, load_setup, open_world

# The demo begins with the shift that ran this long ago.
LOOK_BACK_MS = 2 * 3_600_000
_TICK_S = 0.2
# Nothing is lost when this runs out: the run ends with an error and goes on at the next start.
_SETTLE_LIMIT_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """The options of the command, as they were typed."""

    hours: float = 8.0
    start: str | None = None
    speed: str = "max"
    seed: int = 7
    scenario: str = "demo-plant"
    data_dir: Path
    fresh: bool = False
    port: int = 8420
    broker: str | None = None
    json: Path | None = None
    place: InfluxPlace | None = None


def run_once(options: DemoOptions) -> int:
    """Play the hours, print the tables, and return 1 if conservation or truth fail."""
    check_writable(options.json, option="--json")
    set_up_logs(json=False, level=logging.WARNING)
    setup = load_setup(options.scenario)
    start = start_of(setup.scenario, options.start)
    end = end_of(start, options.hours)
    options = _placed(options, scenario=setup.scenario.name)
    directory = data_directory(options.data_dir, fresh=options.fresh, place=options.place)
    result = play_once(setup, directory, options=options, start=start, end=end)
    print_once(result)
    if options.json is not None:
        result.write(options.json)
    return 0 if result.ok else 1


def play_once(
    setup: PlantSetup, directory: DataDir, *, options: DemoOptions, start: int, end: int
) -> OnceResult:
    """Run a world of fixed length through the whole path and compare it with its truth."""
    began = time.monotonic()
    with (
        _running(setup, directory, options=options, start=start, end=end, port=0) as (run, page),
        progress("playing", total=end - start) as advance,
    ):
        directory.announce(page)
        if run_until_stopped(lambda stop: _play(run, advance, stop)):
            raise Stopped
        run.owner.wait_ended(setup.lines, timeout_s=_SETTLE_LIMIT_S)
        run.world.finish()
        result = result_of(run.owner, run.world.truth_rows(end), wall_s=time.monotonic() - began)
        kpis = run.owner.stores.kpis
        losses = loss_mismatches(kpis, run.world, setup, end=end)
        rates = rate_mismatches(kpis, run.world, end=end)
        return replace(result, other_differences=(*losses, *rates))


@contextmanager
def _running(
    setup: PlantSetup,
    directory: DataDir,
    *,
    options: DemoOptions,
    start: int,
    end: int | None,
    port: int,
) -> Iterator[tuple[WorldRun, str]]:
    """Own the directory for this world, start everything but the agents, and serve the page."""
    world = World(
        kind="demo" if end is None else "once",
        scenario=setup.scenario.name,
        seed=options.seed,
        start=start,
        hours=None if end is None else (end - start) / 3_600_000,
        influx=options.place,
        master_data=tuple(map(str, setup.sites)),
    )
    speed = parse_speed(options.speed)
    with ExitStack() as stack:
        stack.enter_context(directory.owned())
        claim(directory, world, fresh=options.fresh)
        run = stack.enter_context(
            open_world(
                setup,
                directory,
                seed=options.seed,
                start=start,
                end=end,
                speed=speed,
                broker_url=options.broker,
                place=options.place,
            )
        )
        page = stack.enter_context(
            serve_board(run.owner, run.ingest, lines=setup.lines, agents=run.agents, port=port)
        )
        yield run, page


def _placed(options: DemoOptions, *, scenario: str) -> DemoOptions:
    """Give a world of fixed length on InfluxDB buckets of its own: their name tells it."""
    place = options.place
    if place is None or place.world:
        return options
    name = world_name(scenario, options.seed, f"{options.hours:g}h")
    return replace(options, place=msgspec.structs.replace(place, world=name))


async def _play(run: WorldRun, advance: Advance, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        playing = group.create_task(run_agents(run.agents, stop))
        while not playing.done():
            run.owner.raise_failure()
            advance(run.world_now() - run.world.start)
            await asyncio.wait({playing}, timeout=_TICK_S)


def run_live(options: DemoOptions) -> int:
    """Catch up from the beginning of a past shift, then go on at wall speed until stopped."""
    set_up_logs(json=False, level=logging.WARNING)
    setup = load_setup(options.scenario)
    directory = data_directory(options.data_dir, fresh=options.fresh, place=options.place)
    start = _live_start(setup, directory, options)
    with _running(setup, directory, options=options, start=start, end=None, port=options.port) as (
        run,
        page,
    ):
        directory.announce(page)
        _say(
            f"broker   {run.broker}\npage     {page}\nAPI      {page}/api/v1/oee\nstop     Ctrl-C\n"
        )
        run_until_stopped(lambda stop: _live(run, stop))
        _say("stopping: what was read is being stored\n")
    _say(f"stopped; `factory demo` goes on from here ({directory.root})\n")
    return 0


def _live_start(setup: PlantSetup, directory: DataDir, options: DemoOptions) -> int:
    """Return the remembered beginning of this directory's world, else that of a past shift."""
    if options.start is not None:
        return start_of(setup.scenario, options.start)
    before = directory.remembered()
    if before is not None and before.kind == "demo" and before.start is not None:
        return before.start
    return shift_before(setup.scenario, wall_ms() - LOOK_BACK_MS)


async def _live(run: WorldRun, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        running = group.create_task(run_agents(run.agents, stop))
        await _catch_up(run, running, stop)
        while not running.done():
            run.owner.raise_failure()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), timeout=1.0)
            if stop.is_set():
                await running


async def _catch_up(run: WorldRun, running: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    began = run.world.start
    with progress("catching up", total=max(1, wall_ms() - began)) as advance:
        while not running.done() and not stop.is_set():
            run.owner.raise_failure()
            advance(run.world_now() - began)
            if all(agent.live for agent in run.agents):
                _say("live     the plant has caught up with the wall clock\n")
                return
            await asyncio.wait({running}, timeout=_TICK_S)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
