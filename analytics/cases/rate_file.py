"""A case file of rates of automation: what was registered, recorded and seen, and what is wanted.

TOML text enters, checked structs and `PeriodSums` leave; a sentence says what is wrong.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import pandas as pd

from analytics.automation.process_register import (
    Equipment,
    ProcessRegister,
    RegisteredOperation,
)
from analytics.automation.rate import PeriodOf
from analytics.automation.records import Entry, LinkRecord, OrderRecord, Records, StockRecord
from analytics.automation.sums import PeriodSums
from analytics.cases.file import CaseEntry, Instant, Scalar, instant, read_case
from analytics.errors import BadConfig
from contract.automation_rates import AUTOMATION_RATE
from contract.evidence_series import EVIDENCE_FIELDS
from contract.kpi import BASE_FIELD_NAMES, FLAG_FIELDS
from contract.messages import ControlType, DigitalInterface
from contract.path import EquipmentPath
from contract.rates import Period, RateLevel

Situation = Literal["ordinary", "zero", "too_little", "all_manual"]
# Hours read better than seconds: `production_h` is `production_time_s`.
_HOURS = re.compile(r"(.+)_h")
_OF_EVIDENCE = frozenset(name for name, _, _ in EVIDENCE_FIELDS)
_WORDS = ("operation", "order", "product")


class EquipmentEntry(CaseEntry, frozen=True, kw_only=True):
    """One machine; `unit` is its path below the place of the case."""

    unit: str
    net_value_cny: float = 0.0
    digital_interface: DigitalInterface = "opc_ua"
    control_type: ControlType = "automatic"
    connected: bool = True
    required_tags: int = 1


class OperationEntry(CaseEntry, frozen=True, kw_only=True):
    """One operation of the register."""

    unit: str
    id: str = ""
    standard_time_s: float = 1.0
    control_type: ControlType = "automatic"
    key: bool = False
    level_physical: int = 0
    level_cognitive: int = 0


class RunEntry(CaseEntry, frozen=True, kw_only=True):
    """A part of a run without a hand."""

    unit: str
    at: Instant = "+0:00"
    automatic_h: float
    continued: bool = False


class OrderEntry(CaseEntry, frozen=True, kw_only=True):
    """What is recorded of an order, with its stock postings: true for each that was keyed."""

    line: str = ""
    order: str
    planned_by: Entry = "system"
    issued_by: Entry = "system"
    completed_by: Entry = "system"
    postings_keyed: tuple[bool, ...] = (False,)


class LinkEntry(CaseEntry, frozen=True, kw_only=True):
    """One business link."""

    id: str
    captured: bool = False
    evidence: tuple[str, ...] = ()


class WantEntry(CaseEntry, frozen=True, kw_only=True):
    """What must come out of one rate; "null" where there must be nothing."""

    rate: str
    status: str | None = None
    value: float | Literal["null"] | None = None
    lower: float | Literal["null"] | None = None
    upper: float | Literal["null"] | None = None
    declared: float | Literal["null"] | None = None
    numerator: float | None = None
    denominator: float | None = None
    machines: float | None = None
    evidence_hours: float | None = None


class RateCase(CaseEntry, frozen=True, kw_only=True):
    """The whole file.

    Args:
        situation: which of those that every rate is shown in.
        path: of the place; units are named below it.
        evidence, segment: `unit`, `at`, `until` and any field of the series; the rest is 0.
        last_counters: line to its last counters, each with line items per count.
    """

    kind: Literal["automation"]
    title: str
    situation: Situation
    source: str = ""
    level: RateLevel = "line"
    path: str = "case/case/hall/line"
    period: Period = "day"
    start: Instant = "2026-03-02T06:00:00+08:00"
    end: Instant = "+24:00"
    equipment: tuple[EquipmentEntry, ...] = ()
    operations: tuple[OperationEntry, ...] = msgspec.field(name="operation", default=())
    evidence: tuple[dict[str, Scalar], ...] = ()
    runs: tuple[RunEntry, ...] = msgspec.field(name="run", default=())
    segments: tuple[dict[str, Scalar], ...] = msgspec.field(name="segment", default=())
    orders: tuple[OrderEntry, ...] = msgspec.field(name="order", default=())
    links: tuple[LinkEntry, ...] = msgspec.field(name="link", default=())
    last_counters: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)
    unknown_before: tuple[str, ...] = ()
    want: tuple[WantEntry, ...]


def is_of_rates(path: Path) -> bool:
    """Tell whether a case file is one of rates of automation."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return False
    return table.get("kind") == "automation"


def load_rate_case(path: Path) -> RateCase:
    """Read a case file; raise BadConfig with a sentence."""
    case = read_case(path, RateCase)
    for want in case.want:
        if want.rate not in AUTOMATION_RATE:
            known = ", ".join(AUTOMATION_RATE)
            raise BadConfig(f"{path}: want: rate {want.rate!r} must be one of {known}")
    return case


def sums_of_case(case: RateCase, *, where: str) -> PeriodSums:
    """Return what the rates of a case are computed from."""
    place = EquipmentPath.parse(case.path)
    start, end = (instant(text, case, where=where) for text in (case.start, case.end))
    return PeriodSums(
        level=case.level,
        path=place,
        period=PeriodOf(case.period, start, end),
        evidence=_rows(case, case.evidence, _OF_EVIDENCE, ("unknown_to_end",), where),
        runs=pd.DataFrame(
            {
                "path": [str(_below(place, run.unit)) for run in case.runs],
                "time": [instant(run.at, case, where=where) for run in case.runs],
                "automatic_time_s": [run.automatic_h * 3600 for run in case.runs],
                "continued": [run.continued for run in case.runs],
            }
        ),
        segments=_rows(case, case.segments, frozenset(BASE_FIELD_NAMES), FLAG_FIELDS, where),
        register=_register(case, place),
        records=_records(case, place, start),
        last_counters={
            str(_below(place, line)): {
                str(_below(_below(place, line), unit)): n for unit, n in units.items()
            }
            for line, units in case.last_counters.items()
        },
        unknown_before=frozenset(str(_below(place, unit)) for unit in case.unknown_before),
    )


def _below(place: EquipmentPath, name: str) -> EquipmentPath:
    return EquipmentPath.parse(f"{place}/{name}") if name else place


def _rows(
    case: RateCase,
    entries: Sequence[Mapping[str, Scalar]],
    numbers: frozenset[str],
    flags: Sequence[str],
    where: str,
) -> pd.DataFrame:
    place = EquipmentPath.parse(case.path)
    rows: list[dict[str, Scalar]] = []
    for entry in entries:
        row: dict[str, Scalar] = dict.fromkeys(sorted(numbers), 0.0)
        row |= dict.fromkeys(_WORDS, "") | dict.fromkeys(flags, False)
        row["path"] = str(_below(place, str(entry.get("unit", ""))))
        row["time"] = instant(str(entry.get("at", "+0:00")), case, where=where)
        row["end"] = instant(str(entry.get("until", entry.get("at", "+0:00"))), case, where=where)
        for name, value in entry.items():
            if name in {"unit", "at", "until"}:
                continue
            hours = _HOURS.fullmatch(name)
            field = name if hours is None else f"{hours[1]}_time_s"
            if field not in row:
                raise BadConfig(
                    f"{where}: {name!r} is no field of these rows: correct or remove it"
                )
            row[field] = value if hours is None else float(value) * 3600
        rows.append(row)
    return pd.DataFrame(rows)


def _register(case: RateCase, place: EquipmentPath) -> ProcessRegister:
    equipment = [
        Equipment(
            _below(place, one.unit),
            one.unit,
            one.unit,
            "machine",
            one.net_value_cny,
            one.digital_interface,
            one.control_type,
            one.connected,
            one.required_tags,
        )
        for one in case.equipment
    ]
    operations = [
        RegisteredOperation(
            _below(place, one.unit),
            one.id,
            one.id,
            one.id,
            one.standard_time_s,
            one.control_type,
            one.key,
            one.level_physical,
            one.level_cognitive,
        )
        for one in case.operations
    ]
    return ProcessRegister({one.path: one for one in equipment}, tuple(operations))


def _records(case: RateCase, place: EquipmentPath, start: int) -> Records:
    orders = [
        OrderRecord(
            _below(place, one.line), one.order, one.planned_by, one.issued_by, one.completed_by
        )
        for one in case.orders
    ]
    stock = [
        StockRecord(start, _below(place, one.line), one.order, "case", 1.0, keyed=keyed)
        for one in case.orders
        for keyed in one.postings_keyed
    ]
    links = [
        LinkRecord(
            one.id,
            one.id,
            one.id,
            captured_automatically=one.captured,
            run_on_system=one.captured,
            evidence=one.evidence,
        )
        for one in case.links
    ]
    return Records(orders=tuple(orders), stock=tuple(stock), links=tuple(links))
