"""The page of the series shows them all, as they are now, and its questions name what there is."""

import re
from pathlib import Path

import pytest

from contract.series import MEASUREMENTS, Measurement
from factory.series_examples import EXAMPLES
from factory.series_page import page

PAGE = Path(__file__).parents[3] / "docs" / "series.md"

by_name = pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda one: one.name)


def test_page_is_up_to_date() -> None:
    """What is committed is what the series say today."""
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m factory.series_page docs/series.md`"
    )


@by_name
def test_page_shows_every_field(measurement: Measurement) -> None:
    """Each series has its section, and each of its fields a line with type, unit and meaning."""
    said = page()
    assert f"\n## {measurement.name}\n" in said
    for field in measurement.fields:
        assert field.doc, field.name
        assert f"| `{field.name}` | {field.type} | {field.unit} | {field.doc} |" in said


@by_name
def test_question_names_what_there_is(measurement: Measurement) -> None:
    """Every name in a question is one of its series, groups are tags, and rows are not void."""
    influxql = EXAMPLES[measurement.name].influxql
    named = set(re.findall(r'"([^"]+)"', influxql)) - set(re.findall(r'AS "([^"]+)"', influxql))
    fields = {field.name for field in measurement.fields}
    assert named <= {measurement.name, *measurement.tags} | fields
    _, _, groups = influxql.partition("GROUP BY")
    assert set(re.findall(r'"([^"]+)"', groups)) <= set(measurement.tags)
    if "void" in fields:
        assert '"void" = false' in influxql


def test_only_series_have_questions() -> None:
    """No question is left of a series that is no more."""
    assert set(EXAMPLES) == {one.name for one in MEASUREMENTS}
