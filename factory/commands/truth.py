"""`factory truth`: many seeds through the whole path; all that is computed beside its truth."""

import logging
import sys
import tempfile
from pathlib import Path

from factory.commands.demo import DemoOptions, play_once
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.logs import set_up_logs
from factory.played_world import end_of
from factory.world_run import load_setup

_SHOWN = 3


def parse_seeds(text: str) -> tuple[int, ...]:
    """Read "1-20", "3,7" or a mix of both."""
    seeds: list[int] = []
    try:
        for part in text.split(","):
            first, _, last = part.partition("-")
            seeds += range(int(first), int(last or first) + 1)
    except ValueError:
        seeds = []
    if not seeds:
        raise ConfigError(f"--seeds {text!r}: write a range such as 1-20, or a list such as 3,7")
    return tuple(seeds)


def run(*, seeds: str, hours: float, scenario: str) -> int:
    """Print one line per seed; return 1 if any row differs or anything is missing."""
    set_up_logs(json=False, level=logging.WARNING)
    wanted = parse_seeds(seeds)
    setup = load_setup(scenario)
    start = setup.scenario.start
    end = end_of(start, hours)
    failed = 0
    for seed in wanted:
        with tempfile.TemporaryDirectory(prefix="factory-truth-") as folder:
            options = DemoOptions(seed=seed, scenario=scenario, data_dir=Path(folder))
            result = play_once(setup, DataDir(Path(folder)), options=options, start=start, end=end)
        failed += not result.ok
        sys.stdout.write(
            f"seed {seed:>3}: {len(result.truth)} rows, {len(result.untrue)} differences, "
            f"{result.samples} samples, {result.missing} missing, {result.wall_s:.1f} s\n"
        )
        for found in result.untrue[:_SHOWN]:
            sys.stdout.write(f"  {found}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(wanted) - failed} of {len(wanted)} seeds equal their truth\n")
    return 1 if failed else 0
