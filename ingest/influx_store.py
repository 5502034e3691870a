"""The store in InfluxDB: samples until each has a fate, then ledger and change rows together.

InfluxDB has no transaction, so the order is the promise (contract 4.6): whoever reads a ledger or
change row finds the samples it tells of. Every write may be repeated and changes nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from contract.series import (
    CHANGE,
    DELIVERY,
    PIPELINE,
    REGISTER,
    SAMPLE,
    Bucket,
    Measurement,
)
from influx.answers import Refusal
from influx.connection import Influx
from influx.errors import InfluxAway, TooLarge
from influx.line_protocol import encode
from ingest.errors import LedgerRefused, StoreUnavailable
from ingest.row_columns import (
    change_columns,
    delivery_columns,
    pipeline_columns,
    register_columns,
)
from ingest.store import (
    Batch,
    Columns,
    Outcome,
    PipelineRow,
    RefusedRow,
    ServiceRows,
)

_LONGEST_BODY = 8_000_000  # bytes: InfluxDB parses a body whole before it stores any of it
_DROPPED = re.compile(r"\bdropped=(\d+)$")
# Rows whose time is what an agent said. Where the bucket no longer keeps that time, it keeps no
# sample of it either: such a row is as expired as what it tells of.
_MAY_EXPIRE = frozenset({DELIVERY.name, PIPELINE.name})
_EXPIRED = "retention policy"


class InfluxStore:
    """Writes through a connection that the wiring owns.

    Change times rise strictly in one process. They are remembered in memory only, because the
    token of ingest cannot read: after a restart with a clock set back they begin anew.
    """

    def __init__(self, connection: Influx, *, wall_ms: Callable[[], int]) -> None:
        self._connection = connection
        self._wall_ms = wall_ms
        self._change_times: dict[str, int] = {}
        self._pipeline_times: dict[tuple[str, str, str], int] = {}

    def write(self, batch: Batch) -> Outcome:
        """Store the samples, then ledger and change rows; with refused samples only the others."""
        if batch.size:
            lines = encode(SAMPLE, _with_unavailable(batch.columns, batch.size))
            refused = tuple(self._refused(SAMPLE.bucket, lines, 0))
            if refused:
                return Outcome(refused)
        rows = [(DELIVERY, delivery_columns(batch.deliveries)[0])]
        if batch.spans:
            time = max(self._wall_ms(), self._change_times.get(batch.worker, -1) + 1)
            # Even where the answer is lost the row may be stored: its time is used up.
            self._change_times[batch.worker] = time
            rows.append((CHANGE, change_columns(batch.worker, time, batch.spans)[0]))
        self._tell(rows)
        return Outcome()

    def write_service(self, rows: ServiceRows) -> None:
        """Store register and pipeline rows; of the latter none takes another's place."""
        self._tell([(REGISTER, register_columns(rows.register)[0])])
        times = self._times_apart(rows.pipeline)
        columns = pipeline_columns(rows.pipeline)[0]
        self._tell([(PIPELINE, {**columns, "time": [time for _, time in times]})])
        # Only now: a repeated attempt must give each row the time it had.
        self._pipeline_times.update(times)

    def close(self) -> None:
        """Hold nothing of its own; the connection belongs to the wiring."""

    def _times_apart(self, rows: Sequence[PipelineRow]) -> list[tuple[tuple[str, str, str], int]]:
        """Return series and time of each row, later than those before it in its series.

        Only a status keeps its own time: it is the agent's, and a redelivery is the same row.
        """
        newest: dict[tuple[str, str, str], int] = {}
        apart = []
        for row in rows:
            series = (row.service, row.instance, row.kind)
            last = newest.get(series, self._pipeline_times.get(series, -1))
            time = row.time if row.kind == "status" else max(row.time, last + 1)
            newest[series] = time
            apart.append((series, time))
        return apart

    def _tell(self, tables: Sequence[tuple[Measurement, Columns]]) -> None:
        """Write rows that tell of samples, all in one body; raise where one is refused."""
        told = [
            (measurement, line)
            for measurement, columns in tables
            for line in encode(measurement, columns)
        ]
        if not told:
            return
        for refused in self._refused(told[0][0].bucket, [line for _, line in told], 0):
            measurement, line = told[refused.row]
            if measurement.name in _MAY_EXPIRE and _EXPIRED in refused.detail:
                continue
            raise LedgerRefused(
                f"InfluxDB refuses a row of {measurement.name} ({refused.detail}): {line[:300]!r}; "
                "nothing is acknowledged. Another program may have written this measurement with "
                "other types: find it, and write into buckets that only this pipeline writes"
            )

    def _refused(self, bucket: Bucket, lines: Sequence[str], first: int) -> Iterator[RefusedRow]:
        """Write lines, the first of them being row `first`; find those refused by halves.

        All others are stored at the end, whatever was said of the whole: InfluxDB stores nothing
        of a body with a malformed line, and writing a line twice changes nothing.
        """
        body = "\n".join(lines).encode()
        refusal: Refusal | None = None
        if len(body) <= _LONGEST_BODY or len(lines) == 1:
            try:
                refusal = self._connection.write(bucket, body)
            except TooLarge as error:
                refusal = Refusal(str(error), others_stored=False)
            except InfluxAway as error:
                raise StoreUnavailable(str(error)) from error
            if refusal is None:
                return
            if len(lines) == 1 or _drops_all(refusal, len(lines)):
                yield from (RefusedRow(first + row, refusal.words) for row in range(len(lines)))
                return
        middle = len(lines) // 2
        yield from self._refused(bucket, lines[:middle], first)
        yield from self._refused(bucket, lines[middle:], first + middle)


def _drops_all(refusal: Refusal, lines: int) -> bool:
    dropped = _DROPPED.search(refusal.words)
    return refusal.others_stored and dropped is not None and int(dropped[1]) == lines


def _with_unavailable(columns: Columns, size: int) -> Columns:
    """Say in every row what is unavailable: said of one arrival, it must not outlive the next."""
    said = columns.get("unavailable")
    return {**columns, "unavailable": [""] * size if said is None else [one or "" for one in said]}
