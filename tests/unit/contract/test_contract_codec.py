"""Messages: every valid one survives the wire, every other has a reason."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.codec import REFUSAL_REASONS, decode, decode_data, decode_header, encode
from contract.errors import Refusal
from contract.messages import (
    Birth,
    Command,
    Data,
    Death,
    Header,
    LastBoot,
    Message,
    Metric,
    Operation,
    Source,
    Status,
    WorkUnit,
)
from contract.sample import CONSUMPTION_FIELDS, COUNT_FIELDS, TEXT_FIELDS, Sample
from contract.states import CONTROL_MODES, ITEM_STATES, OPERATION_MODES
from contract.topic import KINDS, Kind

millis = st.integers(0, 7_258_118_400_000)
counts = st.integers(0, 2**53)
amounts = st.floats(0, 1e15, allow_nan=False)
positives = st.floats(0, 1e15, exclude_min=True, allow_nan=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
segments = st.from_regex(r"\A[a-z0-9-]{1,64}\Z")
value_names = st.from_regex(r"\A[a-z][a-z0-9_]{0,20}\Z")

samples = st.builds(
    lambda base, fields: msgspec.convert(base | fields, Sample),
    st.fixed_dictionaries(
        {
            "unit": segments,
            "t": millis,
            "state": st.none() | st.sampled_from(ITEM_STATES),
            "values": st.dictionaries(
                value_names, st.none() | texts | st.floats(allow_nan=False, allow_infinity=False),
                max_size=3,
            ),
        }
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "operation_mode": st.none() | st.sampled_from(OPERATION_MODES),
            "control_mode": st.none() | st.sampled_from(CONTROL_MODES),
            **{name: st.none() | texts for name in TEXT_FIELDS},
            **{name: st.none() | counts for name in COUNT_FIELDS},
            **{name: st.none() | amounts for name in CONSUMPTION_FIELDS},
        },
    ),
)  # fmt: skip
data_messages = st.builds(
    Data, boot=millis, seq=counts, first=counts, spooled=millis, historical=st.booleans(),
    samples=st.lists(samples, max_size=3).map(tuple),
)  # fmt: skip
work_units = st.builds(
    WorkUnit, unit=segments, name_en=texts, name_zh=texts, kind=texts, vendor=texts, model=texts,
    controller=texts, digital_interface=st.sampled_from(["opc_ua", "none"]),
    numerically_controlled=st.booleans(), asset_value_cny=amounts, key_process=st.booleans(),
    operations=st.lists(
        st.builds(
            Operation, id=texts, standard_time_s=positives,
            control_type=st.sampled_from(["manual", "automatic"]), key=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    planned_run_time_s=st.dictionaries(texts, positives, max_size=2),
    items_per_count=positives,
    metrics=st.lists(
        st.builds(
            Metric, name=value_names, unit=texts, heartbeat_s=positives,
            modulus=st.none() | counts,
        ),
        max_size=2,
    ).map(tuple),
)  # fmt: skip
births = st.builds(
    Birth, boot=millis, session=counts, clock=st.sampled_from(["played", "wall"]),
    agent_version=texts, units=st.lists(work_units, max_size=2).map(tuple),
    last_boot=st.none() | st.builds(LastBoot, boot=millis, seq=counts, samples=counts),
)  # fmt: skip
statuses = st.builds(
    Status, boot=millis, session=counts, at=millis, seq=st.integers(-1, 2**53), samples=counts,
    dropped=counts, refused_late=counts, unsent=counts, received=counts,
    sources=st.lists(
        st.builds(
            Source, name=texts, state=st.sampled_from(["connected", "lost"]),
            clock_offset_ms=st.none() | st.integers(-(10**9), 10**9),
            clock_corrected=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    unmapped=st.dictionaries(texts, counts, max_size=2),
    ended=st.none() | millis,
)  # fmt: skip
deaths = st.builds(Death, boot=millis, session=counts)
messages = st.one_of(
    st.tuples(st.just("birth"), births),
    st.tuples(st.just("data"), data_messages),
    st.tuples(st.just("status"), statuses),
    st.tuples(st.just("death"), deaths),
    st.tuples(st.just("command"), st.just(Command(command="rebirth"))),
)


@given(said=messages)
def test_message_of_every_kind_survives_the_wire(said: tuple[Kind, Message]) -> None:
    """What is decoded is what was encoded, and encodes to the same bytes."""
    kind, message = said
    payload = encode(message)
    assert decode(kind, payload) == message
    assert encode(decode(kind, payload)) == payload


@given(said=messages)
def test_message_is_json_that_any_tool_reads(said: tuple[Kind, Message]) -> None:
    """Payloads are JSON objects that carry their version."""
    assert msgspec.json.decode(encode(said[1]))["v"] == 1


@given(said=messages)
def test_unknown_fields_are_ignored(said: tuple[Kind, Message]) -> None:
    """A field that a later minor version adds is no reason to refuse."""
    kind, message = said
    payload = encode(message)
    extended = payload[:-1] + b',"added_later":{"a":[1,2,null]}}'
    assert decode(kind, extended) == message


@given(said=messages)
def test_unknown_version_is_refused_and_still_named(said: tuple[Kind, Message]) -> None:
    """The header of a newer message can be read although the message cannot."""
    kind, message = said
    payload = encode(message).replace(b'"v":1}', b'"v":2}')
    with pytest.raises(Refusal) as caught:
        decode(kind, payload)
    assert caught.value.reason == "unknown_version"
    header = msgspec.json.decode(payload, type=Header)
    assert header.boot == getattr(message, "boot", None)


@given(payload=st.binary(max_size=100), kind=st.sampled_from(KINDS))
def test_any_bytes_are_a_message_or_a_refusal_with_a_known_reason(
    payload: bytes, kind: Kind
) -> None:
    """Nothing else leaves the codec."""
    reason = None
    try:
        decode(kind, payload)
    except Refusal as refusal:
        reason = refusal.reason
    assert reason in {None, *REFUSAL_REASONS}


@given(message=data_messages, cut=st.integers(0, 500))
def test_truncated_message_is_refused(message: Data, cut: int) -> None:
    """Half a message is no message."""
    payload = encode(message)
    with pytest.raises(Refusal):
        decode("data", payload[: min(cut, len(payload) - 1)])


@given(good=st.lists(samples, max_size=3), bad_at=st.integers(0, 3))
def test_one_bad_sample_leaves_its_neighbours(good: list[Sample], bad_at: int) -> None:
    """Good samples come in order; the bad one keeps its index and its bytes."""
    place = min(bad_at, len(good))
    bad = b'{"unit":"m1","t":"noon","state":null}'
    parts = [msgspec.json.encode(sample) for sample in good]
    parts.insert(place, bad)
    payload = (
        b'{"boot":1,"seq":2,"first":0,"spooled":3,"historical":false,"v":1,"samples":['
        + b",".join(parts)
        + b"]}"
    )
    data, refused = decode_data(payload)
    assert data.samples == tuple(good)
    assert [(one.index, one.payload, one.reason) for one in refused] == [(place, bad, "bad_sample")]
    with pytest.raises(Refusal, match=f"sample {place}"):
        decode("data", payload)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "UPPER"), ("unit", ""), ("unit", "a/b"), ("t", -1), ("t", 1.5), ("t", True),
        ("state", "running"), ("operation_mode", ""), ("produced", -1), ("produced", 2**53 + 1),
        ("produced", "3"), ("energy_kwh", -0.1), ("energy_kwh", 1e16), ("order", 7),
        ("order", "x" * 257), ("values", {"Upper": 1}), ("values", {"a": True}), ("values", []),
    ],
)  # fmt: skip
def test_sample_with_a_wrong_field_is_refused(field: str, value: object) -> None:
    """Each rule of a sample's fields refuses its opposite."""
    sample = {"unit": "m1", "t": 1, "state": None, field: value}
    message = {
        "v": 1, "boot": 1, "seq": 0, "first": 0, "spooled": 1, "historical": False,
        "samples": [sample],
    }  # fmt: skip
    data, refused = decode_data(msgspec.json.encode(message))
    assert data.samples == ()
    assert [one.reason for one in refused] == ["bad_sample"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "not_json"),
        (b"\xff", "not_json"),
        (b"null", "no_header"),
        (b'{"boot":1}', "no_header"),
        (b'{"v":"1"}', "no_header"),
        (b'{"v":0}', "unknown_version"),
    ],
)
def test_header_is_refused_for_its_reason(payload: bytes, reason: str) -> None:
    """Whatever cannot even be named says why."""
    with pytest.raises(Refusal) as caught:
        decode_header(payload)
    assert caught.value.reason == reason
