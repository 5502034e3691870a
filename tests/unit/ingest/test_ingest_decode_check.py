"""Decoding and checking: every payload has a fate, and the rules of time hold at their borders."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.codec import REFUSAL_REASONS, encode
from contract.messages import Command, Data
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import KINDS, Topic
from ingest.check import FUTURE_TOLERANCE_MS, check
from ingest.decode import DecodedData, DecodedService, Rejected, decode
from ingest.incoming import Incoming

LINE = EquipmentPath("demo", "site", "area", "line")
DATA = str(Topic(LINE, "data"))
NOW = 1_700_000_000_000
DAY = 86_400_000


def message(*times: int, seq: int = 4) -> bytes:
    """A data message with one sample of unit m1 at each of these times."""
    samples = tuple(Sample(unit="m1", t=t, state="executing") for t in times)
    return encode(Data(boot=7, seq=seq, first=0, spooled=NOW, historical=False, samples=samples))


def decoded(payload: bytes) -> DecodedData:
    """Decode what must be a data message."""
    found = decode(Incoming(DATA, payload))
    assert isinstance(found, DecodedData)
    return found


@given(payload=st.binary(max_size=200), kind=st.sampled_from(KINDS))
def test_any_bytes_are_decoded_or_rejected_with_a_known_reason(payload: bytes, kind: str) -> None:
    """Nothing a broker may deliver raises."""
    found = decode(Incoming(f"sf/v1/{LINE}/{kind}", payload))
    if isinstance(found, Rejected):
        assert found.reason in REFUSAL_REASONS
        assert found.payload == payload


@given(topic=st.text(max_size=60))
def test_any_topic_is_parsed_or_rejected_as_a_bad_topic(topic: str) -> None:
    """A topic that is not ours is refused with the payload kept."""
    found = decode(Incoming(topic, message(NOW)))
    assert isinstance(found, DecodedData) or found.reason == "bad_topic"  # type: ignore[union-attr]  # nothing else is possible


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"{" * 5, "not_json"),
        (b"[1]", "no_header"),
        (b'{"v":"one"}', "no_header"),
        (b'{"v":1}', "no_header"),
        (b'{"v":2,"boot":7,"seq":4}', "unknown_version"),
        (b'{"v":1,"boot":7,"seq":4}', "bad_message"),
        (b'{"v":1,"boot":7,"seq":4,"x":' + b"[" * 100_000, "not_json"),
        (b'{"v":1,"boot":7,"seq":4,"x":' + b"[" * 9_000 + b"]" * 9_000 + b"}", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"", "not_json"),
    ],
)
def test_bad_message_is_rejected_for_its_reason(payload: bytes, reason: str) -> None:
    """Each kind of damage has its own stable word."""
    found = decode(Incoming(DATA, payload))
    assert isinstance(found, Rejected)
    assert found.reason == reason


def test_refused_message_keeps_the_name_that_can_be_read() -> None:
    """Boot and seq of a message of a newer version name it in the dead letters."""
    found = decode(Incoming(DATA, b'{"v":2,"boot":7,"seq":4,"new":true}'))
    assert isinstance(found, Rejected)
    assert (found.boot, found.seq, found.index) == (7, 4, None)


def test_name_wider_than_the_store_is_no_name() -> None:
    """An integer that no store can hold does not reach one."""
    found = decode(Incoming(DATA, b'{"v":1,"boot":9223372036854775808,"seq":-1}'))
    assert isinstance(found, Rejected)
    assert (found.boot, found.seq) == (None, None)


def test_command_is_not_for_ingest() -> None:
    """A command on its topic is rejected, not obeyed."""
    found = decode(Incoming(str(Topic(LINE, "command")), encode(Command(command="rebirth"))))
    assert isinstance(found, Rejected)
    assert found.reason == "bad_message"


def test_death_is_decoded_as_a_service_message() -> None:
    """A will that an agent left comes out as what it is."""
    found = decode(Incoming(str(Topic(LINE, "death")), b'{"v":1,"boot":7,"session":0}'))
    assert isinstance(found, DecodedService)


def test_bad_sample_stands_beside_its_good_neighbours() -> None:
    """One bad sample of three takes nothing with it, and keeps its place and bytes."""
    payload = message(NOW, NOW + 1, NOW + 2).replace(b'"t":%d' % (NOW + 1), b'"t":"soon"')
    found = decoded(payload)
    assert [sample.t for sample in found.data.samples] == [NOW, NOW + 2]
    assert found.indexes == (0, 2)
    (bad,) = found.rejected
    assert (bad.reason, bad.boot, bad.seq, bad.index) == ("bad_sample", 7, 4, 1)
    assert msgspec.json.decode(bad.payload)["t"] == "soon"


@pytest.mark.parametrize(
    ("t", "reason"),
    [
        (NOW + FUTURE_TOLERANCE_MS, None),
        (NOW + FUTURE_TOLERANCE_MS + 1, "in_the_future"),
        (NOW - DAY, None),
        (NOW - DAY - 1, "expired"),
    ],
)
def test_time_rules_hold_at_their_borders(t: int, reason: str | None) -> None:
    """Five minutes ahead and the retention are the last instants that are stored (2.3)."""
    checked = check(decoded(message(NOW, t)), known={"m1"}, wall_ms=NOW, retention_ms=DAY)
    assert [bad.reason for bad in checked.rejected] == ([reason] if reason else [])
    assert [sample.t for sample in checked.samples] == ([NOW] if reason else [NOW, t])
    assert list(checked.indexes) == ([0] if reason else [0, 1])


def test_played_world_keeps_every_age() -> None:
    """Without a retention nothing is too old."""
    checked = check(decoded(message(0)), known={"m1"}, wall_ms=NOW, retention_ms=None)
    assert len(checked.samples) == 1


def test_rejected_sample_is_indexed_by_its_place_in_the_message_as_sent() -> None:
    """A time rule after a bad sample still names the right place."""
    payload = message(NOW, NOW + 1, NOW + DAY).replace(b'"t":%d,' % (NOW + 1), b'"t":null,')
    checked = check(decoded(payload), known={"m1"}, wall_ms=NOW, retention_ms=None)
    assert [(bad.reason, bad.index) for bad in checked.rejected] == [
        ("bad_sample", 1),
        ("in_the_future", 2),
    ]


def test_unknown_unit_is_kept_and_named() -> None:
    """No birth is no reason to refuse (4.5)."""
    checked = check(decoded(message(NOW)), known=frozenset(), wall_ms=NOW, retention_ms=None)
    assert checked.unregistered == ("m1",)
    assert len(checked.samples) == 1


def test_unit_with_a_line_break_is_refused() -> None:
    """A name that is no path segment never becomes a tag of the store."""
    payload = message(NOW).replace(b'"unit":"m1"', b'"unit":"m1\\n"')
    found = decode(Incoming(DATA, payload))
    assert isinstance(found, DecodedData)
    checked = check(found, known=frozenset(), wall_ms=NOW, retention_ms=None)
    assert checked.samples == ()
    assert [bad.reason for bad in checked.rejected] == ["bad_sample"]
