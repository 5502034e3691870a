"""The stages of ingest, in the order in which a message passes them.

subscriber ── Incoming ──▶ decode ──▶ check ──▶ Gathered ──▶ rows ──▶ Store.write ──▶ PUBACK
 (paho's       topic and     │ time     │ until samples,      │ columns, ledger,
  thread)      payload       │ rules,   │ messages or age     │ change row
                             ▼ units    ▼ are reached         ▼
                          rejected: dead letters, synced before the acknowledgement
"""

from collections.abc import Callable
from typing import assert_never

from structlog.typing import FilteringBoundLogger

from contract.messages import Birth, Death, Status
from contract.path import EquipmentPath
from ingest.check import check
from ingest.counters import Counters
from ingest.decode import DecodedData, DecodedService, Rejected, decode
from ingest.gaps import Gaps
from ingest.gathered import Gathered
from ingest.incoming import Incoming
from ingest.lines import Lines
from ingest.service_rows import birth_row, death_row, register_rows, status_row


class Pipeline:
    """Takes one message at a time into the batch that is being gathered."""

    def __init__(
        self,
        *,
        lines: Lines,
        counters: Counters,
        retention_ms: int | None,
        ask_rebirth: Callable[[EquipmentPath], None],
        logger: FilteringBoundLogger,
    ) -> None:
        self._lines = lines
        self._counters = counters
        self._retention_ms = retention_ms
        self._ask_rebirth = ask_rebirth
        self._log = logger
        self._gaps = Gaps()

    def take(self, incoming: Incoming, into: Gathered, *, wall_ms: int) -> None:
        """Decode and check one message; what comes of it waits in `into` for its fate."""
        self._counters.messages += 1
        into.incoming.append(incoming)
        if incoming.retain and not incoming.topic.endswith("/birth"):
            # A retained message says nothing new: it is no measurement (contract 3).
            self._counters.retained_ignored += 1
            return
        decoded = decode(incoming)
        match decoded:
            case DecodedData():
                self._take_data(decoded, into, wall_ms)
            case DecodedService():
                self._take_service(decoded, into, wall_ms)
            case Rejected():
                self._counters.received += 1
                into.rejected.append(decoded)
            case _:
                assert_never(decoded)

    def _take_data(self, decoded: DecodedData, into: Gathered, wall_ms: int) -> None:
        line, data = decoded.topic.line, decoded.data
        checked = check(
            decoded,
            known=self._lines.known_units(line),
            wall_ms=wall_ms,
            retention_ms=self._retention_ms,
        )
        into.take(line, data, checked)
        into.rejected.extend(checked.rejected)
        samples = into.book(line, data, checked)
        self._gaps.take(line, boot=data.boot, first=data.first, samples=samples)
        self._counters.received += samples
        self._counters.missing = self._gaps.missing
        self._counters.last_received_wall_ms = wall_ms
        if checked.unregistered and self._lines.wants_rebirth(line, wall_ms=wall_ms):
            self._log.info("rebirth_asked", line=str(line), units=checked.unregistered)
            self._ask_rebirth(line)

    def _take_service(self, decoded: DecodedService, into: Gathered, wall_ms: int) -> None:
        line, message = decoded.topic.line, decoded.message
        match message:
            case Birth():
                if not self._lines.birth(line, message):
                    self._counters.stale_ignored += 1
                    return
                into.register.extend(register_rows(line, message))
                into.births.append(birth_row(line, message, wall_ms=wall_ms))
            case Status():
                into.after.append(status_row(line, message))
                into.statuses.append((line, message))
            case Death():
                if not self._lines.death(line, message):
                    self._counters.stale_ignored += 1
                    return
                into.after.append(death_row(line, message, wall_ms=wall_ms))
            case _:
                assert_never(message)
