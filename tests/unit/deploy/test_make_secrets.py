"""The one command before `docker compose up`: it makes secrets once, for few eyes, in silence."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from factory.when import parse_instant, wall_ms
from tests.compose_file import make_secrets, read_env, services


def contents(root: Path) -> dict[str, str]:
    """Return every secret by its file's name."""
    return {path.name: path.read_text() for path in (root / "secrets").iterdir()}


def test_every_secret_of_the_file_is_made(made: Path) -> None:
    """Each file that compose.yaml names is there, and nothing that it does not name but one each.

    The plain passwords of the workers and agents are mounted too, so all names are in use.
    """
    found = services(read_env(made / ".env")).values()
    named = {Path(path).name for one in found for path in one.secrets.values()}
    assert named == set(contents(made)) - {"mqtt-probe"}  # it stands in mosquitto-probe


def test_files_are_for_owner_and_group(made: Path) -> None:
    """Nobody else may read a file, or even look into the folder."""
    assert stat.S_IMODE((made / "secrets").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (made / "secrets").iterdir()}
    assert modes == {0o640}
    assert read_env(made / ".env")["SECRETS_GID"] == str((made / "secrets").stat().st_gid)


def test_second_run_changes_nothing(tmp_path: Path) -> None:
    """What is there is kept, the environment file included."""
    make_secrets(tmp_path)
    before = contents(tmp_path), (tmp_path / ".env").read_text()
    assert make_secrets(tmp_path) == "nothing was missing\n"
    assert (contents(tmp_path), (tmp_path / ".env").read_text()) == before


def test_no_secret_is_printed(tmp_path: Path) -> None:
    """The command says what it made by name only."""
    said = make_secrets(tmp_path)
    assert "secrets/influxdb-admin-token" in said
    words = {word for text in contents(tmp_path).values() for word in text.split()} - {"-u", "-P"}
    assert [word for word in words - {"probe"} if word in said] == []


def test_removed_secret_is_renewed_with_what_follows_from_it(tmp_path: Path) -> None:
    """A password is changed by removing its file: the broker's file follows, the rest stays."""
    make_secrets(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "secrets" / "mqtt-line-1").unlink()
    make_secrets(tmp_path)
    after = contents(tmp_path)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"mqtt-line-1", "mosquitto-passwords"}


def test_plant_begins_with_a_shift_not_long_ago(made: Path) -> None:
    """The plant's begin is a shift's, between two and ten hours old, and an agent takes it."""
    text = read_env(made / ".env")["PLANT_START"]
    age_h = (wall_ms() - parse_instant(text, option="PLANT_START")) / 3_600_000
    assert 1.9 < age_h < 10.1
    assert datetime.fromisoformat(text).astimezone(UTC).hour in {6, 14, 22}


@pytest.mark.parametrize("before", ["MINE=1", "MINE=1\n"])
def test_environment_of_the_user_is_kept(tmp_path: Path, before: str) -> None:
    """Lines that stand in .env already stay as they are."""
    (tmp_path / ".env").write_text(before)
    make_secrets(tmp_path)
    assert read_env(tmp_path / ".env").keys() == {"MINE", "SECRETS_GID", "PLANT_START"}
