"""The six big losses of a range that begins inside an hour."""

from analytics.six_big_losses import six_big_losses
from tests.suites.loop_plant import HOUR, START
from tests.unit.analytics.trade.played_trade import MINUTE, Unit, played

RATE = {"planned_run_time_s": {"*": 2.0}}
LINE = {
    "stages": [{"id": "one", "units": ["a"]}, {"id": "two", "units": ["b"]}],
    "units": {"a": RATE, "b": RATE},
}


def test_length_moves_no_stop_that_is_not_in_the_losses_of_its_unit() -> None:
    """Segments of two units begin at different instants; each unit's stops go by its own."""
    a = Unit("a", until=START + 2 * HOUR, good_per_beat=1, order="O1", product="A")
    a = a.at(START + 30 * MINUTE, order="O2")
    b = Unit("b", until=START + 2 * HOUR, good_per_beat=1, order="O1", product="A")
    b = b.at(START + 40 * MINUTE, state="not_executing", reason="cap_jam")
    b = b.at(START + 50 * MINUTE, state="executing", reason="")
    b = b.at(START + 70 * MINUTE, state="not_executing", reason="cap_jam")
    b = b.at(START + 73 * MINUTE, state="executing", reason="")
    store = played(LINE, [a, b], hours=2).store
    rows = six_big_losses(store, level="unit", start=START + 15 * MINUTE, minor_below_s=60.0)
    found = rows[rows["path"].str.endswith("/b")].set_index("big_loss")["duration_s"]
    assert found["breakdowns"] == 180.0
    assert found["idling_and_minor_stops"] == 0.0
