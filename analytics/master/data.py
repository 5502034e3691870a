"""Master data of a site: lines, stages, rates, calendars, orders and limits, checked and hashed.

A TOML file (or none) enters; frozen objects leave on which every calculation rests.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from analytics.automation.records import Records
from analytics.automation.records_file import RecordsPlace
from analytics.automation.register_file import RegisterFile
from analytics.automation.site_sheets import SiteSheets, load_sheets
from analytics.errors import BadConfig
from analytics.master.calendar import Calendar
from analytics.master.calendar_config import CalendarConfig
from analytics.master.calendar_overrides import with_overrides
from analytics.master.check import check
from analytics.master.file import LineEntry, Order, SiteFile, StageEntry, Targets, UnitEntry
from analytics.master.targets import targets_at
from analytics.master.validity import BEGINNING, valid_from
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of the calculation; see `SiteFile` for their meaning."""

    silence_ms: int = 30_000
    withhold_below_coverage: float = 0.8
    e_max: float = 1.2
    microstop_threshold_ms: int = 0
    tpm_microstop_threshold_ms: int = 300_000

    @property
    def longest_microstop_ms(self) -> int:
        """How far beyond a slice its time must be known to tell microstops, ms."""
        return max(self.microstop_threshold_ms, self.tpm_microstop_threshold_ms)

    @property
    def lead_ms(self) -> int:
        """How far beyond a slice its samples must reach, ms."""
        return max(self.silence_ms, self.longest_microstop_ms)


@dataclass(frozen=True, slots=True)
class LineMaster:
    """What is known of one line before any machine speaks."""

    path: EquipmentPath
    entry: LineEntry
    stages: tuple[StageEntry, ...]
    calendar: Calendar
    site_calendar: Calendar
    orders: tuple[Order, ...]
    settings: Settings

    @property
    def lead_ms(self) -> int:
        """How far beyond a slice its samples must reach, ms."""
        return self.settings.lead_ms

    @property
    def rate_changes(self) -> tuple[int, ...]:
        """Return the instants (ms UTC) at which a planned run time begins to hold, in order."""
        dated = {
            valid_from(entry.since, self.calendar)
            for unit in self.entry.units.values()
            for rates in unit.planned_run_time_s.values()
            if not isinstance(rates, float)
            for entry in rates
        }
        return tuple(sorted(dated - {BEGINNING}))

    def targets(self, *, at: int | None = None) -> Targets:
        """Return what people want this line to reach at an instant; None is the newest."""
        return targets_at(self.entry.targets, self.calendar, at)

    def unit_targets(self, unit: str, *, at: int | None = None) -> Targets:
        """Return what people want a work unit to reach at an instant; None is the newest."""
        return targets_at(self.unit(unit).targets, self.calendar, at)

    def unit(self, name: str) -> UnitEntry:
        """Return what the file says of a work unit, which may be nothing."""
        return self.entry.units.get(name) or UnitEntry()

    def planned_quantity(self, order: str) -> float | None:
        """Return the planned quantity of an order in line items, None where nobody planned it."""
        entry = self._order(order)
        return None if entry is None else entry.planned_quantity

    def planned_scrap_quantity(self, order: str) -> float | None:
        """Return the planned scrap of an order in line items, None where nobody planned it."""
        entry = self._order(order)
        return None if entry is None else entry.planned_scrap_quantity

    def _order(self, order: str) -> Order | None:
        return next((entry for entry in self.orders if fnmatchcase(order, entry.id)), None)

    def last_counter(self, product: str) -> str:
        """Return the unit whose good count of a product is the line's."""
        named = self.entry.last_counters.get(product) or self.entry.last_counter
        return named or (self.stages[-1].units[-1] if self.stages else "")


@dataclass(frozen=True, slots=True)
class MasterData:
    """One site; `hash` changes with every change of its content."""

    file: SiteFile
    calendars: Mapping[str, Calendar]
    calendar: Calendar
    settings: Settings
    hash: str
    sheets: SiteSheets = field(default_factory=SiteSheets)

    @classmethod
    def of(cls, file: SiteFile, sheets: SiteSheets | None = None) -> "MasterData":
        """Build from a checked file, and from the CSV files that it names."""
        calendars = {
            name: Calendar(config, zone=config.zone or file.zone)
            for name, config in file.calendars.items()
        }
        settings = Settings(
            silence_ms=round(file.silence_s * 1000),
            withhold_below_coverage=file.withhold_below_coverage,
            e_max=file.e_max,
            microstop_threshold_ms=round(file.microstop_threshold_s * 1000),
            tpm_microstop_threshold_ms=round(file.tpm_microstop_threshold_s * 1000),
        )
        own = calendars.get(file.calendar) or Calendar(CalendarConfig(), zone=file.zone)
        digest = hashlib.blake2b(msgspec.json.encode(file, order="sorted"), digest_size=8)
        return cls(file, calendars, own, settings, digest.hexdigest(), sheets or SiteSheets())

    @classmethod
    def bare(cls, *, enterprise: str, site: str, zone: str = "UTC") -> "MasterData":
        """Return the master data of a site of which nobody has said anything."""
        return cls.of(SiteFile(enterprise=enterprise, site=site, zone=zone))

    @property
    def enterprise(self) -> str:
        """First segment of the site's path."""
        return self.file.enterprise

    @property
    def site(self) -> str:
        """Second segment of the site's path."""
        return self.file.site

    @property
    def register(self) -> RegisterFile:
        """Return the process register as people wrote it."""
        return self.sheets.register

    @property
    def records(self) -> Records:
        """Return what MES, ERP and the utility say."""
        return self.sheets.records

    @property
    def place(self) -> RecordsPlace:
        """Return what the CSV files of this site are read against."""
        lines = (
            EquipmentPath(self.enterprise, self.site, entry.area, entry.id)
            for entry in self.file.lines
        )
        site = EquipmentPath(self.enterprise, self.site)
        return RecordsPlace(site, frozenset(lines), self.calendar)

    def targets(self, *, at: int | None = None) -> Targets:
        """Return what people want the site to reach at an instant; None is the newest."""
        return targets_at(self.file.targets, self.calendar, at)

    def line(self, path: EquipmentPath, units: Sequence[str] = ()) -> LineMaster:
        """Return what is known of a line; without stages each of its `units` is one, in order."""
        entry = next(
            (e for e in self.file.lines if (e.area, e.id) == (path.area, path.work_center)),
            None,
        )
        entry = entry or LineEntry(area=path.area, id=path.work_center)
        stages = entry.stages or tuple(StageEntry(id=unit, units=(unit,)) for unit in units)
        name = f"{path.area}/{path.work_center}"
        return LineMaster(
            path=path,
            entry=entry,
            stages=stages,
            calendar=self.calendars[entry.calendar] if entry.calendar else self.calendar,
            site_calendar=self.calendar,
            orders=tuple(order for order in self.file.orders if order.line == name),
            settings=self.settings,
        )


def load_master_data(path: Path) -> MasterData:
    """Read and check the master data file of a site; raise BadConfig with a sentence."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadConfig(
            f"{path}: cannot be read ({error.strerror}): name an existing master data file"
        ) from error
    return parse_master_data(text, where=str(path), folder=path.parent)


def parse_master_data(text: str, *, where: str, folder: Path | None = None) -> MasterData:
    """Check the text of a master data file; `where` names it in errors, `folder` holds it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{where}: is not TOML: {error}: correct that line") from error
    return master_data_of(table, where=where, folder=folder)


def master_data_of(
    table: Mapping[str, object], *, where: str, folder: Path | None = None
) -> MasterData:
    """Check master data that were read already; `where` names their place in errors."""
    try:
        file = msgspec.convert(_spelled(table), SiteFile)
    except msgspec.ValidationError as error:
        raise BadConfig(
            f"{where}: {error}: see docs/case-files.md for the keys of master data"
        ) from error
    file = with_overrides(file, folder, where=where)
    check(file, where)
    return _with_sheets(MasterData.of(file), folder, where=where)


def _with_sheets(data: MasterData, folder: Path | None, *, where: str) -> MasterData:
    """Read the CSV files that master data name, so that the hash follows what they say."""
    file = data.file
    if file.sheets:
        raise BadConfig(f"{where}: sheets is filled in by the program: remove it")
    if not (file.register or file.records):
        return data
    if folder is None:
        raise BadConfig(f"{where}: register and records need a site file to lie beside")
    sheets = load_sheets(folder, register=file.register, records=file.records, place=data.place)
    return MasterData.of(msgspec.structs.replace(file, sheets=sheets.digests()), sheets)


def _spelled(value: object) -> object:
    """Spell the dates and date-times of TOML as ISO 8601, so that either spelling is the same."""
    if isinstance(value, Mapping):
        return {key: _spelled(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
