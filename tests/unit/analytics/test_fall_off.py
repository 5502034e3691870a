"""The fall-off ratio in KPI rows: what it stands on is an input of the row, too."""

import pandas as pd

from analytics.oee.fall_off import with_fall_off
from tests.suites.loop_plant import LINE, plant

STAGES = plant().line(LINE).stages


def rows(*, filled: float, withheld: bool = False) -> pd.DataFrame:
    """Return the rows of one window: the filler, which is the first stage, a packer, another."""
    return pd.DataFrame(
        {
            "time": [0, 0, 0],
            "work_unit": ["filler", "packer-1", "elsewhere"],
            "produced_quantity": [filled, 50.0, 9.0],
            "scrap_quantity": [1.0, 4.0, 3.0],
            "withheld": [withheld, False, False],
            "inputs_hash": ["a", "b", "c"],
        }
    )


def ratios(found: pd.DataFrame) -> list[float | None]:
    """Return the ratio of each row, None where it has none."""
    pairs = zip(found["fall_off_ratio"], found["fall_off_ratio_null"], strict=True)
    return [None if null else float(ratio) for ratio, null in pairs]


def test_scrap_is_divided_by_what_the_first_stage_made() -> None:
    """Scrap counts in line items; a unit outside the stages has no ratio."""
    items = {"filler": 2.0, "packer-1": 10.0, "elsewhere": 1.0}
    found = with_fall_off(rows(filled=100.0), STAGES, items.__getitem__)
    assert ratios(found) == [0.01, 0.2, None]


def test_another_count_of_the_first_stage_is_another_input() -> None:
    """A row is revised when only the first stage counted something else."""
    one, other, same = (
        with_fall_off(rows(filled=filled), STAGES, lambda _: 1.0)["inputs_hash"].tolist()
        for filled in (100.0, 90.0, 100.0)
    )
    assert one == same
    assert [a == b for a, b in zip(one, other, strict=True)] == [False, False, True]


def test_without_a_first_stage_there_is_no_ratio() -> None:
    """It made nothing, or too little of it is known."""
    for case in (rows(filled=0.0), rows(filled=100.0, withheld=True)):
        found = with_fall_off(case, STAGES, lambda _: 1.0)
        assert ratios(found) == [None, None, None]
        assert found["inputs_hash"].tolist() == ["a", "b", "c"]
