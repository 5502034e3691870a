"""The promises of History about process values, run by every implementation."""

from analytics.history import History
from tests.suites import history_test
from tests.suites.history_test import HOUR, LINE, Append, of, sample, times

# The fixture of the suite it belongs to.
store = history_test.store


def test_process_values_are_given_as_they_were_said(store: tuple[History, Append]) -> None:
    """Process values stand as JSON where a sample told some, and are null where it told none."""
    history, append = store
    told = '{"speed":3.5,"mode":"CAL","torque":null}'
    append("sample", of(LINE, [sample("a", 10, process_values=told), sample("a", 20, good=1)]))
    frame = history.samples(LINE, start=0, end=100, fields=("order", "process_values"))
    assert list(frame.columns) == ["work_unit", "time", "order", "process_values", "unavailable"]
    assert list(frame["process_values"]) == [told, None]


def test_last_telling_of_each_process_value_comes_with_those_of_the_slice(
    store: tuple[History, Append],
) -> None:
    """Values are told by exception: only tellings come, those of the slice and the last before."""
    history, append = store
    day = 24 * HOUR
    rows = [
        sample("a", 10, process_values='{"wear":1.0}'),
        sample("a", day, process_values='{"wear":2.0,"speed":7.0}'),
        sample("a", day + 10, process_values='{"speed":8.0}'),
        sample("a", day + 20),
        sample("a", day + 35, process_values='{"wear":4.0}'),
        sample("a", day + 40, process_values='{"torque":4.0}'),
        sample("b", day + 5, process_values='{"tool_wear":3.0}'),
    ]
    append("sample", of(LINE, rows))
    asked = {"start": day + 30, "end": day + 50, "fields": ("process_values",)}
    frame = history.samples(LINE, **asked, told=("wear", "speed"))  # type: ignore[arg-type]  # keywords as given
    assert times(frame) == [("a", day), ("a", day + 10), ("a", day + 35)]
    assert list(frame["process_values"])[2] == '{"wear":4.0}'


def test_telling_older_than_a_day_is_not_looked_for(store: tuple[History, Append]) -> None:
    """What was told longer ago than a day is no longer held."""
    history, append = store
    late = 25 * HOUR
    append("sample", of(LINE, [sample("a", 10, process_values='{"wear":1.0}')]))
    append("sample", of(LINE, [sample("a", late)]))
    frame = history.samples(
        LINE, start=late + 1, end=late + 2, fields=("process_values",), told=("wear",)
    )
    assert times(frame) == []
