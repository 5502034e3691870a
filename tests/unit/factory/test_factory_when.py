"""Instants and speeds as people write them."""

import pytest

from analytics.queries import iso
from factory.errors import ConfigError
from factory.when import parse_instant, parse_speed


def test_an_instant_with_an_offset_is_read_as_utc() -> None:
    """06:00 in Chongqing is 22:00 of the day before in UTC."""
    ms = parse_instant("2026-03-02T06:00+08:00", option="--start")
    assert iso(ms) == "2026-03-01T22:00:00Z"


@pytest.mark.parametrize("text", ["yesterday", "2026-03-02T06:00", ""])
def test_an_instant_that_means_nothing_is_refused_with_the_option(text: str) -> None:
    """What is no instant, or has no offset, is refused by the option's name."""
    with pytest.raises(ConfigError, match="--start"):
        parse_instant(text, option="--start")


def test_speed_is_max_or_a_positive_number() -> None:
    """Only max and numbers above zero are speeds."""
    assert parse_speed("max") is None
    assert parse_speed("60") == 60.0
    for text in ("0", "-1", "fast", "inf", "nan"):
        with pytest.raises(ConfigError, match="--speed"):
            parse_speed(text)
