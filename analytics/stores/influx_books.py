"""What people told analytics, in InfluxDB: rows of the kpi bucket that are only ever added."""

from collections.abc import Collection, Sequence
from itertools import groupby

from analytics.books import Books, LateReason, MasterUse, parts_of
from analytics.errors import RowsRefused, StoreUnavailable
from analytics.index.digital.observation import Observation
from analytics.index.digital.observations import in_order, news
from analytics.index.digital.observations_rows import columns_of, observation_of
from analytics.stores.influx_reader import InfluxReader, paths
from contract.path import EquipmentPath
from contract.series import MASTER_DATA, OBSERVATION, REASON, UNIT_TAGS, Measurement
from influx.connection import Influx
from influx.errors import InfluxAway
from influx.influxql import below, columns, instant, name, one_of
from influx.line_protocol import Value, encode

_REASON = columns((*(field.name for field in REASON.fields), *UNIT_TAGS))
_MASTER = columns((*(field.name for field in MASTER_DATA.fields), "part"))
_OBSERVATION = columns((*(field.name for field in OBSERVATION.fields), *OBSERVATION.tags))


class InfluxReasonBook:
    """Implements `ReasonBook` over a connection that the wiring opened and owns."""

    def __init__(self, connection: Influx) -> None:
        self._connection = connection
        self._reader = InfluxReader(connection)

    def put(self, entries: Sequence[LateReason]) -> None:
        """Add entries; the same ones again change nothing."""
        table: dict[str, list[Value]] = {
            "time": [one.given_at for one in entries],
            **{tag: [getattr(one.unit, tag) for one in entries] for tag in UNIT_TAGS},
            **{
                field.name: [getattr(one, field.name) for one in entries] for field in REASON.fields
            },
        }
        _write(self._connection, REASON, table)

    def of(self, line: EquipmentPath, *, start: int, end: int) -> tuple[LateReason, ...]:
        """Return the entries of a line that meet [start, end) of event time, oldest first."""
        return self._read([below(line), f"{name('start')} < {end}", f"{name('end')} > {start}"])

    def given_since(self, time: int) -> tuple[LateReason, ...]:
        """Return the entries of every line that were given at `time` (wall ms) or later."""
        return self._read([f"time >= {instant(time)}"])

    def _read(self, where: Sequence[str]) -> tuple[LateReason, ...]:
        rows = self._reader.rows(REASON, _REASON, where=where)
        if rows.empty:
            return ()
        found = [
            LateReason(unit, int(start), int(end), reason, int(given_at), given_by, bool(force))
            for unit, start, end, reason, given_at, given_by, force in zip(
                paths(rows, UNIT_TAGS),
                *(rows[one] for one in ("start", "end", "reason", "time", "given_by", "force")),
                strict=True,
            )
        ]
        return tuple(sorted(found, key=lambda one: (one.given_at, one.unit)))


class InfluxMasterBook:
    """Implements `MasterBook` over a connection that the wiring opened and owns."""

    def __init__(self, connection: Influx) -> None:
        self._connection = connection
        self._reader = InfluxReader(connection)

    def put(self, use: MasterUse) -> None:
        """Add a use, or replace the one of this site that began at the same time."""
        parts = parts_of(use.content)
        told: dict[str, Value] = {
            "time": use.since,
            "enterprise": use.site.enterprise,
            "site": use.site.site,
            "hash": use.hash,
            "applied": use.applied,
        }
        table: dict[str, list[Value]] = {one: [value] * len(parts) for one, value in told.items()}
        table["part"] = [part for part, _ in parts]
        table["content"] = [content for _, content in parts]
        _write(self._connection, MASTER_DATA, table)

    def of(self, site: EquipmentPath) -> tuple[MasterUse, ...]:
        """Return every use of a site, oldest first."""
        rows = self._reader.rows(MASTER_DATA, _MASTER, where=[below(site)])
        if rows.empty:
            return ()
        ordered = rows.sort_values(["time", "part"], kind="stable")
        told = zip(
            *(ordered[one].tolist() for one in ("time", "hash", "applied", "content")), strict=True
        )
        return tuple(
            MasterUse(site, int(since), digest, "".join(row[3] for row in parts), int(applied))
            for (since, digest, applied), parts in groupby(told, key=lambda row: row[:3])
        )


class InfluxObservationBook:
    """Implements `ObservationBook` over a connection that the wiring opened and owns."""

    def __init__(self, connection: Influx) -> None:
        self._connection = connection
        self._reader = InfluxReader(connection)

    def put(self, told: Sequence[Observation]) -> tuple[Observation, ...]:
        """Add what says something new of its cell, and return that; the same again adds nothing."""
        added = news(self.of({one.period for one in told}), told) if told else ()
        _write(self._connection, OBSERVATION, columns_of(added))
        return added

    def of(
        self, periods: Collection[str] = (), *, as_of: int | None = None
    ) -> tuple[Observation, ...]:
        """Return the observations of periods, oldest first, known at `as_of` (wall ms)."""
        where = [one_of("period", sorted(periods))] if periods else []
        if as_of is not None:
            where.append(f"time <= {instant(as_of)}")
        rows = self._reader.rows(OBSERVATION, _OBSERVATION, where=where)
        return in_order(observation_of(row) for row in rows.to_dict("records"))


def influx_books(connection: Influx) -> Books:
    """Return the books of a connection that may read and write the kpi bucket."""
    return Books(
        InfluxReasonBook(connection),
        InfluxMasterBook(connection),
        InfluxObservationBook(connection),
    )


def _write(connection: Influx, measurement: Measurement, table: dict[str, list[Value]]) -> None:
    lines = encode(measurement, table)
    if not lines:
        return
    try:
        refusal = connection.write("kpi", "\n".join(lines).encode())
    except InfluxAway as error:
        raise StoreUnavailable(f"nothing can be written: {error}") from error
    if refusal is not None:
        raise RowsRefused(f"InfluxDB refused an entry, a mistake of ours: {refusal.words}")
