"""The buckets of a run on InfluxDB: made where that is possible, and claimed for one world.

A played world has buckets of its own, whose register remembers it and refuses another.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analytics.queries import iso
from contract.series import WORLD
from factory.data_dir import World
from factory.errors import ConfigError, WorldMismatch
from factory.influx_admin.plan import Change
from factory.influx_admin.setup import InfluxTarget, drop_world, opened, set_up
from factory.influx_place import InfluxPlace
from factory.when import wall_ms
from influx.connection import Influx
from influx.influxql import columns, name
from influx.line_protocol import encode
from influx.table import types_of

_FIELDS = tuple(field.name for field in WORLD.fields)
# Who starts a run has started the server before.
_WAIT_S = 5.0
_SELECT = f"SELECT {columns(_FIELDS)} FROM {name(WORLD.name)}"


def prepare(place: InfluxPlace, world: World, *, fresh: bool) -> None:
    """Make sure that this world may be written here; nothing is sent before this returns.

    With `admin.token` among the tokens the buckets of a played world are made here, and emptied
    for `fresh`; without it `factory influx setup --world` is asked for.
    """
    if not place.world:
        _refuse_expired(place, world)
        return
    target = _target(place)
    if target.admin_file.exists():
        if fresh:
            drop_world(target)
        _tell_restarts(set_up(target))
    elif not place.config("ingest").token_file.exists():
        raise ConfigError(
            f"{place} is not set up: run `factory influx setup --url {place.url} "
            f"--world {place.world}` first"
        )
    _claim(place, world)


def refuse_to_drop(place: InfluxPlace) -> None:
    """Raise what would keep `--fresh` from emptying these buckets; change nothing."""
    if not place.world:
        raise ConfigError("--fresh would empty the live buckets of InfluxDB: name a --world")
    target = _target(place)
    if not target.admin_file.exists():
        raise ConfigError(
            f"--fresh needs the admin token to empty {place}: {target.admin_file} is not there"
        )
    with opened(target) as api:
        api.buckets()


def _target(place: InfluxPlace) -> InfluxTarget:
    return InfluxTarget(
        url=place.url,
        org=place.org,
        world=place.world,
        tokens=Path(place.tokens),
        wait_s=_WAIT_S,
    )


def _tell_restarts(changes: Iterable[Change]) -> None:
    """Say whose token was replaced: a Grafana that runs has lost its own with a new world."""
    for change in changes:
        if "restart" in change.why:
            sys.stderr.write(f"{change}\n")


def _refuse_expired(place: InfluxPlace, world: World) -> None:
    with Influx(place.config("board")) as reading:
        keeps_ms = reading.keeps_ms("telemetry")
    if keeps_ms is None or world.start is None or world.start >= wall_ms() - keeps_ms:
        return
    raise ConfigError(
        f"the live telemetry of {place} is kept for {keeps_ms / 86_400_000:g} days, and this run "
        f"would begin at {iso(world.start)}: choose a later --start, or play it into buckets of "
        "its own with --world NAME"
    )


def _claim(place: InfluxPlace, world: World) -> None:
    with Influx(place.config("board")) as reading:
        found = reading.query(_SELECT, bucket="register", types=types_of(WORLD))
    if not found.empty:
        before = _world_of(found, place)
        if not before.is_like(world):
            raise WorldMismatch(
                f"{place} holds the {before}, not the {world}; choose another --world, or empty "
                "this one with --fresh"
            )
        return
    row = {field: [getattr(world, field)] for field in _FIELDS}
    with Influx(place.config("ingest")) as writing:
        refusal = writing.write("register", encode(WORLD, {"time": [0], **row})[0].encode())
    if refusal is not None:
        raise RuntimeError(refusal.words)  # a row of ours that no InfluxDB takes is our mistake


def _world_of(found: pd.DataFrame, place: InfluxPlace) -> World:
    (row,) = found.to_dict("records")
    start, hours = row["start"], row["hours"]
    return World(
        kind=row["kind"],
        scenario=row["scenario"],
        seed=int(row["seed"]),
        start=None if pd.isna(start) else int(start),
        hours=None if pd.isna(hours) else float(hours),
        influx=place,
    )
