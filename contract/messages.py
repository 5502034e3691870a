"""The message kinds of wire version 1: one struct each, JSON, unknown fields ignored."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.sample import Amount, Count, Millis, Sample, Segment, Text, ValueName

WIRE_VERSION = 1

Clock = Literal["played", "wall"]
SourceState = Literal["connected", "silent", "lost", "ended"]
# How a machine gives its data; "none" is a machine that nobody can read.
DigitalInterface = Literal["opc_ua", "mtconnect", "modbus", "fieldbus", "retrofit", "none"]
ControlType = Literal["manual", "semi_automatic", "automatic", "numerical_control"]
Positive = Annotated[float, Meta(gt=0)]


class Header(msgspec.Struct, frozen=True):
    """What is decoded first, so that a refused message still has a name; never changes."""

    v: int
    boot: int | None = None
    seq: int | None = None


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of the process register; standard time in seconds."""

    id: Text
    standard_time_s: Positive
    control_type: ControlType
    key: bool = False


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One value this unit reports; `modulus` is where a counter rolls over, null where never."""

    name: ValueName
    unit: Text
    heartbeat_s: Positive = 10.0
    modulus: Count | None = None


class WorkUnit(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the register: what a work unit is and what can be read from it."""

    unit: Segment
    name_en: Text
    name_zh: Text
    kind: Text
    vendor: Text
    model: Text
    controller: Text
    digital_interface: DigitalInterface
    numerically_controlled: bool
    asset_value_cny: Amount
    key_process: bool
    operations: tuple[Operation, ...] = ()
    planned_run_time_s: dict[Text, Positive] = {}
    items_per_count: Positive = 1.0
    metrics: tuple[Metric, ...] = ()


class LastBoot(msgspec.Struct, frozen=True, kw_only=True):
    """What the spool remembers of the boot before: its newest seq and samples sent."""

    boot: Millis
    seq: Count
    samples: Count


class Birth(msgspec.Struct, frozen=True, kw_only=True):
    """Said at each connect and on request; retained. Register of all work units of the line."""

    boot: Millis
    session: Count
    clock: Clock
    agent_version: Text
    units: tuple[WorkUnit, ...]
    last_boot: LastBoot | None = None
    v: int = WIRE_VERSION


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """Samples of one or many units; `first` counts the samples sent earlier in this boot."""

    boot: Millis
    seq: Count
    first: Count
    spooled: Millis
    historical: bool
    samples: tuple[Sample, ...]
    v: int = WIRE_VERSION


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """State of one source and its clock offset in ms (source minus agent), null if unmeasured.

    `clock_corrected` says that the agent took the offset out of the times it sent (trust "agent").
    """

    name: Text
    state: SourceState
    clock_offset_ms: int | None = None
    clock_corrected: bool = False


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's own account, every 10 s of wall time and at stop; counts are of this boot.

    `seq` is the last sequence number spooled (-1 before the first), `samples` those spooled in this
    boot; `unsent` counts spool rows not yet acknowledged by the broker; `ended` is the world
    time at which a played run ended.
    """

    boot: Millis
    session: Count
    at: Millis
    seq: int
    samples: Count
    dropped: Count = 0
    refused_late: Count = 0
    unsent: Count = 0
    received: Count = 0
    sources: tuple[Source, ...] = ()
    unmapped: dict[Text, Count] = {}
    ended: Millis | None = None
    v: int = WIRE_VERSION


class Death(msgspec.Struct, frozen=True, kw_only=True):
    """The will. For display and alerts; it changes no history and no KPI."""

    boot: Millis
    session: Count
    v: int = WIRE_VERSION


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """To the agent: say the birth again, or send every row still in the spool again."""

    command: Literal["rebirth", "resend"]
    v: int = WIRE_VERSION


Message = Birth | Data | Status | Death | Command
