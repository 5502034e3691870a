"""The guide to indices of one's own runs as it is written."""

import doctest
from pathlib import Path

GUIDE = Path(__file__).parents[4] / "docs" / "composite-indices.md"


def test_the_guide_runs_as_written() -> None:
    """Every line of code on the page gives what stands below it."""
    found = doctest.testfile(str(GUIDE), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0


def test_the_guide_names_nothing_of_this_project() -> None:
    """It is about any hierarchy and any table."""
    text = GUIDE.read_text(encoding="utf-8").lower()
    assert not [word for word in ("chongqing", "oee", "digital", "telemetry") if word in text]
