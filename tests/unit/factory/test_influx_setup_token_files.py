"""Token files have the modes that were asked for, and nobody else's folder is touched."""

import os
import stat
from pathlib import Path

import pytest

from factory.errors import ConfigError
from factory.influx_admin.token_files import TokenFiles

# A group that this process may give files to.
GROUP = 4242 if os.geteuid() == 0 else os.getgroups()[-1]


def mode(path: Path) -> str:
    """Return the permission bits as people write them."""
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    """Without a group, only the owner enters the folder and reads the file."""
    files = TokenFiles(tmp_path / "tokens")
    files.write(tmp_path / "tokens" / "w" / "board.token", "x\n")
    assert mode(tmp_path / "tokens" / "w" / "board.token") == "0o600"
    assert mode(tmp_path / "tokens" / "w") == "0o700"
    assert mode(tmp_path / "tokens") == "0o700"
    assert files.read(tmp_path / "tokens" / "w" / "board.token") == "x"


def test_files_for_a_group_are_read_by_it(tmp_path: Path) -> None:
    """With a group, it may enter and read; a private file stays its owner's."""
    root = tmp_path / "tokens"
    files = TokenFiles(root, GROUP)
    files.write(root / "board.token", "x\n")
    files.write(root / "admin.token", "x\n", private=True)
    assert (mode(root), mode(root / "board.token")) == ("0o750", "0o640")
    assert {path.stat().st_gid for path in (root, root / "board.token")} == {GROUP}
    assert mode(root / "admin.token") == "0o600"


def test_mending_says_whether_it_was_needed(tmp_path: Path) -> None:
    """A file that others could read is closed, once; a group is let in, once."""
    root = tmp_path / "tokens"
    path = root / "board.token"
    files = TokenFiles(root)
    files.write(path, "x\n")
    path.chmod(0o644)
    assert [files.mend(path), files.mend(path)] == [True, False]
    assert mode(path) == "0o600"
    shared = TokenFiles(root, GROUP)
    assert [shared.mend(path), shared.mend(path)] == [True, False]
    assert (mode(root), mode(path)) == ("0o750", "0o640")


def test_folder_of_others_keeps_its_mode(tmp_path: Path) -> None:
    """Tokens may be written into a folder with other files, which stays as open as it was."""
    tmp_path.chmod(0o755)
    (tmp_path / "notes.txt").write_text("mine")
    TokenFiles(tmp_path).write(tmp_path / "board.token", "x\n")
    assert mode(tmp_path) == "0o755"
    assert mode(tmp_path / "board.token") == "0o600"


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    """Whoever has the old file open goes on reading the old token."""
    files = TokenFiles(tmp_path / "tokens")
    path = tmp_path / "tokens" / "board.token"
    files.write(path, "old\n")
    with path.open() as reader:
        files.write(path, "new\n")
        assert reader.read() == "old\n"
    assert files.read(path) == "new"
    assert sorted(one.name for one in path.parent.iterdir()) == ["board.token"]


def test_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    """A folder name that is a file is refused with the file's name."""
    (tmp_path / "tokens").write_text("")
    with pytest.raises(ConfigError, match=r"board\.token: cannot be written"):
        TokenFiles(tmp_path / "tokens").write(tmp_path / "tokens" / "board.token", "x")


def test_absent_file_reads_as_none(tmp_path: Path) -> None:
    """A token that was never written is no error."""
    assert TokenFiles(tmp_path).read(tmp_path / "absent.token") is None
