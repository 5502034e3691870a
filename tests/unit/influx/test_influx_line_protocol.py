"""Lines that any parser reads back as the rows they were made from."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_protocol_parser import parse_line

from contract.series import CHANGE, KPI, REGISTER, SAMPLE
from influx.line_protocol import Value, encode

# Everything but what no tag can carry: a line break, a backslash at the end.
TAGS = st.text(min_size=1, max_size=20).filter(
    lambda text: not set(text) & set("\n\r\0") and "\\" not in text
)
TEXTS = st.text(max_size=40).filter(lambda text: not set(text) & set("\0"))


@given(unit=TAGS, order=TEXTS, produced=st.integers(-(2**53), 2**53), time=st.integers(0, 2**42))
def test_line_read_by_another_parser_is_the_row(
    unit: str, order: str, produced: int, time: int
) -> None:
    """Whatever a tag or a text holds, a parser that is not ours reads it back unchanged."""
    (line,) = encode(
        SAMPLE,
        {"time": [time], "work_unit": [unit], "order": [order], "produced": [produced]},
    )
    read = parse_line(line)
    assert read["measurement"] == "sample"
    assert read["tags"] == {"work_unit": unit}
    assert read["fields"] == {"order": order, "produced": produced}
    assert read["time"] == time


@given(value=st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_float_is_written_to_its_last_bit(value: float) -> None:
    """A number comes back as the very same number."""
    (line,) = encode(SAMPLE, {"time": [1], "energy_kwh": [value]})
    assert parse_line(line)["fields"] == {"energy_kwh": value}


def test_nulls_and_empty_tags_are_left_out() -> None:
    """Neither can be written, so neither stands in the line; an empty text is a value."""
    lines = encode(
        SAMPLE,
        {
            "time": [1, 2],
            "site": ["a", ""],
            "order": ["", None],
            "historical": [None, True],
        },
    )
    assert lines == ['sample,site=a order="" 1', "sample historical=true 2"]


def test_row_without_fields_is_no_line() -> None:
    """A point needs a field; a row that has none gives an empty line at its place."""
    assert encode(SAMPLE, {"time": [1], "site": ["a"], "order": [None]}) == [""]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_number_that_is_none_is_refused(value: float) -> None:
    """NaN and the infinities cannot be stored, and say so before anything is sent."""
    with pytest.raises(ValueError, match="cannot be stored"):
        encode(KPI, {"time": [1], "availability": [value]})


@pytest.mark.parametrize("value", ["two\nlines", "ends with \\"])
def test_tag_that_cannot_be_written_is_refused(value: str) -> None:
    """What would spoil the line is refused by name."""
    with pytest.raises(ValueError, match="tag worker"):
        encode(CHANGE, {"time": [1], "worker": [value], "first": [1]})


def test_columns_of_other_series_are_ignored() -> None:
    """Only tags and fields of the contract reach the store."""
    names: dict[str, list[Value]] = {
        "time": [1],
        "vendor": ["x"],
        "nonsense": ["y"],
        string.ascii_letters: [1],
    }
    assert encode(REGISTER, names) == ['register vendor="x" 1']
