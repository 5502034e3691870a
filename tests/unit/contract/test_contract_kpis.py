"""The catalogue of KPIs: every figure has one record, and its formula stands on what rows have."""

import re

import pytest

from contract.field_docs import KPI_DOCS
from contract.kpi import BASE_FIELD_NAMES, KPI_FIELDS, KPI_LEVELS, PLAN_FIELDS, RATIO_UNITS
from contract.kpi_catalogue import CATALOGUE, KPI_OF, KPIS
from contract.kpi_record import KPI_GROUPS, SYMBOLS, VIEWS, Kpi

# What stands in a formula and is no sum of the row: see SYMBOLS.
BESIDE = {"e_max", "PQ_first", "PSQ"}
by_field = pytest.mark.parametrize("kpi", CATALOGUE, ids=lambda one: one.field)


def test_ids_and_fields_are_unique() -> None:
    """No two records share an id or a field."""
    assert len({kpi.id for kpi in CATALOGUE}) == len(CATALOGUE)
    assert len(KPI_OF) == len(CATALOGUE)


def test_every_ratio_of_a_row_has_a_record_with_its_unit() -> None:
    """What rows hold and what the catalogue lists is the same, in the same units."""
    plans = {name: unit for name, unit in PLAN_FIELDS if name in KPI_OF}
    assert {kpi.field: kpi.unit for kpi in KPIS} == RATIO_UNITS | {"coverage": "1"} | plans
    assert all(kpi.view == "iso" for kpi in KPIS)
    assert {kpi.view for kpi in CATALOGUE} == set(VIEWS)


@by_field
def test_formula_is_made_of_symbols_that_rows_have(kpi: Kpi) -> None:
    """Each word is a symbol, a number, an operator or one of the few outside of a row."""
    for word in kpi.formula.split():
        assert word in SYMBOLS or word in BESIDE or re.fullmatch(r"[-+*/()]|\d+", word), word
    assert set(kpi.inputs) <= set(BASE_FIELD_NAMES)
    assert kpi.inputs


@by_field
def test_record_is_complete(kpi: Kpi) -> None:
    """People find both names, a source and when there is no value."""
    for text in (kpi.name_en, kpi.name_zh, kpi.source, kpi.null_when):
        assert text.strip()
    assert re.search(r"[一-鿿]", kpi.name_zh)
    assert kpi.group in KPI_GROUPS
    assert kpi.levels
    assert set(kpi.levels) <= set(KPI_LEVELS)
    assert kpi.key == f"{kpi.id}/1"


def test_kpis_of_events_are_labelled_estimators() -> None:
    """MTBF, MTTF and MTTR are estimates; shares of time and pieces are not."""
    assert {kpi.id for kpi in CATALOGUE if kpi.estimator} == {"MTBF", "MTTF", "MTTR"}


def test_every_field_of_a_kpi_row_is_documented() -> None:
    """The page of the series and the dictionary can say what each field means."""
    for name, _ in (*KPI_FIELDS, *PLAN_FIELDS):
        assert KPI_DOCS[name]
