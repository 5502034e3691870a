"""`factory replay`: a recording through the real path, then its OEE hour by hour."""

import logging
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from analytics.export import export
from analytics.queries import oee_rows
from edge_agent.config import AgentConfig, ShdrConfig, load_config
from edge_agent.shdr_file import ShdrFile
from factory.agents import build_agent, placed, run_agents
from factory.board import serve_board
from factory.broker import run_broker
from factory.data_dir import World, check_writable
from factory.errors import ConfigError
from factory.influx_place import InfluxPlace, world_name
from factory.logs import set_up_logs
from factory.open_stores import claim, open_stores
from factory.owner import Owner, run_owner
from factory.plant_files import find_mapping
from factory.tables import leaves_table, terminal
from factory.until_stopped import Stopped, run_until_stopped, wait_for_signal
from factory.when import parse_speed
from factory.world_run import BATCH_MESSAGES, data_directory, ingest_config

_SETTLE_LIMIT_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """The options of the command, as they were typed."""

    file: Path
    format: str = "shdr"
    mapping: str
    speed: str = "max"
    once: bool = False
    data_dir: Path
    fresh: bool = False
    port: int = 8420
    broker: str | None = None
    json: Path | None = None
    place: InfluxPlace | None = None


def run(options: ReplayOptions) -> int:
    """Play the recording; with `once` print the hours and return, else keep the page up."""
    check_writable(options.json, option="--json")
    set_up_logs(json=False, level=logging.WARNING)
    config = load_config(find_mapping(options.mapping))
    source = _source(config, options)
    source.readings()  # a recording that cannot be read is told before anything starts
    place = options.place
    if place is not None and not place.world:
        name = world_name("replay", options.file.name)
        place = msgspec.structs.replace(place, world=name)
    directory = data_directory(options.data_dir, fresh=options.fresh, place=place)
    with ExitStack() as stack:
        stack.enter_context(directory.owned())
        claim(
            directory,
            World(kind="replay", scenario=f"{options.file.name} as {config.line}", influx=place),
            fresh=options.fresh,
        )
        broker = stack.enter_context(
            run_broker(options.broker, folder=directory.broker, batch_messages=BATCH_MESSAGES)
        )
        settings = ingest_config(directory, broker, place)
        stores = stack.enter_context(open_stores(directory, place))
        owner = stack.enter_context(run_owner(stores, settings, masters=()))
        page = stack.enter_context(
            serve_board(
                owner, settings, lines=[config.path], port=0 if options.once else options.port
            )
        )
        directory.announce(page)
        agent = build_agent(placed(config, directory=directory, broker=broker), source)
        if run_until_stopped(lambda stop: run_agents([agent], stop)):
            raise Stopped
        owner.wait_ended([config.path], timeout_s=_SETTLE_LIMIT_S)
        _print(owner, source, options)
        if not options.once:
            sys.stdout.write(f"page     {page}\nstop     Ctrl-C\n")
            sys.stdout.flush()
            wait_for_signal(owner.raise_failure)
    return 0


def _source(config: AgentConfig, options: ReplayOptions) -> ShdrFile:
    if not isinstance(config.source, ShdrConfig):
        raise ConfigError(
            f"--mapping {options.mapping}: has no [source] of kind shdr, "
            f"so it cannot read {options.file}"
        )
    return ShdrFile(
        options.file,
        config=config.source,
        logger=structlog.get_logger("shdr"),
        speed=parse_speed(options.speed),
    )


def _print(owner: Owner, source: ShdrFile, options: ReplayOptions) -> None:
    console = terminal()
    rows = oee_rows(owner.stores.kpis, level="unit", window="hour")
    console.print(leaves_table("OEE and time leaves, hour by hour", rows))
    if source.bad_lines:
        named = ", ".join(f"{reason} {count}" for reason, count in source.bad_lines.items())
        console.print(f"lines that could not be read: {named}")
    if options.json is not None:
        options.json.write_bytes(export(rows, "json"))
