"""Every case file of green measures through the real calculation."""

from pathlib import Path

import pytest

from analytics.automation.rate import RateValue
from analytics.green.rates import green_of
from contract.green_measures import GREEN_MEASURES
from tests.unit.analytics.green.green_case import Case, Want, load_case

CASES = Path(__file__).parents[3] / "cases" / "green"
FILES = sorted(CASES.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file_gives_the_rates_wanted(path: Path) -> None:
    """The calculation gives the rates of the paper, with their bounds and items."""
    case = load_case(path)
    rows = green_of(case.sums, case.base_sums)
    for want in case.want:
        check(row_of(rows, want, case), want)


def test_every_measure_has_cases() -> None:
    """Each measure of the catalogue has a case in which it is observed, and one in which not."""
    wants = [want for path in FILES for want in load_case(path).want]
    for measure in GREEN_MEASURES:
        seen = {want.status == "observed" for want in wants if want.measure == measure.id}
        assert seen == {True, False}, measure.id


def row_of(rows: list[RateValue], want: Want, case: Case) -> RateValue:
    """Return the one row of a measure, place and part."""
    place = want.path or case.path
    key = (want.measure, place, want.part)
    (row,) = (one for one in rows if (one.definition.id, str(one.path), one.part) == key)
    return row


def check(row: RateValue, want: Want) -> None:
    """Hold a row against what the paper says."""
    name = f"{want.measure} {want.part} {want.path}"
    assert row.status == want.status, name
    for figure, wanted in want.figures.items():
        got = getattr(row, figure)
        if wanted == "none":
            assert got is None, f"{name} {figure}"
        else:
            assert got == pytest.approx(wanted, rel=1e-12, abs=1e-12), f"{name} {figure}"
    if want.items is not None:
        items = [(str(i.path), i.part, i.numerator, i.denominator) for i in row.items]
        assert [item[:2] for item in items] == [item[:2] for item in want.items], name
        for got_item, wanted_item in zip(items, want.items, strict=True):
            assert got_item[2:] == pytest.approx(wanted_item[2:], rel=1e-12), name
