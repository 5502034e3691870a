"""The seam to the store: a batch of samples with its ledger goes in, the fate of rows comes out.

It exists so that DuckDB, InfluxDB and memory are written by the same pipeline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from contract.messages import WorkUnit
from contract.path import EquipmentPath

Value = str | int | float | bool | None
Column = Sequence[Value]
Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ledger row of one data message; `samples` counts all of it, `rejected` its bad ones.

    `earliest` and `latest` are event times (ms) between which its good samples lie, None without.
    """

    line: EquipmentPath
    spooled: int
    boot: int
    seq: int
    first: int
    samples: int
    rejected: int
    earliest: int | None = None
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """First and last event time (ms) that a batch writes for one work center."""

    line: EquipmentPath
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples as columns of the series `sample`, with the ledger of the messages they came in.

    A column that is null in every row is left out; all others have `size` values.
    """

    worker: str
    size: int
    columns: Columns
    deliveries: tuple[Delivery, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that the store will not take while it takes others; `row` is its index."""

    row: int
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    With refused rows neither ledger nor change row was written: the batch has to come again,
    whole or without them. Without any, everything in it is committed.
    """

    refused: tuple[RefusedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One work unit of a birth; time = boot of the agent."""

    line: EquipmentPath
    boot: int
    unit: WorkUnit


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """The account of a service or an agent at one wall time; fields of the series `pipeline`."""

    time: int
    service: str
    instance: str
    kind: str
    line: EquipmentPath | None
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ServiceRows:
    """Rows that describe the plant and the pipeline, not what machines measured."""

    register: tuple[RegisterRow, ...] = ()
    pipeline: tuple[PipelineRow, ...] = ()


class Store(Protocol):
    """Where samples are kept. Not shared between threads; every write may be repeated."""

    def write(self, batch: Batch) -> Outcome:
        """Commit data, ledger and change rows; raise StoreUnavailable when it is away.

        The time of the change rows is taken anew at each attempt, after the data, and rises
        strictly per worker (contract 4.8).
        """
        ...

    def write_service(self, rows: ServiceRows) -> None:
        """Commit register and pipeline rows; raise StoreUnavailable when it is away."""
        ...

    def close(self) -> None:
        """Release what the store holds."""
        ...
