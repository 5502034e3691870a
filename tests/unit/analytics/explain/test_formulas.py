"""An explanation tells every KPI of the catalogue that its level has."""

import pytest

from analytics.explain.kpi import Explanation, explain
from analytics.explain.text import explanation_text
from contract.kpi_catalogue import CATALOGUE
from contract.path import EquipmentPath
from tests.suites.loop_plant import HOUR, LINE, START, Plant, plant, working


@pytest.fixture(scope="module")
def ran() -> Plant:
    """One hour of a line, computed and closed."""
    done = Plant()
    done.commit(working(START, START + HOUR))
    done.say(ended=START + HOUR)
    done.settle()
    return done


def told(ran: Plant, path: EquipmentPath) -> Explanation:
    """Explain the hour of one place."""
    return explain(ran.store, ran.history, plant(), path, window="hour", at=START)


def test_every_kpi_of_a_unit_is_told_headline_first(ran: Plant) -> None:
    """Each has its formula, source and value, or says why it has none."""
    found = told(ran, LINE.unit("filler"))
    fields = [done.field for done in found.calculations]
    assert fields == [kpi.field for kpi in CATALOGUE if "unit" in kpi.levels]
    assert fields[:4] == ["availability", "effectiveness", "quality_ratio", "oee_index"]
    for done in found.calculations:
        assert done.clause
        assert (done.value is None) == bool(done.why_null), done.field
    text = explanation_text(found)
    for done in found.calculations:
        assert f"  {done.field} = {done.expression} = " in text
    assert "[MTBF/1, estimator, " in text


def test_line_has_no_kpis_of_single_units(ran: Plant) -> None:
    """What only a work unit has is not told of its line."""
    fields = {done.field for done in told(ran, LINE).calculations}
    assert "oee_index" in fields
    assert not fields & {"mean_time_between_failures_s", "worker_efficiency", "fall_off_ratio"}


def test_numbers_stand_where_the_symbols_stood(ran: Plant) -> None:
    """The filled-in formula gives the value; sums stand in parentheses."""
    found = {done.field: done for done in told(ran, LINE.unit("filler")).calculations}
    smrp = found["smrp_availability"]
    assert smrp.expression == "APT / POT_obs"
    assert smrp.value == pytest.approx(eval(smrp.filled_in), rel=1e-9)  # noqa: S307 - our own text
    assert " + " in smrp.filled_in
