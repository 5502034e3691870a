"""Messages to bytes and back; a refused payload or sample raises or carries a Refusal."""

from typing import assert_never

import msgspec

from contract.errors import Refusal
from contract.messages import (
    WIRE_VERSION,
    Birth,
    Command,
    Data,
    Death,
    Header,
    Message,
    Status,
)
from contract.sample import Sample
from contract.topic import Kind

# Stable words, for counters and the dead-letter list.
REFUSAL_REASONS = (
    "not_json",  # the payload is no JSON text
    "no_header",  # v, boot or seq missing or of a wrong type
    "unknown_version",  # written by a newer contract
    "bad_message",  # a known version that does not keep the contract
    "bad_sample",  # one sample of a message does not keep the contract
    "bad_topic",  # the topic is not one of ours
    "in_the_future",  # more than five minutes ahead of ingest's wall clock
    "expired",  # older than the store keeps
    "store_refused",  # the store took the others of its batch and not this one
)

_encode = msgspec.json.Encoder().encode
_decode_header = msgspec.json.Decoder(Header).decode
_decode_data = msgspec.json.Decoder(Data).decode
_decode_sample = msgspec.json.Decoder(Sample).decode
_decode_birth = msgspec.json.Decoder(Birth).decode
_decode_status = msgspec.json.Decoder(Status).decode
_decode_death = msgspec.json.Decoder(Death).decode
_decode_command = msgspec.json.Decoder(Command).decode


class _RawData(msgspec.Struct):
    boot: int
    seq: int
    first: int
    spooled: int
    historical: bool
    samples: tuple[msgspec.Raw, ...]


_decode_raw = msgspec.json.Decoder(_RawData).decode


class RefusedSample(msgspec.Struct, frozen=True):
    """One sample of a message that does not keep the contract; `index` is its place in it."""

    index: int
    payload: bytes
    reason: str
    detail: str


def encode(message: Message) -> bytes:
    """Encode a message as JSON text in UTF-8."""
    return _encode(message)


def encode_sample(sample: Sample) -> bytes:
    """Encode one sample as JSON text, as it stands inside a data message."""
    return _encode(sample)


def decode_header(payload: bytes) -> Header:
    """Decode only what names a message; raise Refusal when even that cannot be read."""
    try:
        header = _decode_header(payload)
    except msgspec.ValidationError as error:
        raise Refusal("no_header", str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # RecursionError: brackets nested by the thousand are no message of anybody's.
        raise Refusal("not_json", str(error)) from error
    if header.v != WIRE_VERSION:
        raise Refusal(
            "unknown_version", f"wire version {header.v}, and this program knows {WIRE_VERSION}"
        )
    return header


def decode(kind: Kind, payload: bytes) -> Message:
    """Decode a payload of this kind; raise Refusal for anything but a valid message."""
    if kind == "data":
        data, refused = decode_data(payload)
        if refused:
            raise Refusal("bad_sample", f"sample {refused[0].index}: {refused[0].detail}")
        return data
    decode_header(payload)
    try:
        match kind:
            case "birth":
                return _decode_birth(payload)
            case "status":
                return _decode_status(payload)
            case "death":
                return _decode_death(payload)
            case "command":
                return _decode_command(payload)
            case _:
                assert_never(kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal("bad_message", str(error)) from error


def decode_data(payload: bytes) -> tuple[Data, tuple[RefusedSample, ...]]:
    """Decode a data message; good samples come in it, bad ones beside it, each with its index.

    The indexes of the good samples are those not named by a refused one, in order.
    Raises Refusal when the message around the samples cannot be read.
    """
    header = decode_header(payload)
    if header.boot is None or header.seq is None:
        raise Refusal("no_header", "a data message must carry boot and seq")
    try:
        return _decode_data(payload), ()
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Rare: look at each sample by itself, so that its neighbours are stored.
        return _decode_each(payload)


def _decode_each(payload: bytes) -> tuple[Data, tuple[RefusedSample, ...]]:
    try:
        raw = _decode_raw(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal("bad_message", str(error)) from error
    good: list[Sample] = []
    bad: list[RefusedSample] = []
    for index, part in enumerate(raw.samples):
        try:
            good.append(_decode_sample(part))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            bad.append(RefusedSample(index, bytes(part), "bad_sample", str(error)))
    try:
        data = msgspec.convert(
            {
                "boot": raw.boot,
                "seq": raw.seq,
                "first": raw.first,
                "spooled": raw.spooled,
                "historical": raw.historical,
                "samples": (),
            },
            Data,
        )
    except msgspec.ValidationError as error:
        raise Refusal("bad_message", str(error)) from error
    return msgspec.structs.replace(data, samples=tuple(good)), tuple(bad)
