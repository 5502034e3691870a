"""Tries dead letters again after a fix: through decode, check and store, as if newly delivered."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import assert_never

import msgspec

from contract.messages import WIRE_VERSION, Birth, Death, Status
from ingest.check import check
from ingest.dead_letters import DeadLetter, DeadLetters
from ingest.decode import DecodedService, Rejected, decode
from ingest.gathered import Gathered
from ingest.incoming import Incoming
from ingest.service_rows import birth_row, register_rows, status_row
from ingest.store import Store


class _Envelope(msgspec.Struct, frozen=True):
    """A data message around one sample that is kept as it was sent."""

    boot: int
    seq: int
    first: int
    spooled: int
    historical: bool
    samples: tuple[msgspec.Raw]
    v: int = WIRE_VERSION


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one letter: stored, or the reason why it is refused still."""

    letter: DeadLetter
    refused: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """Where letters go and under which rules; `registered` are paths of known work units."""

    store: Store
    dead_letters: DeadLetters
    worker: str
    retention_ms: int | None = None
    registered: AbstractSet[str] = frozenset()

    def run(self, letters: Iterable[DeadLetter], *, wall_ms: int) -> tuple[Replayed, ...]:
        """Store what can now be stored and mark it resolved at this wall time.

        Raises StoreUnavailable when the store is away; a letter stored before that stays stored.
        """
        done: list[Replayed] = []
        for letter in letters:
            refused = self._store_one(letter, wall_ms)
            if refused is None:
                self.dead_letters.resolve([letter.key], wall_ms=wall_ms)
            done.append(Replayed(letter, refused))
        return tuple(done)

    def _store_one(self, letter: DeadLetter, wall_ms: int) -> str | None:
        """Store one letter; return why not, or None."""
        decoded = decode(_incoming(letter.rejected))
        if isinstance(decoded, Rejected):
            return f"{decoded.reason}: {decoded.detail}"
        gathered = Gathered(wall_ms)
        if isinstance(decoded, DecodedService):
            return _store_service(decoded, gathered, self.store, wall_ms)
        line, data = decoded.topic.line, decoded.data
        known = {
            sample.unit for sample in data.samples if f"{line}/{sample.unit}" in self.registered
        }
        checked = check(decoded, known=known, wall_ms=wall_ms, retention_ms=self.retention_ms)
        of_message = letter.rejected.index is None
        if checked.rejected and not of_message:
            first = checked.rejected[0]
            return f"{first.reason}: {first.detail}"
        gathered.take(line, data, checked)
        if of_message:  # the message of a single sample is in the ledger already
            gathered.book(line, data, checked)
            self.dead_letters.add(checked.rejected, wall_ms=wall_ms)
        outcome = self.store.write(gathered.batch(self.worker))
        return f"store_refused: {outcome.refused[0].detail}" if outcome.refused else None


def _incoming(rejected: Rejected) -> Incoming:
    """Return the message, with an envelope where only one of its samples was refused."""
    if rejected.index is None:
        return Incoming(rejected.topic, rejected.payload)
    envelope = _Envelope(
        rejected.boot or 0,
        rejected.seq or 0,
        0,
        rejected.spooled or 0,
        rejected.historical,
        (msgspec.Raw(rejected.payload),),
    )
    return Incoming(rejected.topic, msgspec.json.encode(envelope))


def _store_service(
    decoded: DecodedService, gathered: Gathered, store: Store, wall_ms: int
) -> str | None:
    """Store a birth or a status; a death says nothing of today."""
    line, message = decoded.topic.line, decoded.message
    match message:
        case Birth():
            gathered.register.extend(register_rows(line, message))
            gathered.births.append(birth_row(line, message, wall_ms=wall_ms))
            store.write_service(gathered.before)
        case Status():
            gathered.after.append(status_row(line, message))
            store.write_service(gathered.behind)
        case Death():
            return "a death is for display at its own time only"
        case _:
            assert_never(message)
    return None
