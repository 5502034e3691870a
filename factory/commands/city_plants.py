"""`factory city-plants`: enterprises of a city through the whole path, played once and kept."""

import logging
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from analytics.rate_queries import rate_rows
from contract.automation_rates import AUTOMATION_RATES
from factory.city_key import city_key
from factory.commands.demo import DemoOptions, play_once
from factory.data_dir import DataDir
from factory.errors import WorldMismatch
from factory.logs import set_up_logs
from factory.open_stores import open_stores
from factory.played_world import end_of
from factory.truth.once import OnceResult
from factory.world_run import data_directory, load_setup

SCENARIO = "city"
_SHOWN = 20
# The indicators of digital production: all of them are counted from telemetry.
_PRODUCTION = {rate.indicator: rate.id for rate in AUTOMATION_RATES if "DP" in rate.indicator}


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a directory holds: the key of its plants, and what playing them took."""

    key: str
    samples: int
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CityOptions:
    """The options of the command, as they were typed."""

    hours: float
    seed: int
    data_dir: Path
    fresh: bool = False


def run(options: CityOptions) -> int:
    """Play the plants unless these very ones are there; return 1 if conservation or truth fail."""
    set_up_logs(json=False, level=logging.WARNING)
    setup = load_setup(SCENARIO)
    start = setup.scenario.start
    end = end_of(start, options.hours)
    key = city_key(SCENARIO, seed=options.seed, start=start, end=end)
    kept = None if options.fresh else _kept(options.data_dir)
    if kept is not None and kept.key == key:
        _say(
            f"{options.data_dir} holds these plants already: {kept.samples:,} samples, played in "
            f"{kept.wall_s:.1f} s; nothing to do (--fresh plays them again)"
        )
        return 0
    _refuse_another(options)
    began = time.monotonic()
    directory = data_directory(options.data_dir, fresh=True)
    world = DemoOptions(seed=options.seed, scenario=SCENARIO, data_dir=options.data_dir)
    result = play_once(setup, directory, options=world, start=start, end=end)
    wall_s = time.monotonic() - began
    _tell(result, directory, wall_s=wall_s)
    if not result.ok:
        return 1
    found = Kept(key=key, samples=result.samples, wall_s=wall_s)
    _file(options.data_dir).write_bytes(msgspec.json.encode(found))
    return 0


def _refuse_another(options: CityOptions) -> None:
    """Keep a directory from being emptied that holds another world than plants of the city."""
    before = DataDir(options.data_dir).remembered()
    if before is not None and before.scenario != SCENARIO and not options.fresh:
        raise WorldMismatch(
            f"{options.data_dir} holds the {before}; choose another --data-dir, or empty this one "
            f"with --fresh"
        )


def _file(folder: Path) -> Path:
    return folder / "city.json"


def _kept(folder: Path) -> Kept | None:
    """Return what was played to its end there; what cannot be read was not."""
    try:
        return msgspec.json.decode(_file(folder).read_bytes(), type=Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _tell(result: OnceResult, directory: DataDir, *, wall_s: float) -> None:
    _say(
        f"{result.samples:,} samples in {wall_s:.1f} s, {result.missing:,} missing; "
        f"{len(result.truth):,} rows of KPIs, losses and stops: "
        f"{len(result.untrue)} differences from the truth"
    )
    for found in result.untrue[:_SHOWN]:
        _say(f"  {found}")
    with open_stores(directory, None, read_only=True) as stores:
        rows = rate_rows(
            stores.kpis,
            "automation",
            level="site",
            period="quarter",
            names=tuple(_PRODUCTION.values()),
        )
    for path, own in rows.groupby("path", sort=True):
        said = own.set_index("indicator")
        _say(
            f"{path}: {said['value'].count()} of {len(_PRODUCTION)} production indicators measured"
        )
        for name in sorted(_PRODUCTION):
            row = said.loc[name]
            _say(
                f"  {name} {row['value']:8.4f} {row['unit']:2} {row['status']:15} {row['name_en']}"
            )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
