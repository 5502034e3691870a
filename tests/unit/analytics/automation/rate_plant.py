"""Random plants that are fully known, and the same plants with stretches that nobody saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import pandas as pd
from hypothesis import strategies as st

from analytics.automation.process_register import (
    AUTOMATIC,
    PERHAPS_AUTOMATIC,
    Equipment,
    ProcessRegister,
    RegisteredOperation,
)
from analytics.automation.rate import PeriodOf
from analytics.automation.records import Entry, LinkRecord, OrderRecord, Records, StockRecord
from analytics.automation.sums import PeriodSums
from contract.evidence_series import EVIDENCE_FIELDS
from contract.kpi import BASE_FIELD_NAMES, FLAG_FIELDS
from contract.messages import ControlType
from contract.path import EquipmentPath
from contract.rates import RateLevel

HOUR_MS = 3_600_000
START = 1_772_402_400_000
HOURS = 6
PERIOD = PeriodOf("day", START, START + HOURS * HOUR_MS)
PLACE = EquipmentPath("e", "s")
CONTROL: Sequence[ControlType] = ("manual", "semi_automatic", "automatic", "numerical_control")
TELLING = (
    "manual_touches",
    "parameter_changes_system",
    "parameter_changes_hand",
    "dispatched_system",
    "dispatched_hand",
    "confirmed_system",
    "confirmed_hand",
    "inspected_automatically",
)
Row = dict[str, object]
_FIELDS = [name for name, _, _ in EVIDENCE_FIELDS]


@dataclass(frozen=True)
class Plant:
    """Rows of one hour per unit, in order of time, and what people declared.

    Args:
        lines: line to its units; the last one is the last counter.
        evidence, segments: unit to one row per hour.
        line_segments: line to one row per hour.
        runs: unit to the automatic time of each hour and whether its run goes on.
    """

    lines: Mapping[str, Sequence[str]]
    evidence: Mapping[str, Sequence[Row]]
    segments: Mapping[str, Sequence[Row]]
    line_segments: Mapping[str, Sequence[Row]]
    runs: Mapping[str, Sequence[Row]]
    register: ProcessRegister
    records: Records
    unknown_before: frozenset[str] = frozenset()

    def sums(self, place: EquipmentPath = PLACE) -> PeriodSums:
        """Return what rates of a place are computed from."""
        levels: Mapping[str, RateLevel] = {"line": "line", "site": "site"}
        segments = [
            row for rows in (*self.segments.values(), *self.line_segments.values()) for row in rows
        ]
        return PeriodSums(
            level=levels.get(place.level, "enterprise"),
            path=place,
            period=PERIOD,
            evidence=_frame(self.evidence, place),
            runs=_frame(self.runs, place),
            segments=_below(pd.DataFrame(segments), place),
            register=self.register.below(place),
            records=self.records,
            last_counters={
                line: {units[-1]: 2.0}
                for line, units in self.lines.items()
                if EquipmentPath.parse(line).lies_in(place)
            },
            unknown_before=self.unknown_before,
        )


def _frame(rows: Mapping[str, Sequence[Row]], place: EquipmentPath) -> pd.DataFrame:
    return _below(pd.DataFrame([row for own in rows.values() for row in own]), place)


def _below(frame: pd.DataFrame, place: EquipmentPath) -> pd.DataFrame:
    if frame.empty:
        return frame
    return frame[[EquipmentPath.parse(path).lies_in(place) for path in frame["path"]]]


def plants() -> st.SearchStrategy[Plant]:
    """Draw one or two lines of one to three units, each seen in every hour."""
    # A plant has a thousand figures; drawn one by one they take seconds.
    return st.integers(0, 2**32).map(Random).map(made_plant)


def made_plant(draw: Random) -> Plant:
    """Make a plant of what a generator gives."""
    lines: dict[str, list[str]] = {}
    plant = Plant(lines, {}, {}, {}, {}, ProcessRegister({}, ()), Records())
    equipment: dict[EquipmentPath, Equipment] = {}
    operations: list[RegisteredOperation] = []
    evidence: dict[str, list[Row]] = {}
    segments: dict[str, list[Row]] = {}
    runs: dict[str, list[Row]] = {}
    line_rows: dict[str, list[Row]] = {}
    for line_number in range(draw.randint(1, 2)):
        line = EquipmentPath("e", "s", "a", f"l{line_number}")
        lines[str(line)] = []
        orders = _orders(draw, str(line_number))
        line_rows[str(line)] = [_line_segment(draw, line, n) for n in range(HOURS)]
        for unit_number in range(draw.randint(1, 3)):
            path = line.unit(f"u{unit_number}")
            unit = str(path)
            lines[str(line)].append(unit)
            own = [_operation(draw, path, n) for n in range(draw.randint(1, 2))]
            operations += own
            perhaps = any(one.control_type in PERHAPS_AUTOMATIC for one in own)
            equipment[path] = _equipment(draw, path, automatic=perhaps)
            evidence[unit] = [
                _evidence(draw, unit, n, draw.choice(own), orders[n]) for n in range(HOURS)
            ]
            segments[unit] = [_segment(draw, unit, n, orders[n]) for n in range(HOURS)]
            runs[unit] = _runs(draw, evidence[unit])
    return replace(
        plant,
        evidence=evidence,
        segments=segments,
        runs=runs,
        line_segments=line_rows,
        register=ProcessRegister(equipment, tuple(operations)),
        records=_records(draw, lines),
    )


def _orders(draw: Random, line: str) -> list[str]:
    change = draw.randint(0, HOURS)
    return [f"{line}-1" if n < change else f"{line}-2" for n in range(HOURS)]


def _records(draw: Random, lines: Mapping[str, object]) -> Records:
    by: tuple[Entry, ...] = ("system", "system", "system", "hand")
    orders = [
        OrderRecord(EquipmentPath.parse(line), f"{line[-1]}-{n}", *(draw.choice(by) for _ in "pic"))
        for line in lines
        for n in (1, 2)
    ]
    stock = [
        StockRecord(START + 1, one.line, one.order, "m", 1.0, keyed=draw.random() < 0.5)
        for one in orders
    ]
    links = [
        LinkRecord(
            f"link-{n}",
            "",
            "",
            captured_automatically=draw.random() < 0.5,
            run_on_system=True,
            evidence=draw.choice(((), ("cycles",), ("dispatched_system",), ("state",))),
        )
        for n in range(14)
    ]
    return Records(orders=tuple(orders), stock=tuple(stock), links=tuple(links))


def _operation(draw: Random, path: EquipmentPath, number: int) -> RegisteredOperation:
    return RegisteredOperation(
        path,
        f"op{number}",
        "",
        "",
        draw.choice((1.0, 7.5, 30.0)),
        draw.choice(CONTROL),
        key=draw.random() < 0.5,
        level_physical=draw.randint(0, 7),
        level_cognitive=draw.randint(0, 7),
    )


def _equipment(draw: Random, path: EquipmentPath, *, automatic: bool) -> Equipment:
    return Equipment(
        path,
        "",
        "",
        "",
        draw.choice((0.0, 100.0, 250.0)),
        "opc_ua",
        draw.choice(sorted(AUTOMATIC)) if automatic else "manual",
        connected=True,
        required_tags=draw.randint(1, 5),
    )


def _evidence(draw: Random, unit: str, hour: int, one: RegisteredOperation, order: str) -> Row:
    perhaps = one.control_type in PERHAPS_AUTOMATIC
    cycles = float(draw.randint(0, 300))
    production = float(draw.randint(0, 3600))
    slots = 360.0
    row: Row = dict.fromkeys(_FIELDS, 0.0)
    row |= {name: float(draw.randint(0, 4)) for name in ("assists", *TELLING)}
    return row | {
        "path": unit,
        "time": START + hour * HOUR_MS,
        "end": START + (hour + 1) * HOUR_MS,
        "operation": one.id,
        "order": order,
        "product": "p",
        "scheduled_time_s": 3600.0,
        "production_time_s": production,
        "automatic_time_s": draw.choice((0.0, 0.5, 1.0)) * production * perhaps,
        "cycles": cycles,
        "program_cycles": draw.choice((0.0, 0.9, 1.0)) * cycles * perhaps,
        "expected_slots": slots,
        "seen_slots": slots,
        "expected_values": 3 * slots,
        "good_values": 3 * slots,
        "unknown_to_end": False,
    }


def _segment(draw: Random, path: str, hour: int, order: str) -> Row:
    row: Row = dict.fromkeys(BASE_FIELD_NAMES, 0.0)
    row |= dict.fromkeys(FLAG_FIELDS, False)
    row |= {"path": path, "time": START + hour * HOUR_MS, "order": order, "product": "p"}
    good, scrap, rework = (float(draw.randint(0, most)) for most in (60, 3, 3))
    return row | {
        "good_quantity": good,
        "scrap_quantity": scrap,
        "rework_quantity": rework,
        "produced_quantity": good + scrap + rework,
    }


def _line_segment(draw: Random, line: EquipmentPath, hour: int) -> Row:
    production = float(draw.randint(0, 3600))
    return _segment(draw, str(line), hour, "") | {
        "planned_busy_time_s": 3600.0,
        "actual_production_time_s": production,
        "planned_run_time_good_s": 0.75 * production,
        "planned_run_time_produced_s": 0.9 * production,
    }


def _runs(draw: Random, evidence: Sequence[Row]) -> list[Row]:
    rows = [
        {
            "path": row["path"],
            "time": row["time"],
            "automatic_time_s": row["automatic_time_s"],
            "continued": draw.random() < 0.5,
        }
        for row in evidence
        if row["automatic_time_s"]
    ]
    return [row | {"continued": bool(row["continued"]) and n > 0} for n, row in enumerate(rows)]
