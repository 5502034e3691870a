"""The key of played plants: another one for whatever may make other rows, and for nothing else."""

from pathlib import Path

import pytest

from factory.city_key import city_key

HOUR = 3_600_000


def key(root: Path, *, seed: int = 7, end: int = HOUR) -> str:
    """Return the key of an hour of a small tree."""
    return city_key("city", seed=seed, start=0, end=end, root=root)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lay out one file of each kind."""
    for name in ("contract/a.py", "analytics/index/b.py", "factory/plants/c.csv", "factory/d.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["contract/a.py", "factory/plants/c.csv"])
def test_whatever_makes_rows_changes_the_key(tree: Path, name: str) -> None:
    """Code and plants count by what stands in them, and by their names."""
    before = key(tree)
    (tree / name).write_text("2\n", encoding="utf-8")
    changed = key(tree)
    (tree / name).unlink()
    assert len({before, changed, key(tree)}) == 3


@pytest.mark.parametrize("name", ["analytics/index/b.py", "factory/d.py", "contract/README.md"])
def test_what_only_reads_leaves_the_key(tree: Path, name: str) -> None:
    """The index, pages and notes make no row."""
    before = key(tree)
    (tree / name).write_text("2\n", encoding="utf-8")
    assert key(tree) == before


def test_seed_and_hours_change_the_key(tree: Path) -> None:
    """Another world has another key."""
    assert len({key(tree), key(tree, seed=8), key(tree, end=2 * HOUR)}) == 3


def test_the_packages_have_a_key() -> None:
    """Without a root the files of this installation count, the same ones each time."""
    one, other = (city_key("city", seed=7, start=0, end=HOUR) for _ in range(2))
    assert one == other
