"""The data directory: one world, one owner."""

from pathlib import Path

import pytest

from factory.data_dir import DataDir, World
from factory.errors import ConfigError, DirectoryBusy, WorldMismatch

WORLD = World(kind="demo", scenario="demo-plant", seed=7, start=0)


def test_a_directory_remembers_its_world_and_refuses_another(tmp_path: Path) -> None:
    """The same world may go on; another one is refused and told how to make room."""
    directory = DataDir(tmp_path / "data")
    directory.claim(WORLD)
    directory.claim(WORLD)
    with pytest.raises(WorldMismatch, match="--fresh") as refused:
        directory.claim(World(kind="demo", scenario="demo-plant", seed=8, start=0))
    assert "start 1970-01-01T00:00:00+00:00" in str(refused.value)
    assert directory.remembered() == WORLD


def test_fresh_empties_only_a_directory_of_ours(tmp_path: Path) -> None:
    """A folder without a remembered world is left as it is."""
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(ConfigError, match=r"world\.json"):
        DataDir(tmp_path).empty()
    ours = DataDir(tmp_path / "data")
    ours.claim(WORLD)
    ours.empty()
    assert ours.remembered() is None


def test_a_second_owner_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    """One process owns a directory; the next one hears where the first answers."""
    directory = DataDir(tmp_path)
    with directory.owned():
        directory.announce("http://127.0.0.1:1")
        owner = directory.owner()
        assert owner is not None
        assert owner.url == "http://127.0.0.1:1"
        with pytest.raises(DirectoryBusy, match=r"http://127\.0\.0\.1:1"), directory.owned():
            pass
    assert directory.owner() is None


def test_an_owner_that_was_killed_is_not_believed(tmp_path: Path) -> None:
    """An announcement left behind without its lock names nobody."""
    directory = DataDir(tmp_path)
    with directory.owned():
        directory.announce("http://127.0.0.1:1")
        left = (tmp_path / "owner.json").read_text()
    (tmp_path / "owner.json").write_text(left)
    assert directory.owner() is None
