"""The reorder stage and the clock offset it uses."""

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.clock_offset import FIRST, ClockOffset
from edge_agent.reorder import Lane, Reorder
from edge_agent.source import Reading

HOLD_MS = 2000


def reading(unit: str, source_ms: int, arrival_ms: int | None = None) -> Reading:
    """Make a reading whose arrival is its source time unless told otherwise."""
    return Reading(unit, source_ms, source_ms if arrival_ms is None else arrival_ms, {})


def one_lane(*, wait_for_offset: bool = False) -> tuple[Lane, Reorder]:
    """Make the stage for unit A."""
    lane = Lane(wait_for_offset=wait_for_offset)
    return lane, Reorder({"A": lane}, hold_ms=HOLD_MS)


def test_readings_are_held_for_two_seconds_of_world_time() -> None:
    """A reading leaves when the world is two seconds past it, not before."""
    lane, reorder = one_lane()
    lane.take(reading("A", 10_000))
    assert reorder.release(11_999) == []
    assert [one.reading.source_ms for one in reorder.release(12_000)] == [10_000]


def test_reading_older_than_what_left_is_refused() -> None:
    """What comes after its turn is refused; what is as old as the last released is not."""
    lane, reorder = one_lane()
    lane.take(reading("A", 10_000))
    reorder.release(12_000)
    assert not lane.take(reading("A", 9_999, 12_500))
    assert lane.take(reading("A", 10_000, 12_500))


def test_readings_of_one_ms_keep_their_order_of_arrival() -> None:
    """Equal source times leave in the order in which they came."""
    lane, reorder = one_lane()
    first, second = Reading("A", 5, 5, {"n": 1}), Reading("A", 5, 6, {"n": 2})
    lane.take(first)
    lane.take(second)
    assert [one.reading for one in reorder.release(5000)] == [first, second]


def test_source_clock_ahead_neither_stalls_nor_refuses() -> None:
    """A clock that is 90 s ahead releases on time, in world time, with the source's own times."""
    lane, reorder = one_lane()
    skew = 90_000
    for second in range(30):
        assert lane.take(reading("A", second * 1000 + skew, second * 1000))
    due = reorder.release(29_000)
    assert [one.world_ms for one in due] == list(range(0, 27_001, 1000))
    assert due[0].reading.source_ms == skew


def test_lane_that_corrects_times_waits_until_its_offset_stands() -> None:
    """Where samples will be corrected, not even the first leaves before the offset is known."""
    lane, reorder = one_lane(wait_for_offset=True)
    times = [100_000 + second * 1000 for second in range(FIRST)]
    for at in times[:-1]:
        lane.take(reading("A", at - 7000, at))
    assert reorder.release(200_000) == []
    lane.take(reading("A", times[-1] - 7000, times[-1]))
    assert [one.world_ms for one in reorder.release(200_000)] == times


def test_end_of_a_run_releases_everything() -> None:
    """At the end nothing is held back, an offset that does not stand yet included."""
    lane, reorder = one_lane(wait_for_offset=True)
    lane.take(reading("A", 10_000))
    assert len(reorder.release_all()) == 1


def test_step_of_a_source_clock_is_counted_once() -> None:
    """A clock set by more than a second moves the offset once; jitter below does not."""
    offset = ClockOffset()
    for _ in range(200):
        offset.observe(5)
    for _ in range(200):
        offset.observe(405)
    assert (offset.used_ms, offset.steps) == (5, 0)
    for _ in range(200):
        offset.observe(60_005)
    assert (offset.used_ms, offset.steps) == (60_005, 1)


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(0, 60_000), st.integers(0, HOLD_MS - 1)),
        max_size=60,
    ),
    st.lists(st.integers(0, 62_000), max_size=8),
)
def test_delays_below_the_hold_lose_nothing_and_leave_in_order(
    drawn: list[tuple[str, int, int]], cuts: list[int]
) -> None:
    """However batches are cut, readings delayed by less than the hold all leave, in order."""
    readings = [reading(unit, at, at + delay) for unit, at, delay in drawn]
    readings.sort(key=lambda one: one.arrival_ms)
    lanes = {unit: _without_offset() for unit in "AB"}
    reorder = Reorder(lanes, hold_ms=HOLD_MS)
    left: list[Reading] = []
    for cut in [*sorted(cuts), 10**9]:
        while readings and readings[0].arrival_ms <= cut:
            one = readings.pop(0)
            assert lanes[one.unit].take(one)
        left += [released.reading for released in reorder.release(cut)]
    assert len(left) == len(drawn)
    for unit in "AB":
        times = [one.source_ms for one in left if one.unit == unit]
        assert times == sorted(times)


class _NoOffset(ClockOffset):
    """An offset that stays zero, because random delays have no meaningful median."""

    __slots__ = ()

    def observe(self, difference_ms: int) -> None:
        del difference_ms


def _without_offset() -> Lane:
    lane = Lane(wait_for_offset=False)
    lane.offset = _NoOffset()
    return lane
