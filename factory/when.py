"""Instants and speeds as people write them, read once at the border."""

import time
from datetime import datetime

from factory.errors import ConfigError


def wall_ms() -> int:
    """Return the wall clock in ms, UTC."""
    return time.time_ns() // 1_000_000


def parse_instant(text: str, *, option: str) -> int:
    """Read an ISO 8601 instant with its offset as ms, UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{option} {text!r} is no ISO 8601 instant: write e.g. 2026-03-02T06:00+08:00"
        ) from error
    if read.tzinfo is None:
        raise ConfigError(
            f"{option} {text!r} has no offset from UTC: add Z or e.g. +08:00, "
            f"so that it means one instant"
        )
    return round(read.timestamp() * 1000)


def instant(text: str | None, *, option: str) -> int | None:
    """Read an instant of an option that may be absent."""
    return None if text is None else parse_instant(text, option=option)


def parse_speed(text: str) -> float | None:
    """Read "max" as None, else world seconds per wall second above zero."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise ConfigError(f"--speed {text!r}: write max, or a number above 0 such as 60")
    return speed
