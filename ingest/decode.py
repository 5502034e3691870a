"""A delivered message goes in; a decoded message, or a rejection with its reason, comes out.

Whatever a payload holds, nothing but these two leaves this file.
"""

from dataclasses import dataclass
from functools import lru_cache

import msgspec

from contract.codec import decode as decode_message
from contract.codec import decode_data
from contract.errors import BadName, Refusal
from contract.messages import Birth, Command, Data, Death, Header, Status
from contract.topic import Topic
from ingest.incoming import Incoming

_header = msgspec.json.Decoder(Header).decode


@dataclass(frozen=True, slots=True)
class Rejected:
    """One message or one sample that is refused; `index` is the place of the sample, if one.

    `historical` and `spooled` come from the message around a sample, so that it can be
    tried again by itself.
    """

    reason: str
    detail: str
    topic: str
    payload: bytes
    boot: int | None = None
    seq: int | None = None
    index: int | None = None
    spooled: int | None = None
    historical: bool = False


@dataclass(frozen=True, slots=True)
class DecodedData:
    """A data message; its bad samples stand beside it, good ones keep their index in `indexes`."""

    topic: Topic
    data: Data
    rejected: tuple[Rejected, ...]
    indexes: tuple[int, ...] | range


@dataclass(frozen=True, slots=True)
class DecodedService:
    """A birth, status or death."""

    topic: Topic
    message: Birth | Status | Death


@lru_cache(maxsize=4096)
def _parse(topic: str) -> Topic:
    return Topic.parse(topic)


def _name(payload: bytes) -> tuple[int | None, int | None]:
    """Return boot and seq of a refused payload where they can be read."""
    try:
        header = _header(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    # Not wider than the store's integers, else the name itself could not be kept.
    return (
        header.boot if header.boot is not None and 0 <= header.boot < 2**63 else None,
        header.seq if header.seq is not None and 0 <= header.seq < 2**63 else None,
    )


def _reject(incoming: Incoming, reason: str, detail: str) -> Rejected:
    boot, seq = _name(incoming.payload)
    return Rejected(reason, detail, incoming.topic, incoming.payload, boot, seq)


def decode(incoming: Incoming) -> DecodedData | DecodedService | Rejected:
    """Decode one message by its topic."""
    try:
        topic = _parse(incoming.topic)
    except BadName as error:
        return _reject(incoming, "bad_topic", str(error))
    try:
        if topic.kind == "data":
            return _data(topic, incoming)
        message = decode_message(topic.kind, incoming.payload)
    except Refusal as refusal:
        return _reject(incoming, refusal.reason, refusal.detail)
    if isinstance(message, Command | Data):
        return _reject(incoming, "bad_message", f"a {topic.kind} is not for ingest")
    return DecodedService(topic, message)


def _data(topic: Topic, incoming: Incoming) -> DecodedData:
    data, refused = decode_data(incoming.payload)
    if not refused:
        return DecodedData(topic, data, (), range(len(data.samples)))
    bad = {part.index for part in refused}
    indexes = tuple(i for i in range(len(data.samples) + len(bad)) if i not in bad)
    rejected = tuple(
        Rejected(
            part.reason,
            part.detail,
            incoming.topic,
            part.payload,
            data.boot,
            data.seq,
            part.index,
            data.spooled,
            data.historical,
        )
        for part in refused
    )
    return DecodedData(topic, data, rejected, indexes)
