"""The shared picture, the stream of events, and times in query strings."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.board.events import plant_events
from dashboards.board.snapshot import SharedPicture
from dashboards.board.times import parse_time, spell_time
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import SHIFT_START


class Clock:
    """Seconds that stand still until they are moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_picture_is_computed_once_per_second_for_all() -> None:
    """Any number of viewers within a second cost one reading of the plant."""
    clock, made = Clock(), MadePlant(wall=lambda: SHIFT_START, empty=True)
    shared = SharedPicture(made, monotonic=clock)
    assert {shared.get().body for _ in range(20)} == {shared.get().body}
    assert made.pictures == 1
    clock.now = 1.0
    shared.get()
    assert made.pictures == 2


def test_version_rises_only_when_the_plant_changed() -> None:
    """The wall time alone is no change; a machine that did something is."""
    clock, at = Clock(), [SHIFT_START + 60_000]
    made = MadePlant(wall=lambda: at[0], empty=True)
    shared = SharedPicture(made, monotonic=clock)
    first = shared.get().version
    clock.now, at[0] = 1.0, at[0] + 1000
    assert shared.get().version == first
    assert json.loads(shared.get().body)["at"] == at[0]
    made.empty = False
    clock.now = 2.0
    assert shared.get().version == first + 1


async def test_stream_begins_with_the_picture_and_ends_on_closing() -> None:
    """A viewer gets the picture at once; the stream ends when the server closes."""
    made = MadePlant(wall=lambda: SHIFT_START + 60_000)
    closing = threading.Event()
    stream = plant_events(SharedPicture(made, monotonic=Clock()), closing)
    assert await anext(stream) == b"retry: 2000\n\n"
    event = (await anext(stream)).decode()
    assert event.startswith("event: plant\nid: 1\ndata: {")
    assert json.loads(event.split("data: ")[1])["lines"]
    closing.set()
    assert [piece async for piece in stream] == []


@given(
    st.integers(min_value=0, max_value=4_000_000_000_000),
    st.integers(min_value=-14 * 60, max_value=14 * 60),
)
def test_time_reads_back_from_any_offset(time: int, offset: int) -> None:
    """An instant spelled with any offset is the same ms UTC."""
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=time)
    there = moment.astimezone(timezone(timedelta(minutes=offset)))
    assert parse_time(there.isoformat()) == time
    assert parse_time(spell_time(time)) == time


@pytest.mark.parametrize("text", ["", "2026-03-02", "2026-03-02T06:00:00", "06:00Z", "1772402400"])
def test_time_without_one_meaning_is_refused(text: str) -> None:
    """A date, a naive time or a number is no instant."""
    with pytest.raises(ValueError, match="2026-03-02T06:00:00Z"):
        parse_time(text)
