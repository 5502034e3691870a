"""Same input, byte-identical exports: of two plays of one world, in processes that differ."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


def _run(*arguments: str, threads: int, hash_seed: int, zone: str) -> None:
    """Run Python on so many processors, which is how many threads DuckDB then takes."""
    processors = sorted(os.sched_getaffinity(0))[:threads]
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=_ROOT,
        env=os.environ | {"PYTHONHASHSEED": str(hash_seed), "TZ": zone},
        preexec_fn=lambda: os.sched_setaffinity(0, processors),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr


@pytest.mark.slow
def test_two_plays_of_a_world_export_equal_bytes(tmp_path: Path) -> None:
    """Every list is the same file again with other threads, hashes, zone and time of the start."""
    for name, threads, zone in (("one", 1, "UTC"), ("two", 2, "Asia/Shanghai")):
        world, out = str(tmp_path / name), str(tmp_path / f"{name}-files")
        play = ("factory.main", "demo", "--once", "--hours", "0.5", "--data-dir", world)
        _run(*play, threads=threads, hash_seed=threads, zone=zone)
        _run("tests.e2e.every_export", world, out, threads=threads, hash_seed=threads, zone=zone)
    one = {path.name: path.read_bytes() for path in (tmp_path / "one-files").iterdir()}
    two = {path.name: path.read_bytes() for path in (tmp_path / "two-files").iterdir()}
    assert len(one) > 50
    assert [
        name for name in sorted(one.keys() | two.keys()) if one.get(name) != two.get(name)
    ] == []
