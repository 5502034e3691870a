"""A survey on its way into a store, and the index of those who answered."""

from pathlib import Path

import pytest

from analytics.errors import BadSurvey
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.index_rows import index_rows
from analytics.index.digital.observation import Observation
from analytics.kpi_store import KpiQuery
from factory.commands.index import IndexOptions, run_of
from factory.commands.index_survey import import_survey
from factory.commands.reading import Source
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.index_facts import keep_facts, read_facts
from factory.index_inputs import index_inputs
from factory.index_kept import keep_index
from factory.open_stores import open_stores
from tests.unit.analytics.index.survey_plants import (
    PERIOD,
    UNITS,
    VALUES,
    filled_workbook,
)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """An empty store in a data directory that knows the facts of three units."""
    directory = tmp_path / "data"
    keep_facts(directory, UNITS, vintage=0)
    with open_stores(DataDir(directory), None):
        pass
    return Source(directory)


def test_answers_become_observations_of_those_who_gave_them(source: Source, tmp_path: Path) -> None:
    """What was answered is scored, what was not asked for is missing, and nothing is measured."""
    file = filled_workbook(tmp_path / "survey.xlsx")
    import_survey(source, file, units=(), period=PERIOD)
    inputs = index_inputs(source, shipped(), city=False)
    assert set(inputs.members[PERIOD]) == {one.unit for one in UNITS}
    run, _ = run_of(IndexOptions(source=source, period=PERIOD, runs=5))
    for indicator, value in VALUES.items():
        assert run.cells.value[indicator].to_list() == pytest.approx([value] * len(UNITS))
    assert (run.cells.source["DM1"] == "survey").all()
    assert (run.shares["measured"] == 0).all()
    assert run.own.scores["DM"].notna().all()
    assert run.own.index.isna().all()
    assert run.bands is None


def test_the_same_survey_again_adds_nothing(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers that are known already make no new vintage."""
    file = filled_workbook(tmp_path / "survey.xlsx")
    import_survey(source, file, units=(), period=PERIOD)
    before = index_inputs(source, shipped(), city=False).observations
    capsys.readouterr()
    import_survey(source, file, units=(), period=PERIOD)
    assert "30 answers read, 0 of them new" in capsys.readouterr().out
    assert index_inputs(source, shipped(), city=False).observations == before


def test_a_survey_with_a_fault_changes_nothing(source: Source, tmp_path: Path) -> None:
    """One wrong cell keeps all answers and facts out."""
    file = filled_workbook(tmp_path / "survey.xlsx")
    facts = read_facts(source.data_dir)
    with pytest.raises(BadSurvey, match="2026-Q2"):
        import_survey(source, file, units=(), period="2026-Q2")
    assert index_inputs(source, shipped(), city=False).observations == ()
    assert read_facts(source.data_dir) == facts


def test_an_index_is_kept_in_the_place_of_the_one_before(source: Source, tmp_path: Path) -> None:
    """Writing twice leaves a row per node of each unit, sector and the region."""
    file = filled_workbook(tmp_path / "survey.xlsx")
    import_survey(source, file, units=(), period=PERIOD)
    run, _ = run_of(IndexOptions(source=source, period=PERIOD, runs=5))
    for _ in range(2):
        keep_index(source, run)
    with open_stores(DataDir(source.data_dir), None, read_only=True) as stores:
        assert len(stores.kpis.read(KpiQuery("index"))) == len(index_rows(run))


def test_a_survey_may_be_of_a_year(source: Source, tmp_path: Path) -> None:
    """Its answers are cells of that year, and of no quarter in it."""
    file = filled_workbook(tmp_path / "survey.xlsx", period="2026")
    import_survey(source, file, units=(), period="2026")
    run, inputs = run_of(IndexOptions(source=source, runs=5))
    assert list(inputs.members) == ["2026"]
    assert (run.cells.value["DM1"] == VALUES["DM1"]).all()


def test_answers_need_a_store(tmp_path: Path) -> None:
    """Where nothing can be kept, nothing is read as if it were."""
    file = filled_workbook(tmp_path / "survey.xlsx")
    keep_facts(tmp_path / "empty", UNITS, vintage=0)
    with pytest.raises(ConfigError, match="holds no store"):
        import_survey(Source(tmp_path / "empty"), file, units=(), period=PERIOD)


def test_few_units_have_bands_of_their_own(source: Source, tmp_path: Path) -> None:
    """Where a sample would be three units that tell nothing apart, no scale is made of it."""
    catalogue = shipped()
    told = [
        Observation(
            unit=one.unit,
            indicator=record.id,
            period=PERIOD,
            vintage=1,
            status="observed",
            source="telemetry",
            definition=record.definition,
            value=(record.floor + record.national.value) / 2,
        )
        for one in UNITS
        for record in catalogue.indicators
        if record.id not in VALUES
    ]
    with open_stores(DataDir(source.data_dir), None) as stores:
        stores.for_analytics()[2].observations.put(told)
    import_survey(source, filled_workbook(tmp_path / "survey.xlsx"), units=(), period=PERIOD)
    run, _ = run_of(IndexOptions(source=source, period=PERIOD, runs=50))
    assert run.bands is not None
    assert run.own.index.notna().all()
    assert {one.method for one in run.config.study.uncertainty.scales} == {"reference", "goalposts"}
