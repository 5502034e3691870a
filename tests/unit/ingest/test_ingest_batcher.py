"""When a batch is closed, and what is left of one when rows are taken out."""

import pytest

from contract.path import EquipmentPath
from contract.sample import Sample
from ingest.batcher import Batcher, BatchLimits
from ingest.gathered import Gathered
from ingest.incoming import Incoming
from ingest.rows import Part
from ingest.store import Delivery

LINE = EquipmentPath("demo", "site", "area", "line")


@pytest.mark.parametrize(
    ("samples", "messages", "age_ms", "due"),
    [(9, 1, 0, False), (10, 1, 0, True), (1, 5, 0, True), (1, 1, 199, False), (1, 1, 200, True)],
)
def test_batch_is_due_by_samples_messages_or_age(
    samples: int,
    messages: int,
    age_ms: int,
    due: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """Whichever limit is reached first closes the batch."""
    batcher = Batcher(BatchLimits(samples=10, messages=5, age_ms=200))
    gathered = batcher.open(wall_ms=1_000)
    gathered.samples = samples
    gathered.incoming.extend([Incoming("t", b"")] * messages)
    assert batcher.is_due(wall_ms=1_000 + age_ms) is due


def test_clock_set_back_does_not_hold_a_batch() -> None:
    """A wall clock that jumps back makes the batch due at once instead of never."""
    batcher = Batcher(BatchLimits())
    batcher.open(wall_ms=1_000_000)
    assert batcher.is_due(wall_ms=5)


def test_empty_batcher_is_never_due_and_hands_out_nothing() -> None:
    """There is nothing to commit before the first message."""
    batcher = Batcher(BatchLimits())
    assert not batcher.is_due(wall_ms=10**9)
    with pytest.raises(ValueError, match="nothing"):
        batcher.close()


def gathered_of(*sizes: int) -> Gathered:
    """Messages of these many samples."""
    gathered = Gathered(0)
    for seq, size in enumerate(sizes):
        samples = tuple(Sample(unit="m1", t=100 * seq + i, state="executing") for i in range(size))
        gathered.parts.append(Part(LINE, 7, seq, 1, False, samples, range(size), ()))
        gathered.deliveries.append(Delivery(LINE, 1, 7, seq, 0, size, 0))
        gathered.samples += size
    return gathered


def test_rows_are_found_in_their_messages() -> None:
    """Row numbers of a batch lead back to the message and the place in it."""
    gathered = gathered_of(2, 0, 3)
    assert [(gathered.at(row)[0].seq, gathered.at(row)[2]) for row in range(5)] == [
        (0, 0), (0, 1), (2, 0), (2, 1), (2, 2),
    ]  # fmt: skip
    with pytest.raises(IndexError):
        gathered.at(5)


def test_rows_taken_out_are_counted_as_rejected_of_their_message() -> None:
    """The ledger of what is left says how many went to the dead letters."""
    left = gathered_of(2, 3).without(frozenset({1, 4}))
    assert left.samples == 3
    assert [(row.samples, row.rejected) for row in left.deliveries] == [(2, 1), (3, 1)]
    assert list(left.batch("w").columns["time"]) == [0, 100, 101]
    assert left.parts[1].indexes == (0, 1)


def test_span_covers_the_event_times_of_a_line() -> None:
    """The change row says the first and last event time that was written."""
    (span,) = gathered_of(2, 3).batch("w").spans
    assert (span.first, span.last) == (0, 102)
