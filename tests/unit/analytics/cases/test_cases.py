"""Every case file through the real calculation, and what the runner says of a wrong one."""

from pathlib import Path

import pytest

from analytics.cases import run_case, run_cases
from analytics.errors import BadConfig

CASES = Path(__file__).parents[3] / "cases" / "oee"

_SMALL = """
title = "small"
start = 2026-03-02T06:00:00Z
end = 2026-03-02T07:00:00Z
[[unit]]
id = "machine"
samples = [{ at = "+0:00", state = "executing", operation_mode = "processing" }]
"""


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_case_file_gives_the_figures_wanted(path: Path) -> None:
    """The calculation gives the figures of the paper."""
    result = run_case(path)
    assert [check for check in result.checks if not check.ok] == []


def test_wrong_figure_is_reported_with_what_came_out(tmp_path: Path) -> None:
    """A difference names the figure, what was wanted and what was got."""
    (tmp_path / "small.toml").write_text(
        _SMALL + "[[want]]\nactual_production_time_s = 3599\navailability = 1.0\n"
    )
    (result,) = run_cases(tmp_path)
    wrong, right = result.checks
    assert not result.ok
    assert (wrong.ok, wrong.wanted, wrong.got) == (False, "3599", "3600")
    assert right.ok


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_SMALL, "wants nothing"),
        (_SMALL + "[[want]]\noee = 1.0\n", "'oee' is no figure"),
        (_SMALL + '[[want]]\nwindow = "decade"\ncoverage = 1.0\n', "window is range or"),
        (_SMALL.replace("executing", "running"), "must be one of not_available"),
        (_SMALL.replace("+0:00", "0:00"), "must be +H:MM"),
        (_SMALL.replace("06:00:00Z", "06:00:00"), "must be +H:MM"),
        (_SMALL.replace("title", "titel"), "titel"),
        (_SMALL + "[master]\nzone = 'Mars/Olympus'\n", "is no time zone"),
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


def test_folder_without_case_files_is_refused(tmp_path: Path) -> None:
    """Nothing checked is not everything right."""
    with pytest.raises(BadConfig, match="holds no case file"):
        run_cases(tmp_path)
