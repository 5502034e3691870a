"""Rises of cumulative counters: resets, rollovers and values that were unavailable."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.oee.counters import deltas

NAN = float("nan")
rises = st.lists(st.integers(0, 1000), min_size=1, max_size=50)


@given(rises=rises, first=st.integers(0, 10**6))
def test_rises_add_up_to_what_was_made(rises: list[int], first: int) -> None:
    """The sum of rises is the last value less the first; the first value itself is no rise."""
    values = np.cumsum([first, *rises]).astype(float)
    assert deltas(values).amount.sum() == sum(rises)


@given(rises=rises, reset_at=st.integers(0, 50))
def test_reset_changes_no_sum(rises: list[int], reset_at: int) -> None:
    """A counter that starts again from 0 right after a value was seen loses nothing."""
    at = min(reset_at, len(rises))
    whole = np.cumsum([0, *rises]).astype(float)
    reset = np.concatenate([whole[: at + 1], [0.0], whole[at + 1 :] - whole[at]])
    assert deltas(reset).amount.sum() == deltas(whole).amount.sum()


@given(rises=rises, first=st.integers(9_000, 9_999))
def test_rollover_changes_no_sum(rises: list[int], first: int) -> None:
    """A counter that rolls over at its modulus counts on."""
    whole = np.cumsum([first, *rises])
    assert deltas((whole % 10_000).astype(float), modulus=10_000).amount.sum() == sum(rises)


@given(rises=rises, lost=st.sets(st.integers(1, 49)))
def test_unavailable_values_lose_no_piece(rises: list[int], lost: set[int]) -> None:
    """A rise across unavailable values belongs to the next valid one."""
    values = np.cumsum([0, *rises]).astype(float)
    for index in lost:
        if index < len(values) - 1:
            values[index] = NAN
    found = deltas(values)
    assert found.amount.sum() == sum(rises)
    assert not found.amount[np.isnan(values)].any()


def test_fall_from_below_nine_tenths_of_the_modulus_is_a_reset() -> None:
    """Domain reference 1.7: only a value near its modulus rolls over."""
    assert deltas(np.array([8_999.0, 3.0]), modulus=10_000).amount.tolist() == [0.0, 3.0]
    assert deltas(np.array([9_000.0, 3.0]), modulus=10_000).amount.tolist() == [0.0, 1_003.0]


def test_counter_that_was_never_available_gives_nothing() -> None:
    """No value, no rise."""
    assert deltas(np.array([NAN, NAN])).amount.tolist() == [0.0, 0.0]
