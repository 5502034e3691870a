"""Rates of automation worked on paper: `tests/cases/automation`."""

from pathlib import Path
from typing import get_args

import pytest

from analytics.cases import run_case, run_cases
from analytics.cases.rate_file import Situation, load_rate_case
from analytics.errors import BadConfig
from contract.automation_rates import AUTOMATION_RATES

CASES = Path(__file__).parents[3] / "cases" / "automation"
FILES = sorted(CASES.glob("*.toml"))

_SMALL = """
kind = "automation"
title = "small"
situation = "ordinary"
evidence = [{ unit = "m", production_h = 20, parameter_changes_system = 3 }]
"""
_WANT = '[[want]]\nrate = "closed_loop_parameter_share"\n'


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file_gives_the_rates_wanted(path: Path) -> None:
    """The calculation gives the figures of the paper."""
    assert [check for check in run_case(path).checks if not check.ok] == []


def test_every_rate_is_shown_in_every_situation() -> None:
    """There is an ordinary case, a zero, one of too little and the all-manual plant of each."""
    shown = {
        (want.rate, case.situation) for case in map(load_rate_case, FILES) for want in case.want
    }
    wanted = {(rate.id, one) for rate in AUTOMATION_RATES for one in get_args(Situation)}
    assert wanted - shown == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file_begins_with_its_arithmetic(path: Path) -> None:
    """Somebody may follow a case on paper."""
    assert path.read_text().startswith("# ")


def test_wrong_figure_is_reported_with_what_came_out(tmp_path: Path) -> None:
    """A difference names rate and figure, what was wanted and what was got."""
    (tmp_path / "small.toml").write_text(
        _SMALL + _WANT + 'status = "missing"\nvalue = 0.5\ndeclared = 1\nlower = "null"\nupper = 1'
    )
    (result,) = run_cases(tmp_path)
    assert [
        (check.what.split()[1], check.wanted, check.got, check.ok) for check in result.checks
    ] == [
        ("status", "missing", "observed", False),
        ("value", "0.5", "1", False),
        ("lower", "null", "1", False),
        ("upper", "1", "1", True),
        ("declared", "1", "null", False),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_SMALL, "want"),
        (_SMALL + '[[want]]\nrate = "a1"\n', "'a1' must be one of automatic_execution_share"),
        (_SMALL.replace("production_h", "producing_h") + _WANT, "'producing_h' is no field"),
        (_SMALL.replace("ordinary", "usual") + _WANT, "situation"),
        (_SMALL.replace("evidence", "evidences") + _WANT, "evidences"),
        (_SMALL.replace("unit =", 'at = "0:10", unit =') + _WANT, "must be +H:MM"),
    ],
)
def test_case_file_that_cannot_be_understood_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    """A mistake in a case file is told in a sentence that names the file."""
    path = tmp_path / "small.toml"
    path.write_text(text)
    with pytest.raises(BadConfig, match=r"small\.toml") as refused:
        run_case(path)
    assert said in str(refused.value)
