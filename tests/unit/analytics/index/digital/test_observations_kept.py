"""Laws of the history of measured cells: once kept, what was known at a time stays what it was."""

from collections.abc import Sequence
from operator import attrgetter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.observations import news
from analytics.index.digital.observations_kept import known_of, to_keep

UNIT, PERIOD, END = "cq-sewing/plant", "2026-Q1", 1_000
CELL = Observation(
    unit=UNIT,
    indicator="DP2",
    period=PERIOD,
    vintage=END,
    status="observed",
    source="telemetry",
    definition=shipped().by_id()["DP2"].definition,
    value=40.0,
)


def measured(value: float, note: str = "") -> Observation:
    """Return the cell as rates tell it now."""
    return msgspec.structs.replace(CELL, value=value, note=note)


def value_at(
    kept: Sequence[Observation], now: Sequence[Observation], as_of: int | None
) -> float | None:
    """Return the value that counts; None where there is none."""
    known = known_of(kept, now, shipped(), as_of=as_of)
    return max(known, key=attrgetter("vintage")).value if known else None


@given(values=st.lists(st.sampled_from([40.0, 41.0, 42.0]), min_size=1, max_size=6))
def test_what_was_known_once_kept_never_changes(values: list[float]) -> None:
    """Each time shows the value that was kept last before it, whatever is measured afterwards."""
    kept: tuple[Observation, ...] = ()
    for number, value in enumerate(values):
        added = to_keep(kept, [measured(value)], now=END + 10 * number)
        kept = (*kept, *news(kept, added))
        for before, then in enumerate(values[: number + 1]):
            assert value_at(kept, [measured(99.0)], END + 10 * before + 5) == then
        assert value_at(kept, [measured(99.0)], None) == 99.0
        assert value_at(kept, [measured(value)], None) == value
    assert value_at(kept, [measured(99.0)], END - 1) is None


def test_what_was_never_kept_is_known_from_the_end_of_its_period() -> None:
    """Before the first keeping there is no history, and the keeping changes none."""
    now = [measured(40.0)]
    assert value_at((), now, END) == 40.0
    assert value_at((), now, END - 1) is None
    assert value_at(to_keep((), now, now=END + 50), now, END) == 40.0


def test_a_period_that_goes_on_is_known_from_when_it_was_kept() -> None:
    """What is kept before its period ends does not come from the future."""
    kept = to_keep((), [measured(40.0)], now=END - 100)
    assert [one.vintage for one in kept] == [END - 100]
    assert value_at(kept, [measured(41.0)], END - 100) == 40.0


def test_more_of_the_same_is_no_news() -> None:
    """Only what counts is kept again; how much was seen is told in a note."""
    kept = to_keep((), [measured(40.0, "3 machines, 8 h")], now=END)
    assert to_keep(kept, [measured(40.0, "3 machines, 16 h")], now=END + 1) == ()


def test_another_definition_is_no_earlier_value_of_the_cell() -> None:
    """What was kept of an older definition does not count, and stays in the book."""
    old = msgspec.structs.replace(CELL, definition="automatic_execution_share.v0", value=80.0)
    assert known_of([old], [], shipped()) == ()
    assert value_at([old], [measured(40.0)], None) == 40.0
