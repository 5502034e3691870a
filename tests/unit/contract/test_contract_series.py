"""Series and tables: every name once, and definitions that a real DuckDB accepts twice."""

import duckdb
import pytest

from contract.duckdb_tables import ARRIVAL_COLUMN, columns, create_statements
from contract.messages import WorkUnit
from contract.sample import SAMPLE_FIELDS
from contract.series import MEASUREMENTS, REGISTER, SAMPLE, Measurement

by_name = pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda one: one.name)


def test_measurement_names_are_unique() -> None:
    """No two series share a name."""
    assert len({one.name for one in MEASUREMENTS}) == len(MEASUREMENTS)


@by_name
def test_column_names_of_a_series_are_unique(measurement: Measurement) -> None:
    """Time, tags, fields and the insert counter never collide."""
    names = [name for name, _ in columns(measurement)]
    assert len(set(names)) == len(names)
    assert "time" in names


@by_name
def test_field_is_found_by_its_name(measurement: Measurement) -> None:
    """A field leads back to itself; a name that is none is refused."""
    for field in measurement.fields:
        assert measurement.field(field.name) is field
    with pytest.raises(KeyError, match=measurement.name):
        measurement.field("no_such_field")


@by_name
def test_tables_have_the_columns_of_the_series(measurement: Measurement) -> None:
    """A real DuckDB creates each table, twice without harm, with exactly these columns."""
    connection = duckdb.connect(":memory:")
    for statement in create_statements() * 2:
        connection.execute(statement)
    found = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? "
        "ORDER BY column_index",
        [measurement.name],
    ).fetchall()
    assert found == list(columns(measurement))


def test_every_field_of_a_sample_is_a_column() -> None:
    """Nothing that a machine says is lost for want of a column."""
    names = {field.name for field in SAMPLE.fields}
    assert set(SAMPLE_FIELDS) <= names
    assert "process_values" in names


def test_every_field_of_the_register_is_a_column() -> None:
    """What a birth says of a work unit is kept, its name as a tag."""
    names = {field.name for field in REGISTER.fields} | {"unit"}
    assert set(WorkUnit.__struct_fields__) == names


def test_series_with_identities_have_an_insert_counter() -> None:
    """Where a row may come twice, its order of arrival is kept."""
    for one in MEASUREMENTS:
        has_counter = ARRIVAL_COLUMN in dict(columns(one))
        assert has_counter == (one.name in {"sample", "delivery", "pipeline", "register"})
