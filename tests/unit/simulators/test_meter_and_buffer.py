"""Meters are exact integers however often they are read; buffers keep their bounds."""

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from simulators.buffer import BoundedBuffer
from simulators.errors import ModelError
from simulators.meter import Meter

STEPS = st.lists(
    st.tuples(st.integers(0, 100_000), st.integers(0, 10**7), st.integers(0, 10**10)), max_size=30
)


@given(STEPS, st.lists(st.integers(0, 3_000_000), max_size=20))
def test_meter_does_not_depend_on_how_often_it_is_read(
    steps: list[tuple[int, int, int]], reads: list[int]
) -> None:
    """Extra readings change neither the register nor what is booked."""
    quiet = Meter("energy_kwh", "Wh", per_count=3_600_000_000, start=0)
    read = Meter("energy_kwh", "Wh", per_count=3_600_000_000, start=0)
    asked = sorted(reads)
    now = booked = exact = rate = 0
    for wait, new_rate, amount in steps:
        exact += rate * wait
        for t in [t for t in asked if now <= t <= now + wait]:
            read.read(t)
            booked += read.book(t)
        now += wait
        for meter in (quiet, read):
            meter.add(amount)
            meter.set_rate(now, new_rate)
        exact += amount
        rate = new_rate
    booked += read.book(now)
    assert quiet.read(now) == read.read(now) == exact // 3_600_000_000
    assert booked == quiet.book(now) == exact // 3_600_000_000 * 3_600_000_000


def test_meter_needs_a_positive_register_step() -> None:
    """A register that never counts is refused."""
    with pytest.raises(ModelError, match="per_count"):
        Meter("water_l", "litres", per_count=0, start=0)


def test_buffer_wakes_waiters_in_order_of_need() -> None:
    """Whoever needs least is woken first; nobody before his number is there."""
    env = simpy.Environment()
    buffer = BoundedBuffer(env, name="b", capacity=5)
    three, one = buffer.when_level(3), buffer.when_level(1)
    buffer.put(2)
    assert (one.triggered, three.triggered) == (True, False)
    full = buffer.when_space(5)
    buffer.put(1)
    assert three.triggered
    buffer.take(3)
    assert full.triggered
    assert buffer.when_space(5).triggered


def test_buffer_refuses_to_break_its_bounds() -> None:
    """A model that overfills or overdraws a buffer crashes."""
    buffer = BoundedBuffer(simpy.Environment(), name="b", capacity=2, level=2)
    with pytest.raises(ModelError, match="3 pieces in 2 places"):
        buffer.put(1)
    with pytest.raises(ModelError, match="not there"):
        BoundedBuffer(simpy.Environment(), name="b", capacity=2).take(1)
    with pytest.raises(ModelError, match=r"outside 0\.\.2"):
        BoundedBuffer(simpy.Environment(), name="b", capacity=2, level=3)
