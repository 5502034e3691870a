"""The plant now, for the board: what each machine does, and each line's shift so far."""

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analytics.history import LineFacts
from analytics.kpi_store import KpiQuery
from analytics.master.data import LineMaster
from analytics.oee.rates import LineRates
from analytics.oee.windows import Window, windows_in
from analytics.progress import Now, now_of
from analytics.queries import oee_rows
from analytics.records import records
from analytics.timeline import UnitState, unit_states
from contract.kpi import LEAF_FIELDS
from contract.path import EquipmentPath
from dashboards.board.errors import UnknownPath
from dashboards.board.model import (
    Badge,
    Health,
    Kpi,
    LineNow,
    Plant,
    Timeline,
    UnitNow,
)
from factory.errors import ConfigError
from factory.store_reader import StoreReader
from factory.unit_reader import leaf_of, registers, unit_timeline
from factory.when import wall_ms

# Six heartbeats: by then even a slow broker has brought word.
_SILENT_MS = 60_000


class StorePlantReader:
    """Implements the board's seam for the plant over an open store."""

    def __init__(
        self, store: StoreReader, *, health: Callable[[], Health], lines: Sequence[EquipmentPath]
    ) -> None:
        """Show `lines` from the start, with those the store hears of later."""
        self._store = store
        self._health = health
        self._expected = tuple(lines)

    def health(self) -> Health:
        """Return whether data flows and is stored."""
        return self._health()

    def plant(self) -> Plant:
        """Return the picture of this moment; a site is that of the first line."""
        wall = wall_ms()
        lines = [*self._expected]
        lines += [line for line in self._store.lines() if line not in lines]
        shown = tuple(self._line(line, wall) for line in lines)
        if not lines:
            return Plant(path="", name_en="", name_zh="", at=wall, doing="waiting", lines=())
        master = self._store.master(lines[0])
        badges = {line.badge for line in shown}
        doing = next((word for badge, word in _DOING if badge in badges), "waiting")
        return Plant(
            path=str(lines[0].at_site),
            name_en=master.file.name_en or master.site,
            name_zh=master.file.name_zh or master.site,
            at=wall,
            doing=doing,
            lines=shown,
        )

    def timeline(self, path: str, *, start: int, end: int) -> Timeline:
        """Return what one work unit did, and what it counted every five minutes."""
        try:
            return unit_timeline(self._store, path, start=start, end=end)
        except ConfigError as error:
            raise UnknownPath(str(error)) from error

    def _line(self, line: EquipmentPath, wall: int) -> LineNow:
        facts = self._store.history.facts(line)
        master = self._store.master(line).line(line, _unit_names(facts))
        now = now_of(facts, wall=wall, patience_ms=0)
        instant = None if now is None else now.time
        shift = None if now is None else _shift_at(master, now)
        rows = self._shift_rows(line, shift)
        states = unit_states(self._store.history, self._store.master(line), line, wall=wall)
        register = facts.register.set_index("work_unit") if len(facts.register) else pd.DataFrame()
        stages = {unit: stage.id for stage in master.stages for unit in stage.units}
        units = tuple(
            _unit_now(state, register, stages, rows.get(str(state.unit)))
            for state in _in_flow_order(states, master)
        )
        kpi = rows.get(str(line))
        lead = _lead_unit(units, master)
        order = "" if lead is None else lead.order
        product = "" if lead is None else lead.product
        segments = self._shift_segments(line, shift)
        return LineNow(
            path=str(line),
            name_en=master.entry.name_en or line.work_center,
            name_zh=master.entry.name_zh or line.work_center,
            zone=str(master.calendar.zone),
            now=instant,
            badge=_badge(facts, wall),
            shift_name="" if shift is None else shift.shift,
            shift_start=None if shift is None else shift.start,
            shift_end=None if shift is None else shift.end,
            order=order,
            product=product,
            planned_quantity=_planned(segments, master),
            ideal_quantity=_ideal_so_far(segments, LineRates(master, registers(facts))),
            target_oee=master.targets(at=instant).oee_index,
            shift=kpi,
            units=units,
        )

    def _shift_rows(self, line: EquipmentPath, shift: Window | None) -> dict[str, Kpi]:
        if shift is None:
            return {}
        rows = oee_rows(
            self._store.kpis, start=shift.start, end=shift.start + 1, window="shift", below=line
        )
        return {str(row["path"]): _kpi(row) for row in records(rows)}

    def _shift_segments(self, line: EquipmentPath, shift: Window | None) -> pd.DataFrame:
        start, end = (0, 0) if shift is None else (shift.start, shift.end)
        return self._store.kpis.read(
            KpiQuery("segment", start=start, end=end, below=line, levels=("line", "unit"))
        )


_DOING: tuple[tuple[Badge, str], ...] = (
    ("played", "playing"),
    ("live", "live"),
    ("silent", "live"),
    ("ended", "ended"),
)


def _planned(segments: pd.DataFrame, master: LineMaster) -> float | None:
    """Return what the orders seen in this shift were planned to give; None if one has no plan.

    Seen at any unit: a line whose constraint is silent does not know its order.
    """
    plans = [master.planned_quantity(str(order)) for order in segments["order"].unique() if order]
    known = [plan for plan in plans if plan is not None]
    return math.fsum(known) if known and len(known) == len(plans) else None


def _ideal_so_far(segments: pd.DataFrame, rates: LineRates) -> float | None:
    """Return what the line could have made in its planned busy time of this shift."""
    total = 0.0
    for product, own in segments[segments["work_unit"] == ""].groupby("product"):
        for time, busy in zip(own["time"], own["planned_busy_time_s"], strict=True):
            rate = rates.line_rate(str(product), at=int(time))
            if product and rate.planned_run_time_s:
                total += float(busy) / rate.planned_run_time_s
    return total or None


def _unit_names(facts: LineFacts) -> tuple[str, ...]:
    return tuple(str(unit) for unit in facts.register["work_unit"]) if len(facts.register) else ()


def _shift_at(master: LineMaster, now: Now) -> Window | None:
    """Return the shift that runs; at the very end of a run the one that has just ended."""
    instant = now.time - 1 if now.ended else now.time
    found = windows_in(master.calendar, "shift", instant, instant + 1)
    return found[0] if found else None


def _badge(facts: LineFacts, wall: int) -> Badge:
    if facts.newest_time is None:
        return "waiting"
    if facts.ended is not None:
        return "ended"
    if facts.clock == "played":
        return "played"
    return "silent" if wall - facts.newest_time > _SILENT_MS else "live"


def _kpi(row: Mapping[str, str | float | int | bool | None]) -> Kpi:
    return Kpi(
        availability=_ratio(row, "availability"),
        effectiveness=_ratio(row, "effectiveness"),
        quality_ratio=_ratio(row, "quality_ratio"),
        oee_index=_ratio(row, "oee_index"),
        oee_low=_ratio(row, "oee_low"),
        oee_high=_ratio(row, "oee_high"),
        coverage=_ratio(row, "coverage"),
        produced_quantity=_ratio(row, "produced_quantity") or 0.0,
        good_quantity=_ratio(row, "good_quantity") or 0.0,
        scrap_quantity=_ratio(row, "scrap_quantity") or 0.0,
        planned_busy_time_s=_ratio(row, "planned_busy_time_s") or 0.0,
        unknown_time_s=_ratio(row, "unknown_time_s") or 0.0,
        withheld=bool(row["withheld"]),
        elapsed_time_s=math.fsum(_ratio(row, name) or 0.0 for name in LEAF_FIELDS),
    )


def _ratio(row: Mapping[str, str | float | int | bool | None], name: str) -> float | None:
    value = row[name]
    return None if value is None or isinstance(value, str) else float(value)


def _unit_now(
    state: UnitState, register: pd.DataFrame, stages: Mapping[str, str], shift: Kpi | None
) -> UnitNow:
    name, piece = state.unit.work_unit, state.piece
    row = register.loc[name] if name in register.index else None
    since = None
    if piece is not None and piece.start > state.seen_from:
        since = piece.start
    return UnitNow(
        path=str(state.unit),
        name_en=name if row is None else str(row["name_en"]) or name,
        name_zh=name if row is None else str(row["name_zh"]) or name,
        kind="" if row is None else str(row["kind"]),
        stage=stages.get(name, ""),
        leaf="unknown" if piece is None else leaf_of(piece.leaf),
        state=None if piece is None else piece.state or None,
        operation_mode=None if piece is None else piece.operation_mode or None,
        reason="" if piece is None else piece.reason,
        order="" if piece is None else piece.order,
        product="" if piece is None else piece.product,
        since=since,
        last_sample=state.last_sample,
        shift=shift,
    )


def _in_flow_order(states: Sequence[UnitState], master: LineMaster) -> list[UnitState]:
    flow = [unit for stage in master.stages for unit in stage.units]
    places = {unit: place for place, unit in enumerate(flow)}
    return sorted(
        states,
        key=lambda state: (places.get(state.unit.work_unit, len(places)), state.unit.work_unit),
    )


def _lead_unit(units: Sequence[UnitNow], master: LineMaster) -> UnitNow | None:
    """Return the unit whose order stands for the line on the card: the last one counting."""
    for unit in units:
        last = master.last_counter(unit.product)
        if unit.product and unit.path.endswith(f"/{last}"):
            return unit
    return next((unit for unit in units if unit.order), None)
