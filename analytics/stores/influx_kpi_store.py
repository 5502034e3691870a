"""KPI store over InfluxDB: batches in, lines out in an order that a kill cannot make wrong.

What is about to be rewritten is noted first and taken back with the cursor, so that after a kill
it is computed again. Rows that a recomputation no longer has are written again as void.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.errors import RowsRefused, StoreUnavailable
from analytics.history import Feed
from analytics.kpi_store import BASE_TABLES, KpiBatch, KpiQuery, empty
from analytics.progress import Stretch
from analytics.stores.influx_kpi_lines import frame_lines, keys_of, point, void_lines
from analytics.stores.influx_kpi_query import read_rows, stored_keys
from analytics.stores.influx_reader import InfluxReader, paths
from contract.path import EquipmentPath
from contract.series import CURSOR, LINE_TAGS, UNFINISHED
from influx.connection import Influx
from influx.errors import InfluxAway, TooLarge
from influx.influxql import columns, name

_LINES_AT_ONCE = 2_000


class InfluxKpiStore:
    """Implements `KpiStore` over a connection that the wiring opened and owns."""

    def __init__(self, connection: Influx) -> None:
        self._connection = connection
        self._reader = InfluxReader(connection)

    def write(self, batch: KpiBatch) -> None:
        """Write the base tables, then revisions, KPI rows and rates, then the cursor."""
        begun = [
            point(UNFINISHED, line, first=stretch.first, last=stretch.last)
            for line, stretch in batch.unfinished.items()
            if stretch is not None
        ]
        done = [
            # Ends before it begins: nothing is unfinished.
            point(UNFINISHED, line, first=0, last=-1)
            for line, stretch in batch.unfinished.items()
            if stretch is None
        ]
        base = [line for table, rows in batch.base.items() for line in frame_lines(table, rows)]
        for part in batch.recomputed:
            for table in BASE_TABLES:
                rows = batch.base.get(table, empty(table))
                base += void_lines(table, stored_keys(self._reader, table, part), rows)
        gone = void_lines("kpi", keys_of("kpi", batch.gone), batch.kpis)
        rates = [line for table, rows in batch.rates.items() for line in frame_lines(table, rows)]
        cursor = [
            point(CURSOR, feed.line, worker=feed.worker, change_time=time)
            for feed, time in batch.cursor.items()
        ]
        self._send(begun)
        # Each of these must be durable before what follows it.
        self._send([*base, *frame_lines("kpi_revision", batch.kpi_revisions)])
        gone = void_lines("kpi", keys_of("kpi", batch.gone), batch.kpis)
        self._send([*gone, *frame_lines("kpi", batch.kpis)])
        self._send(rates)
        self._send([*cursor, *done])

    def read(self, query: KpiQuery) -> pd.DataFrame:
        """Return rows with the columns of `columns_of`, sorted by `sort_keys`."""
        return read_rows(self._reader, query)

    def cursor(self) -> Mapping[Feed, int]:
        """Return how far the change feed has been computed, in ms wall time per feed."""
        rows = self._reader.rows(CURSOR, columns(("change_time", *CURSOR.tags)))
        if rows.empty:
            return {}
        return {
            Feed(worker, line): int(time)
            for worker, line, time in zip(
                rows["worker"], paths(rows, LINE_TAGS), rows["change_time"], strict=True
            )
        }

    def unfinished(self) -> Mapping[EquipmentPath, Stretch]:
        """Return the event times of each line whose rows were not all written."""
        rows = self._reader.rows(
            UNFINISHED, columns(("first", "last", *LINE_TAGS)), where=[f"{name('last')} >= 0"]
        )
        if rows.empty:
            return {}
        return {
            line: Stretch(int(first), int(last))
            for line, first, last in zip(
                paths(rows, LINE_TAGS), rows["first"], rows["last"], strict=True
            )
        }

    def _send(self, lines: Sequence[str]) -> None:
        for at in range(0, len(lines), _LINES_AT_ONCE):
            self._post(lines[at : at + _LINES_AT_ONCE])

    def _post(self, lines: Sequence[str]) -> None:
        try:
            refusal = self._connection.write("kpi", "\n".join(lines).encode())
        except InfluxAway as error:
            raise StoreUnavailable(f"no KPIs can be written: {error}") from error
        except TooLarge:
            if len(lines) == 1:
                raise
            half = len(lines) // 2
            self._post(lines[:half])
            self._post(lines[half:])
            return
        if refusal is not None:
            raise RowsRefused(f"InfluxDB refused KPI rows, a mistake of ours: {refusal.words}")
