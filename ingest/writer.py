"""Gives every sample of a batch its fate: dead letters synced, rows committed, or tried again.

It returns only when the batch may be acknowledged, or when it was told to stop.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from contract.codec import encode_sample
from contract.topic import Topic
from ingest.counters import Counters
from ingest.dead_letters import DeadLetters
from ingest.decode import Rejected
from ingest.errors import StoreUnavailable
from ingest.gathered import Gathered
from ingest.store import Outcome, PipelineRow, RefusedRow, ServiceRows, Store

TRIES_PER_ROW = 3  # contract 4.4: refused while others pass, this often, then a dead letter


@dataclass(frozen=True, slots=True)
class BackOff:
    """Waits between attempts, in seconds: doubled from first to longest, with full jitter."""

    first_s: float = 0.1
    longest_s: float = 10.0

    def wait_s(self, attempt: int, draw: float) -> float:
        """Return the wait after failed attempt number `attempt` (from 0); draw is in [0, 1)."""
        ceiling = min(self.longest_s, self.first_s * 2.0 ** min(attempt, 30))
        return ceiling * (0.5 + draw / 2)


class Writer:
    """Writes batches to the store and the dead letters, in the order of contract 4.6."""

    def __init__(
        self,
        *,
        store: Store,
        dead_letters: DeadLetters,
        counters: Counters,
        worker: str,
        wall_ms: Callable[[], int],
        wait_for_stop: Callable[[float], bool],
        logger: FilteringBoundLogger,
        back_off: BackOff | None = None,
    ) -> None:
        self._store = store
        self._dead_letters = dead_letters
        self._counters = counters
        self._worker = worker
        self._wall_ms = wall_ms
        self._wait_for_stop = wait_for_stop
        self._log = logger
        self._back_off = back_off or BackOff()

    def write(self, gathered: Gathered) -> bool:
        """Return True once all of it has a fate; False when told to stop before that."""
        attempt = 0
        refusals = 0
        while True:
            try:
                outcome = self._attempt(gathered)
            except StoreUnavailable as error:
                self._note_failure(gathered, error)
                if self._wait_for_stop(self._back_off.wait_s(attempt, random.random())):
                    return False
                attempt += 1
                continue
            if not outcome.refused:
                self._note_success(gathered)
                return True
            refusals += 1
            self._counters.retried += gathered.samples
            if refusals >= TRIES_PER_ROW:
                gathered = self._take_out(gathered, outcome.refused)
                refusals = 0

    def tell(self, row: PipelineRow) -> None:
        """Write the worker's own account; where the store takes none, the next one tells."""
        try:
            self._store.write_service(ServiceRows((), (row,)))
        except StoreUnavailable as error:
            self._note_away(error, samples=0)
        else:
            self._note_there()

    def _attempt(self, gathered: Gathered) -> Outcome:
        self._dead_letters.add(gathered.rejected, wall_ms=self._wall_ms())
        before, behind = gathered.before, gathered.behind
        if before.register or before.pipeline:
            self._store.write_service(before)
        if gathered.deliveries:
            outcome = self._store.write(gathered.batch(self._worker))
            if outcome.refused:
                return outcome
        if behind.pipeline:
            self._store.write_service(behind)
        return Outcome()

    def _take_out(self, gathered: Gathered, refused: tuple[RefusedRow, ...]) -> Gathered:
        """Move rows that the store refuses to the dead letters of the batch."""
        letters: list[Rejected] = []
        for row in refused:
            part, sample, index = gathered.at(row.row)
            letters.append(
                Rejected(
                    "store_refused",
                    row.detail,
                    str(Topic(part.line, "data")),
                    encode_sample(sample),
                    part.boot,
                    part.seq,
                    index,
                    part.spooled,
                    part.historical,
                )
            )
        left = gathered.without(frozenset(row.row for row in refused))
        left.rejected.extend(letters)
        return left

    def _note_failure(self, gathered: Gathered, error: StoreUnavailable) -> None:
        self._counters.retried += gathered.samples
        self._note_away(error, samples=gathered.samples)

    def _note_away(self, error: StoreUnavailable, *, samples: int) -> None:
        if self._counters.store_error is None:
            self._log.warning("store_unavailable", reason=str(error), samples=samples)
        self._counters.store_error = str(error)

    def _note_there(self) -> None:
        if self._counters.store_error is not None:
            self._log.info("store_available_again")
        self._counters.store_error = None

    def _note_success(self, gathered: Gathered) -> None:
        counters = self._counters
        self._note_there()
        counters.stored += gathered.samples
        counters.rejected += len(gathered.rejected)
        counters.last_stored_wall_ms = self._wall_ms()
        if gathered.deliveries:
            counters.last_stored_spooled_ms = gathered.deliveries[-1].spooled
