"""The report of one shift or day of a site: what the store holds, laid out for the page."""

from collections.abc import Mapping

import pandas as pd

from analytics.kpi_store import KpiQuery
from analytics.listing.dictionary_names import FLAGS
from analytics.loss_queries import loss_rows, waterfall
from analytics.queries import readable
from analytics.records import Value, records
from analytics.spc.listing import characteristic_names
from analytics.spc.queries import alarms
from analytics.stop_queries import stop_rows
from analytics.trade.queries import trade_rows
from contract.kpi import FLAG_FIELDS, KPI_FIELD_NAMES, PLAN_FIELDS
from contract.loss_names import NOT_LOST
from contract.path import EquipmentPath
from contract.trade_measures import TRADE_MEASURES
from dashboards.report.model import (
    Alarm,
    Bar,
    Cause,
    Figure,
    LinePart,
    LongStop,
    Report,
    ReportKind,
    SiteRates,
    Text,
    UnitStory,
)
from dashboards.report.page import report_page
from factory.errors import ConfigError
from factory.report_comparisons import change_against_last, order_lines
from factory.report_rates import site_rates
from factory.store_reader import StoreReader
from factory.unit_reader import leaf_of, unit_timeline
from factory.when import parse_instant

_LONGEST_STOPS = 12
# They repeat the stop of another machine, which is listed itself.
_WAITS = frozenset({"starved", "blocked"})
_FLAG_NAMES = {field: Text(name_en, name_zh) for field, _, name_en, name_zh in FLAGS}
_TITLE: Mapping[ReportKind, Text] = {
    "shift": Text("Shift report", "班次报告"),
    "day": Text("Day report", "日报"),
}


def site_report(store: StoreReader, *, site: str, kind: ReportKind, at: int | None) -> str:
    """Return the page of a site's shift or day as HTML.

    Args:
        store: what is read.
        site: path of a site, or the end of one.
        kind: which windows.
        at: an instant in the window, ms UTC; None is the newest.

    Raises ConfigError that says which windows there are.
    """
    return report_page(_report(store, site=site, kind=kind, at=at))


def _report(store: StoreReader, *, site: str, kind: ReportKind, at: int | None) -> Report:
    path = store.find(site)
    if path.level != "site":
        raise ConfigError(f"{site!r} is a {path.level}: a report is of a site, as {path.at_site}")
    window = _window(store, path, kind=kind, at=at)
    start, end = int(window["time"]), int(window["end"])
    master = store.master(path)
    rows = readable(
        store.kpis.read(
            KpiQuery("kpi", start=start, end=end, below=path, levels=("line",), windows=(kind,))
        )
    )
    # A line's own calendar may begin its shift at another instant; the day and the name agree.
    same = (rows["production_day"] == window["production_day"]) & (rows["shift"] == window["shift"])
    name = " ".join(part for part in (str(window["shift"]), str(window["production_day"])) if part)
    title = _TITLE[kind]
    return Report(
        site=Text(master.file.name_en or path.site, master.file.name_zh or path.site),
        title=Text(f"{title.en}, {name}", f"{title.zh}，{name}"),
        start=start,
        end=end,
        zone=str(master.calendar.zone),
        lines=tuple(_line(store, row, kind) for row in records(rows[same])),
        rates=_rates(store, path, start=start, end=end) if kind == "day" else SiteRates(),
        provenance={
            "formula": str(window["formula"]),
            "master_data": str(window["master_data"]),
            "inputs": str(window["inputs_hash"]),
        },
    )


def _rates(store: StoreReader, site: EquipmentPath, *, start: int, end: int) -> SiteRates:
    names = {
        str(line.unit(unit)): name
        for line in store.lines()
        if line.lies_in(site)
        for unit, name in _unit_names(store, line).items()
    }
    return site_rates(store.kpis, site, names, start=start, end=end)


def _window(
    store: StoreReader, site: EquipmentPath, *, kind: ReportKind, at: int | None
) -> "pd.Series[str]":
    """Return the KPI row of the site's window."""
    rows = store.kpis.read(KpiQuery("kpi", below=site, levels=("site",), windows=(kind,)))
    chosen = rows if at is None else rows[(rows["time"] <= at) & (rows["end"] > at)]
    if chosen.empty:
        known = readable(rows)["window_start"].tolist()
        there = f"from {known[0]} to {known[-1]}" if known else "none yet"
        raise ConfigError(f"no {kind} of {site} is stored for that instant; there are: {there}")
    return chosen.iloc[-1]


def _line(store: StoreReader, row: Mapping[str, Value], kind: ReportKind) -> LinePart:
    path = EquipmentPath.parse(str(row["path"]))
    start, end = _ms(row["window_start"]), _ms(row["window_end"])
    entry = store.master(path).line(path)
    names = _unit_names(store, path)
    timelines = {
        unit: unit_timeline(store, str(path.unit(unit)), start=start, end=end) for unit in names
    }
    counter = entry.last_counter("")
    return LinePart(
        path=str(path),
        name=Text(entry.entry.name_en or path.work_center, entry.entry.name_zh),
        kpi={
            field: _number(row[field])
            for field in (*KPI_FIELD_NAMES, *(field for field, _ in PLAN_FIELDS))
        },
        flags=tuple(_FLAG_NAMES[flag] for flag in FLAG_FIELDS if row[flag]),
        revision=int(row["revision"] or 0),
        waterfall=_bars(store, path, start=start, end=end),
        causes=_causes(store, path, start=start, end=end),
        units=tuple(UnitStory(names[unit], one.stretches) for unit, one in timelines.items()),
        rate=timelines[counter].rate if counter in timelines else (),
        stops=_stops(store, path, names, start=start, end=end),
        orders=order_lines(store, path, start=start, end=end),
        change=change_against_last(store, path, kind=kind, start=start, end=end),
        measures=_measures(store, path, start=start, end=end),
        alarms=_alarms(store, path, names, start=start, end=end),
    )


def _unit_names(store: StoreReader, line: EquipmentPath) -> dict[str, Text]:
    """Return the names of a line's units in order of flow."""
    register = store.history.facts(line).register
    named = {
        str(row["work_unit"]): Text(str(row["name_en"]), str(row["name_zh"]))
        for row in records(register)
    }
    stages = store.master(line).line(line, tuple(named)).stages
    flow = [unit for stage in stages for unit in stage.units]
    return {unit: named.get(unit, Text(unit, unit)) for unit in [*flow, *(sorted(named))]}


def _bars(store: StoreReader, line: EquipmentPath, *, start: int, end: int) -> tuple[Bar, ...]:
    rows = waterfall(store.kpis, level="line", start=start, end=end, below=line)
    return tuple(
        Bar(
            str(row["loss_group"]),
            Text(str(row["loss_group_en"]), str(row["loss_group_zh"])),
            float(row["duration_s"] or 0),
        )
        for row in records(rows)
        if row["duration_s"]
    )


def _causes(store: StoreReader, line: EquipmentPath, *, start: int, end: int) -> tuple[Cause, ...]:
    """Return the stops of the machines themselves; waits for others repeat those."""
    rows = loss_rows(
        store.kpis,
        level="unit",
        by=("leaf", "loss_group", "reason"),
        start=start,
        end=end,
        below=line,
    )
    own = rows["leaf"].isin(("setup", "delay", "down"))
    rows = rows[own & ~rows["loss_group"].isin((*NOT_LOST, *_WAITS))]
    return tuple(
        Cause(
            Text(str(row["reason_en"]), str(row["reason_zh"])),
            str(row["path"]).rpartition("/")[2],
            str(row["loss_group"]),
            float(row["duration_s"] or 0),
            float(row["count"] or 0),
        )
        for row in records(rows)
    )


def _stops(
    store: StoreReader, line: EquipmentPath, names: Mapping[str, Text], *, start: int, end: int
) -> tuple[LongStop, ...]:
    rows = stop_rows(store.kpis, start=start, end=end, below=line)
    rows = rows[~rows["loss_group"].isin((*_WAITS, "planned_down", "no_order"))]
    rows = rows.sort_values(["duration_s", "start", "path"], ascending=[False, True, True])
    return tuple(
        LongStop(
            unit=_unit(names, row["path"]),
            start=_ms(row["start"]),
            seconds=float(row["duration_s"] or 0),
            leaf=leaf_of(str(row["leaf"])),
            reason=Text(str(row["reason_en"]), str(row["reason_zh"])),
            attribution=Text(str(row["attribution_en"]), str(row["attribution_zh"])),
            root_unit=str(row["root_unit"]),
            order=str(row["order"]),
        )
        for row in records(rows.head(_LONGEST_STOPS))
    )


def _measures(
    store: StoreReader, line: EquipmentPath, *, start: int, end: int
) -> tuple[Figure, ...]:
    rows = trade_rows(store.kpis, start=start, end=end, below=line, level="line")
    found = []
    for row in records(rows):
        value, unit, part = _number(row["value"]), str(row["unit"]), str(row["part"])
        if value == 0 and TRADE_MEASURES[str(row["measure"])].part:
            # A part that nothing fell to is no news; a measure without a value is.
            continue
        if unit == "1" and value is not None:
            value, unit = value * 100, "%"
        label = Text(f"{row['name_en']} {part}".strip(), f"{row['name_zh']} {part}".strip())
        found.append(Figure(label, unit, value))
    return tuple(found)


def _alarms(
    store: StoreReader, line: EquipmentPath, names: Mapping[str, Text], *, start: int, end: int
) -> tuple[Alarm, ...]:
    master = store.master(line).line(line)
    rows = alarms(store.kpis, start=start, end=end, below=line)
    found = []
    for row in records(rows):
        english, chinese, _ = characteristic_names(
            master, str(row["work_unit"]), str(row["characteristic"])
        )
        found.append(
            Alarm(
                time=int(row["time"] or 0),
                unit=_unit(names, row["work_unit"]),
                characteristic=Text(english, chinese),
                rules=str(row["rules"]),
            )
        )
    return tuple(found)


def _unit(names: Mapping[str, Text], path: Value) -> Text:
    unit = str(path).rpartition("/")[2]
    return names.get(unit, Text(unit, unit))


def _ms(instant: Value) -> int:
    return parse_instant(str(instant), option="an instant of the store")


def _number(value: Value) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)
