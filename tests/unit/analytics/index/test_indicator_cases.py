"""Every indicator's value and score, worked on paper."""

import tomllib
from pathlib import Path

import pytest

from analytics.index.digital.catalogue_file import rate_of, shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.scoring import cell_table, index_config, score
from analytics.index.digital.value import counted_value, ticked_value

CASES = sorted((Path(__file__).parents[3] / "cases" / "index" / "indicators").glob("*.toml"))
PERIOD = "2026-Q1"


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_value_and_score_are_those_on_paper(path: Path) -> None:
    """What was counted gives the value, the value gives the score, through the engine."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    one = shipped().by_id()[case["indicator"]]
    if "ticks" in case:
        value = ticked_value(one, case["ticks"])
    else:
        value = counted_value(one, case["numerator"], case["denominator"])
    assert value == pytest.approx(case["value"], rel=1e-9)
    cell = Observation(
        unit="plant",
        indicator=one.id,
        period=PERIOD,
        vintage=0,
        status="observed",
        source="survey",
        definition=one.definition,
        value=value,
    )
    table = cell_table([cell], shipped(), units=["plant"], period=PERIOD)
    found = score(table, index_config(shipped()))
    assert found.scores[one.id].tolist() == pytest.approx([case["score"]], abs=1e-6)


def test_each_indicator_has_its_case() -> None:
    """28 of 28, one of them at the floor, two at the benchmark."""
    cases = [tomllib.loads(path.read_text(encoding="utf-8")) for path in CASES]
    assert {case["indicator"] for case in cases} == shipped().by_id().keys()
    assert min(case["score"] for case in cases) == 1.0
    assert max(case["score"] for case in cases) == 177.4


def test_each_machine_told_indicator_is_a_rate_of_the_store() -> None:
    """18 indicators name their rate in the catalogues of `automation` and `green`, and it them."""
    told = [one for one in shipped().indicators if one.measurement != "survey"]
    assert len(told) == 18
    for one in told:
        rate = rate_of(one)
        assert rate is not None
        assert (rate.indicator, rate.definition) == (one.id, one.definition)
