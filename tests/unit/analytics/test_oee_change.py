"""Laws of the change of OEE: the parts add up, whatever stood still, and losses tell the same."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.oee.change import OeeChange, Sums, change_of, moved_most

shares = st.one_of(st.just(0.0), st.floats(0.001, 1.0))


@st.composite
def periods(draw: st.DrawFn) -> Sums:
    """Draw a period that stood still, made nothing, made only scrap, or worked."""
    observed = draw(st.floats(3600.0, 1e6))
    production = observed * draw(shares)
    produced = production * draw(shares) * draw(st.sampled_from([0.5, 1.0, 1.3]))
    return Sums(observed, production, produced, produced * draw(shares))


def split(previous: Sums, current: Sums) -> OeeChange:
    """Return the split of a change that has one."""
    found = change_of(previous, current)
    assert found is not None
    return found


@given(previous=periods(), current=periods())
def test_parts_add_up_to_the_change(previous: Sums, current: Sums) -> None:
    """Availability, effectiveness and quality together are the change of OEE, to rounding."""
    found = split(previous, current)
    parts = (found.availability, found.effectiveness, found.quality)
    assert math.fsum(parts) == pytest.approx(found.change, abs=1e-15, rel=1e-12)
    assert all(math.isfinite(part) for part in parts)


@given(previous=periods(), current=periods())
def test_going_back_takes_back_each_part(previous: Sums, current: Sums) -> None:
    """The split favours no direction: from now to before every part has the other sign."""
    there, back = split(previous, current), split(current, previous)
    for name in ("availability", "effectiveness", "quality"):
        assert getattr(there, name) == pytest.approx(-getattr(back, name), abs=1e-12)


@given(period=periods(), factor=st.floats(0.1, 3.0))
def test_factor_that_alone_changed_has_the_whole_change(period: Sums, factor: float) -> None:
    """Where only effectiveness changed, availability and quality have no part."""
    other = Sums(
        period.observed_s,
        period.production_s,
        period.produced_s * factor,
        period.good_s * factor,
    )
    found = split(period, other)
    if period.good_s > 0:
        assert found.availability == pytest.approx(0.0, abs=1e-12)
        assert found.quality == pytest.approx(0.0, abs=1e-12)
        assert found.effectiveness == pytest.approx(found.change, abs=1e-12)


@pytest.mark.parametrize(
    ("stood", "part"),
    [
        (Sums(100, 0, 0, 0), "availability"),
        (Sums(100, 50, 0, 0), "effectiveness"),
        (Sums(100, 50, 40, 0), "quality"),
    ],
)
def test_factor_that_fell_to_zero_has_the_whole_change(stood: Sums, part: str) -> None:
    """A machine that stood still lost by availability, one that made only scrap by quality."""
    worked = Sums(100, 80, 60, 54)
    for found, change in ((split(worked, stood), -0.54), (split(stood, worked), 0.54)):
        assert found.change == pytest.approx(change)
        assert getattr(found, part) == found.change


def test_period_without_observed_time_has_no_change() -> None:
    """What was not observed has no OEE, so nothing can be said of its change."""
    assert change_of(Sums(0, 0, 0, 0), Sums(100, 80, 60, 54)) is None
    assert moved_most(Sums(0, 0, 0, 0), Sums(1, 1, 1, 1), losses_before={}, losses_now={}) == ()


def test_split_on_paper() -> None:
    """A .8 to .9 and E .9 to .8 at equal quality: OEE stays, each took what the other brought."""
    before, now = Sums(100, 80, 72, 72), Sums(100, 90, 72, 72)
    found = split(before, now)
    assert found.change == 0.0
    # L is OEE itself, .72: .72 ln(9/8)
    assert found.availability == pytest.approx(0.72 * math.log(9 / 8))
    assert found.effectiveness == pytest.approx(-0.72 * math.log(9 / 8))


@given(
    lost=st.lists(st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0)), min_size=1, max_size=6),
    good=st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0)),
)
def test_effects_of_losses_add_up_to_the_change(
    lost: list[tuple[float, float]], good: tuple[float, float]
) -> None:
    """Observed time is good time and losses, so what the losses gave back is what OEE rose by."""
    sums = []
    for n in (0, 1):
        observed = good[n] + math.fsum(pair[n] for pair in lost) + 1.0
        sums.append(Sums(observed, observed / 2, good[n] + 1.0, good[n] + 1.0))
    before = {f"loss {n}": pair[0] for n, pair in enumerate(lost)}
    now = {f"loss {n}": pair[1] for n, pair in enumerate(lost)}
    found = moved_most(sums[0], sums[1], losses_before=before, losses_now=now)
    change = (sums[1].oee or 0.0) - (sums[0].oee or 0.0)
    assert math.fsum(one.effect for one in found) == pytest.approx(change, abs=1e-9)
    sizes = [abs(one.effect) for one in found]
    assert sizes == sorted(sizes, reverse=True)


def test_new_reason_is_ranked_with_what_it_took() -> None:
    """A reason of one period only counts as nothing in the other."""
    period = Sums(100, 80, 60, 54)
    (jam, slow) = moved_most(
        period,
        Sums(200, 100, 60, 54),
        losses_before={"speed": 10.0},
        losses_now={"jam": 50.0, "speed": 30.0},
    )
    assert (jam.key, jam.previous, jam.current, jam.effect) == ("jam", 0.0, 0.25, -0.25)
    assert slow.key == "speed"
    assert slow.effect == pytest.approx(-0.05)


def test_more_scrap_than_pieces_has_no_logarithm() -> None:
    """A station that sorts out older pieces has a quality below 0: its change is all quality."""
    found = split(Sums(3600.0, 1800.0, 900.0, 600.0), Sums(3600.0, 1800.0, 900.0, -90.0))
    assert (found.availability, found.effectiveness) == (0.0, 0.0)
    assert found.quality == found.change == pytest.approx(-690.0 / 3600.0)
