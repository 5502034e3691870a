"""Whatever a file holds, it is read or refused with its place; it never stops the reader."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.automation.register_sheets import read_register
from tests.unit.analytics.automation.register_texts import EQUIPMENT, LINES, SITE, put

ROWS = [line.split(",") for line in EQUIPMENT.splitlines()[:3]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register that has no mistakes."""
    return put(tmp_path_factory.mktemp("register"))


@given(data=st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_stop_the_reader(folder: Path, data: bytes) -> None:
    """Any bytes are told as mistakes of that file, for none of them is a register."""
    (folder / "equipment.csv").write_bytes(data)
    _, mistakes = read_register(folder, site=SITE, lines=LINES)
    assert mistakes
    assert {Path(mistake.file).name for mistake in mistakes} == {"equipment.csv"}


@given(
    row=st.integers(1, 2),
    column=st.integers(0, 10),
    cell=st.one_of(
        st.text(alphabet=st.characters(exclude_characters='",\r\n', codec="utf-8"), max_size=8),
        st.from_regex(r"-?\d{1,3}(\.\d{1,3})?", fullmatch=True),
        st.sampled_from(["yes", "no", "manual", "none", "opc_ua", "e/s/a/l/saw", "nan", "1e999"]),
    ),
)
def test_a_changed_cell_is_read_or_told_in_its_row(
    folder: Path, row: int, column: int, cell: str
) -> None:
    """One changed cell spoils its own row only, or the rows that speak of the same machine."""
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = cell
    text = "\n".join(",".join(cells) for cells in rows)
    (folder / "equipment.csv").write_text(text + "\n", encoding="utf-8")
    (folder / "operations.csv").unlink(missing_ok=True)
    file, mistakes = read_register(folder, site=SITE, lines=LINES)
    told = {mistake.row for mistake in mistakes}
    assert told <= {row + 1, len(rows)}
    if not mistakes:
        blank = not any(part.strip() for part in rows[row])
        assert len(file.equipment) == len(rows) - 1 - blank
