"""What must agree within the master data of a site: names, places and shifts.

A file whose keys are right enters; nothing leaves, or BadConfig with a sentence.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.errors import BadConfig
from analytics.green.base_period import base_range
from analytics.master.calendar import Calendar
from analytics.master.calendar_check import check_calendar
from analytics.master.file import LineEntry, SiteFile
from analytics.master.order_times import check_order
from analytics.master.validity import valid_from
from analytics.spc.config import check as check_characteristics


def check(file: SiteFile, where: str) -> None:
    """Refuse master data that contradict themselves; `where` names the file in errors."""
    zones = {"zone": file.zone} | {
        f"calendars.{name}.zone": config.zone
        for name, config in file.calendars.items()
        if config.zone
    }
    for key, zone in zones.items():
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise BadConfig(
                f"{where}: {key} = {zone!r} is no time zone: write an IANA name, as Asia/Shanghai"
            ) from error
    for name, config in file.calendars.items():
        check_calendar(config, f"{where}: calendars.{name}")
    named = [("calendar", file.calendar)]
    named += [(f"lines.{e.area}/{e.id}.calendar", e.calendar) for e in file.lines]
    for key, name in named:
        if name and name not in file.calendars:
            raise BadConfig(
                f"{where}: {key} = {name!r} names no calendar: add [calendars.{name}] or correct it"
            )
    seen: set[tuple[str, str]] = set()
    for entry in file.lines:
        if (entry.area, entry.id) in seen:
            raise BadConfig(f"{where}: line {entry.area}/{entry.id} stands twice: remove one")
        seen.add((entry.area, entry.id))
        _check_line(entry, f"{where}: lines.{entry.area}/{entry.id}")
    _check_dates(file, where)
    _check_base_period(file, where)
    for order in file.orders:
        area, _, line = order.line.partition("/")
        if (area, line) not in seen:
            raise BadConfig(
                f"{where}: orders.{order.id}.line = {order.line!r} names no line: write AREA/LINE"
            )
        named_calendar = next(e.calendar for e in file.lines if (e.area, e.id) == (area, line))
        calendar = _calendar(file, named_calendar or file.calendar)
        check_order(order, calendar, f"{where}: orders.{order.id}")


def _check_dates(file: SiteFile, where: str) -> None:
    """Refuse what begins to hold on no day of any calendar, or twice at one instant."""
    dated: list[tuple[str, str, object]] = [("", file.calendar, file.targets)]
    for line in file.lines:
        name = f"lines.{line.area}/{line.id}."
        calendar = line.calendar or file.calendar
        dated.append((name, calendar, line.targets))
        for unit, entry in line.units.items():
            dated.append((f"{name}{unit}.", calendar, entry.targets))
            dated += [
                (f"{name}{unit}.{product}.", calendar, rates)
                for product, rates in entry.planned_run_time_s.items()
            ]
    for name, calendar, entries in dated:
        if not isinstance(entries, tuple):
            continue
        known: set[int] = set()
        for since in (entry.since for entry in entries):
            try:
                start = valid_from(since, _calendar(file, calendar))
            except ValueError as error:
                raise BadConfig(
                    f"{where}: {name}from = {since!r}: {error}: write a day, as 2026-03-02, or a"
                    " date-time"
                ) from error
            if start in known:
                raise BadConfig(f"{where}: {name}from = {since!r} stands twice: keep one")
            known.add(start)


def _check_base_period(file: SiteFile, where: str) -> None:
    try:
        base_range(file.green_base_period, _calendar(file, file.calendar))
    except ValueError as error:
        raise BadConfig(
            f"{where}: green_base_period = {file.green_base_period!r}: {error}: write a month, as"
            " 2026-03, or first and last day, as 2026-03-02/2026-03-29"
        ) from error


def _calendar(file: SiteFile, name: str) -> Calendar:
    config = file.calendars.get(name)
    return Calendar(config, zone=(config.zone if config else "") or file.zone)


def _check_line(entry: LineEntry, where: str) -> None:
    staged = [unit for stage in entry.stages for unit in stage.units]
    twice = sorted({unit for unit in staged if staged.count(unit) > 1})
    if twice:
        raise BadConfig(f"{where}: unit {twice[0]} is in two stages: a unit has exactly one")
    counters = [name for name in (entry.last_counter, *entry.last_counters.values()) if name]
    for unit in (*counters, *entry.units):
        if staged and unit not in staged:
            raise BadConfig(f"{where}: unit {unit!r} is in no stage: add it to one or correct it")
    check_characteristics(entry.characteristics, staged, where)
    stages = {stage.id for stage in entry.stages}
    for stage_id in (entry.constraint, *entry.constraints.values()):
        if stage_id and stage_id not in stages:
            raise BadConfig(f"{where}: constraint {stage_id!r} names no stage of this line")
