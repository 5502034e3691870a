"""Facts of units have a history: what is told anew does not change what was known before."""

from pathlib import Path

import msgspec
import pytest

from factory.errors import ConfigError
from factory.index_facts import FACTS_FILE, keep_facts, read_facts
from tests.unit.analytics.index.survey_plants import UNITS

ONE = UNITS[0]
GROWN = msgspec.structs.replace(ONE, size="large")


def test_what_was_known_of_a_unit_stays(tmp_path: Path) -> None:
    """The newest facts count, or those of the time asked for; before the first there are none."""
    keep_facts(tmp_path, UNITS, vintage=10)
    keep_facts(tmp_path, [GROWN], vintage=20)
    for as_of, known in ((9, None), (10, ONE), (19, ONE), (20, GROWN), (None, GROWN)):
        found = {one.unit: one for one in read_facts(tmp_path, as_of=as_of)}
        assert found.get(ONE.unit) == known


def test_the_same_facts_again_change_nothing(tmp_path: Path) -> None:
    """A file is not written where nobody says anything new."""
    keep_facts(tmp_path, UNITS, vintage=10)
    before = (tmp_path / FACTS_FILE).read_bytes()
    keep_facts(tmp_path, UNITS, vintage=20)
    assert (tmp_path / FACTS_FILE).read_bytes() == before


def test_a_file_without_times_is_read(tmp_path: Path) -> None:
    """Facts of a file from before they had times were always known."""
    (tmp_path / FACTS_FILE).write_bytes(msgspec.json.encode([ONE]))
    assert read_facts(tmp_path, as_of=0) == (ONE,)
    keep_facts(tmp_path, [GROWN], vintage=20)
    assert read_facts(tmp_path, as_of=19) == (ONE,)
    assert read_facts(tmp_path) == (GROWN,)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """Its name is told."""
    (tmp_path / FACTS_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=FACTS_FILE):
        read_facts(tmp_path)
