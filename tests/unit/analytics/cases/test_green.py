"""Every case file of green measures, and what the runner says of a wrong one."""

from pathlib import Path

import pytest

from analytics.cases import run_case
from analytics.cases.green_file import load_green_case
from analytics.errors import BadConfig
from contract.green_measures import GREEN_MEASURES

CASES = Path(__file__).parents[3] / "cases" / "green"
FILES = sorted(CASES.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file_gives_the_rows_wanted(path: Path) -> None:
    """The calculation gives the figures of the paper, with their bounds and items."""
    result = run_case(path)
    assert result.checks
    assert [check for check in result.checks if not check.ok] == []


def test_every_measure_has_cases() -> None:
    """Each measure of the catalogue has a case in which it is observed, and one in which not."""
    wants = [want for path in FILES for want in load_green_case(path).want]
    for measure in GREEN_MEASURES:
        seen = {want.status == "observed" for want in wants if want.measure == measure.id}
        assert seen == {True, False}, measure.id


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('measure = "idle_energy_share"', 'measure = "idle"', "'idle' must be one of"),
        ("figures = { numerator", "figures = { above", "figure 'above' must be one of"),
        ("energy_kwh_delay = 3", "energy_delay = 3", "'energy_delay' is no base quantity"),
        ('path = "e/s/a/l/m1"\nfig', 'path = "e/s/a/l/m9"\nfig', "has no row"),
        ('path = "e/s/a/l"\n', 'path = "e//l"\n', "one to five segments"),
        ("title = ", "titel = ", "titel"),
    ],
)
def test_case_file_that_cannot_be_understood_is_refused(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    """A mistake in a case file is told in a sentence that names the file."""
    text = (CASES / "ordinary-line.toml").read_text()
    assert right in text
    path = tmp_path / "case.toml"
    path.write_text(text.replace(right, wrong))
    with pytest.raises(BadConfig, match=r"case\.toml") as refused:
        run_case(path)
    assert said in str(refused.value)


def test_wrong_figure_is_reported_with_what_came_out(tmp_path: Path) -> None:
    """A difference names the figure, what was wanted and what was got."""
    text = (CASES / "factor-change.toml").read_text()
    path = tmp_path / "case.toml"
    path.write_text(
        text.replace("value = 2.5", "value = 2.25").replace("lower = 2.5", 'lower = "null"')
    )
    wrong = [check for check in run_case(path).checks if not check.ok]
    assert [(one.what.split()[-1], one.wanted, one.got) for one in wrong] == [
        ("value", "2.25", "2.5"),
        ("lower", "null", "2.5"),
    ]
