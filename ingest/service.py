"""One ingest worker: one thread reads the broker, one gathers batches, one commits them.

The wiring gives it a store and the dead letters, and keeps both open until after `stop`.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

from structlog.typing import FilteringBoundLogger

from contract.path import EquipmentPath
from influx.errors import InfluxError
from ingest.batcher import Batcher
from ingest.committer import Committer
from ingest.config import IngestConfig
from ingest.counters import Counters
from ingest.dead_letters import DeadLetters
from ingest.errors import IngestError
from ingest.filters_file import FiltersFile
from ingest.gathered import Gathered
from ingest.health import Health
from ingest.lines import Lines
from ingest.pipeline import Pipeline
from ingest.store import Store
from ingest.subscriber import Subscriber
from ingest.writer import Writer

_LOOK_AGAIN_S = 0.1


class Ingest:
    """Subscribes, stores, acknowledges. `counters` and `health` may be read at any time."""

    def __init__(
        self,
        config: IngestConfig,
        store: Store,
        dead_letters: DeadLetters,
        *,
        wall_ms: Callable[[], int],
        logger: FilteringBoundLogger,
    ) -> None:
        log = logger.bind(worker=config.client_id)
        self._store = store
        self._wall_ms = wall_ms
        self._worker = config.client_id
        self._log = log
        self._pipeline_interval_ms = round(config.pipeline_interval_s * 1000)
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._failure: BaseException | None = None
        self._ended: dict[EquipmentPath, int] = {}
        self._boots: dict[EquipmentPath, int] = {}
        self._settled = 0
        self.counters = Counters()
        self._lines = Lines()
        self._subscriber = Subscriber(
            access=config.broker.access(),
            client_id=config.client_id,
            filters=config.topic_filters(),
            queue_limit_bytes=config.queue_limit_mb * 1_000_000,
            remembered=FiltersFile(
                config.dead_letters.with_name(f"{config.client_id}.filters.json")
            ),
            logger=log,
        )
        self._batcher = Batcher(config.batch.limits())
        self._pipeline = Pipeline(
            lines=self._lines,
            counters=self.counters,
            retention_ms=config.retention_ms,
            ask_rebirth=self._subscriber.ask_rebirth,
            logger=log,
        )
        self._writer = Writer(
            store=store,
            dead_letters=dead_letters,
            counters=self.counters,
            worker=config.client_id,
            wall_ms=wall_ms,
            wait_for_stop=self._stopping.wait,
            logger=log,
        )
        self.health = Health(
            counters=self.counters,
            lines=self._lines,
            worker=config.client_id,
            started_wall_ms=wall_ms(),
            silent_after_ms=round(config.silent_after_s * 1000),
            is_connected=lambda: self._subscriber.is_connected,
            broker_said=lambda: self._subscriber.broker_said,
        )
        self._committer = Committer()
        self._thread = threading.Thread(target=self._run, name="ingest-gatherer", daemon=True)

    def start(self) -> None:
        """Begin connecting and writing; return at once."""
        self._committer.start()
        self._thread.start()
        self._subscriber.start()

    def stop(self) -> None:
        """Commit and acknowledge what is gathered, disconnect, and raise what made it fail."""
        self._stopping.set()
        self._thread.join()
        self._subscriber.stop()
        self.raise_failure()

    def raise_failure(self) -> None:
        """Raise the error that ended the worker, if one did: a bug must not be quiet."""
        if self._failure is not None:
            raise self._failure

    def idle(self) -> bool:
        """Tell whether everything that arrived has its fate and the broker is connected."""
        subscriber = self._subscriber
        return (
            subscriber.is_connected
            and not subscriber.is_overflowing
            and subscriber.queued == self._settled
        )

    @property
    def last_stored_wall_ms(self) -> int | None:
        """Wall time (ms) of the last commit, None before the first."""
        return self.counters.last_stored_wall_ms

    @property
    def left_unread(self) -> int:
        """Messages that found the queue full; the broker was asked for them again."""
        return self._subscriber.left_unread

    def ended_lines(self) -> Mapping[EquipmentPath, int]:
        """Return, per line whose played run has ended and is stored, its end in world ms."""
        return dict(self._ended)

    def known(self, line: EquipmentPath) -> bool:
        """Tell whether a birth of this line has arrived."""
        return self._lines.known(line)

    def boot(self, line: EquipmentPath) -> int:
        """Return the boot of this line's newest birth that was stored by us, -1 before any."""
        return self._boots.get(line, -1)

    def wait_until(self, condition: Callable[[], bool], *, timeout_s: float) -> bool:
        """Wait until the condition holds; False at the time-out or when the worker failed.

        It is looked at after each commit, and now and then for what no commit changes.
        """
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self._failure is None:
                if condition():
                    return True
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(min(left, _LOOK_AGAIN_S))
        return False

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # noqa: BLE001 - kept for stop() to raise in the wiring
            self._failure = error
            if isinstance(error, IngestError | InfluxError):
                self._log.error("writer_stopped", reason=str(error))
            else:
                self._log.exception("writer_failed")
        finally:
            self._notify()
            self._committer.stop()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _loop(self) -> None:
        next_row = self._wall_ms()
        while not self._stopping.is_set():
            if self._subscriber.failure is not None:
                raise self._subscriber.failure
            self._committer.raise_failure()
            now = self._wall_ms()
            if self._batcher.is_due(wall_ms=now):
                self._flush()
            if now >= next_row or next_row - now > self._pipeline_interval_ms:
                self._committer.hand_over(partial(self._writer.tell, self.health.row(wall_ms=now)))
                next_row = now + self._pipeline_interval_ms
            self._take_one(now)
        if not self._batcher.is_empty:
            self._flush()
        self._committer.finish()

    def _take_one(self, now: int) -> None:
        incoming = self._subscriber.next(self._batcher.wait_ms(wall_ms=now) / 1000)
        if incoming is None:
            if self._batcher.is_empty:
                self._notify()
            return
        # A birth is seen no earlier than the samples before it, no later than those behind it.
        if incoming.topic.endswith("/birth"):
            if self._batcher.holds_samples:
                self._flush()
            self._committer.finish()
        now = self._wall_ms()
        self._pipeline.take(incoming, self._batcher.open(wall_ms=now), wall_ms=now)

    def _flush(self) -> None:
        gathered = self._batcher.close()
        gathered.batch(self._worker)  # while the one before it is still being committed
        self._committer.hand_over(partial(self._commit, gathered))

    def _commit(self, gathered: Gathered) -> None:
        if not self._writer.write(gathered):
            return  # told to stop: unacknowledged, so the broker brings it again
        self._subscriber.acknowledge(gathered.incoming)
        self._note_ends(gathered)
        self._boots |= {
            row.line: boot
            for row in gathered.births
            if row.line is not None and isinstance(boot := row.fields["boot"], int)
        }
        self._settled += len(gathered.incoming)
        self._notify()

    def _note_ends(self, gathered: Gathered) -> None:
        for line, status in gathered.statuses:
            self._lines.status(line, status)
        if gathered.statuses or gathered.births:
            self._ended = self._lines.ended()
