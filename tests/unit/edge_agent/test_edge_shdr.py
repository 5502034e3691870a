"""The SHDR line parser."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.shdr import BadLine, ShdrLine, ShdrParser

AT = "2022-08-08T13:51:34.7167146Z"
AT_MS = 1_659_966_694_716


def test_line_gives_its_pairs_at_the_floored_ms() -> None:
    """Times of 100 ns are floored to ms, and empty values are empty texts."""
    assert ShdrParser().parse(f"{AT}|mode|AUTO|block||speed|12.5\r\n") == [
        ShdrLine("", AT_MS, {"mode": "AUTO", "block": "", "speed": "12.5"})
    ]


def test_unavailable_is_none() -> None:
    """The source's word for an unavailable value becomes None."""
    (said,) = ShdrParser().parse(f"{AT}|avail|UNAVAILABLE")
    assert said.tags == {"avail": None}


def test_condition_takes_five_parts_and_leaves_the_rest() -> None:
    """A declared condition is level, code, severity, qualifier and text; pairs may follow it."""
    parser = ShdrParser(conditions={"coolant"})
    (said,) = parser.parse(f"{AT}|coolant|FAULT|17|HIGH||low level|speed|3")
    assert said.tags == {
        "coolant": "FAULT",
        "coolant.code": "17",
        "coolant.text": "low level",
        "speed": "3",
    }


def test_multiline_asset_is_skipped_to_its_end() -> None:
    """Everything between the marks of a multi-line asset is skipped, data-like lines too."""
    parser = ShdrParser()
    lines = [
        f"{AT}|@ASSET@|123.1|CuttingTool|--multiline--ABCD",
        "<CuttingTool>",
        f"{AT}|execution|ACTIVE",
        "--multiline--ABCD",
        f"{AT}|execution|READY",
    ]
    said = [one.tags for line in lines for one in parser.parse(line)]
    assert said == [{"execution": "READY"}]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "* PONG 10000",
        "*adapterVersion:UNAVAILABLE",
        f"{AT}|@REMOVE_ALL_ASSETS@|CuttingTool",
        f"{AT}|@ASSET@|1|CuttingTool|<CuttingTool/>",
    ],
)
def test_lines_without_data_say_nothing(line: str) -> None:
    """Comments, commands and assets on one line give no tags and are no error."""
    parser = ShdrParser()
    assert parser.parse(line) == []
    assert parser.bad_lines == {}


def test_devices_of_one_line_are_told_apart() -> None:
    """A key with a device before the colon belongs to that device."""
    said = ShdrParser().parse(f"{AT}|m1:mode|AUTO|m2:mode|MANUAL|mode|MDI")
    assert [(one.device, one.tags) for one in said] == [
        ("m1", {"mode": "AUTO"}),
        ("m2", {"mode": "MANUAL"}),
        ("", {"mode": "MDI"}),
    ]


@pytest.mark.parametrize(
    ("time", "ms"),
    [
        ("2022-08-08T13:51:34Z", AT_MS - 716),
        ("2022-08-08T13:51:34.7", AT_MS - 16),
        (f"{AT}@100.0", AT_MS),
        ("2022-08-08T21:51:34.716+08:00", AT_MS),
    ],
)
def test_times_in_every_spelling(time: str, ms: int) -> None:
    """No fraction, short fractions, durations after '@' and offsets are understood."""
    (said,) = ShdrParser().parse(f"{time}|a|1")
    assert said.source_ms == ms


def test_escaped_pipe_stays_in_its_value() -> None:
    """A quoted value may hold an escaped pipe."""
    (said,) = ShdrParser().parse(AT + r'|text|"a\|b"|next|1')
    assert said.tags == {"text": "a|b", "next": "1"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("yesterday|a|1", "bad_time"),
        ("2022-13-08T13:51:34Z|a|1", "bad_time"),
        (AT, "no_value"),
        (f"{AT}|a", "no_value"),
        (f"{AT}|a|1|b", "key_without_value"),
    ],
)
def test_bad_line_is_named_and_counted(line: str, reason: str) -> None:
    """A line that is no SHDR raises its reason, is counted, and spoils nothing after it."""
    parser = ShdrParser()
    with pytest.raises(BadLine) as caught:
        parser.parse(line)
    assert caught.value.reason == reason
    assert parser.bad_lines == {reason: 1}
    assert len(parser.parse(f"{AT}|a|1")) == 1


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """No line, whatever it holds, breaks the parser in any other way than by BadLine."""
    parser = ShdrParser(conditions={"c"})
    with contextlib.suppress(BadLine):
        assert isinstance(parser.parse(text), list)
    assert len(parser.bad_lines) <= 1


_word = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.dictionaries(_word, _word, min_size=1, max_size=6))
def test_pairs_survive_the_line(pairs: dict[str, str]) -> None:
    """What an adapter writes as pairs comes back as the same pairs."""
    line = "|".join((AT, *(part for pair in pairs.items() for part in pair)))
    (said,) = ShdrParser().parse(line)
    wanted = {key: None if value == "UNAVAILABLE" else value for key, value in pairs.items()}
    assert said.tags == wanted
