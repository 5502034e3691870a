"""Same input, byte-identical exports: of two plays of one world, in processes that differ."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


def _exported(folder: Path, *, threads: int, zone: str) -> dict[str, bytes]:
    """Play and export in a process of its own; return the files by name."""
    out = folder / "files"
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.every_export", str(threads), str(folder / "w"), str(out)],
        cwd=_ROOT,
        env=os.environ | {"PYTHONHASHSEED": str(threads), "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.slow
def test_two_plays_of_a_world_export_equal_bytes(tmp_path: Path) -> None:
    """Every list is the same file again with other threads, hashes, zone and time of the start."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    one = _exported(folders[0], threads=1, zone="UTC")
    two = _exported(folders[1], threads=2, zone="Asia/Shanghai")
    assert len(one) > 50
    assert [
        name for name in sorted(one.keys() | two.keys()) if one.get(name) != two.get(name)
    ] == []
