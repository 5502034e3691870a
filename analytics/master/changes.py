"""Two contents of a site's master data in, what changed for one line and since when out. Pure.

Each change says what must be done about the rows that stand: figures follow from stored segments,
rates can be applied to stored quantities, everything else needs the samples.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.master.calendar import Calendar
from analytics.master.data import LineMaster, MasterData
from analytics.master.validity import BEGINNING
from analytics.oee.rates import ANY_PRODUCT, LineRates
from analytics.register import UnitRegister
from contract.path import EquipmentPath

Effect = Literal["figures", "rates", "samples"]
CALENDAR = "calendar"
# Of contents that this version cannot read it is not known what they said otherwise.
UNREAD = "what another version said"

_DAY_MS = 86_400_000
# What has a question of its own below, or is a name.
_OWN = frozenset({"area", "id", "name_en", "name_zh", "calendar", "units", "targets"})
_UNIT_OWN = frozenset({"name_en", "name_zh", "planned_run_time_s", "targets"})
_LIMITS: tuple[tuple[str, Effect], ...] = (
    ("silence_ms", "samples"),
    ("microstop_threshold_ms", "samples"),
    ("tpm_microstop_threshold_ms", "samples"),
    ("withhold_below_coverage", "figures"),
    ("e_max", "figures"),
)


@dataclass(frozen=True, slots=True)
class MasterChange:
    """What changed for a line, from an instant on (ms UTC), and what it asks for."""

    what: str
    effect: Effect
    since: int = BEGINNING


@dataclass(frozen=True, slots=True)
class Stood:
    """What is known of a line whose rows stand: its units, their births, its run in ms UTC."""

    path: EquipmentPath
    units: tuple[str, ...]
    register: Mapping[str, UnitRegister]
    start: int
    end: int


def changes_between(old: MasterData, new: MasterData, line: Stood) -> list[MasterChange]:
    """Return what changed for the rows of a line; empty where they stand on the same."""
    if old.hash == new.hash:
        return []
    before, after = (master.line(line.path, line.units) for master in (old, new))
    return [
        *_entry(before, after),
        *_rates(before, after, line.register),
        *_calendars(before, after, line),
        *(
            MasterChange(name.removesuffix("_ms"), effect)
            for name, effect in _LIMITS
            if getattr(before.settings, name) != getattr(after.settings, name)
        ),
        *_plans(before, after, old, new),
    ]


def _entry(before: LineMaster, after: LineMaster) -> Iterator[MasterChange]:
    """Tell what else people say of the line and its units, also what is not known here yet."""
    for name in before.entry.__struct_fields__:
        if name not in _OWN and getattr(before.entry, name) != getattr(after.entry, name):
            yield MasterChange(name.replace("_", " "), "samples")
    for unit in sorted({*before.entry.units, *after.entry.units}):
        one, other = before.unit(unit), after.unit(unit)
        for name in one.__struct_fields__:
            if name not in _UNIT_OWN and getattr(one, name) != getattr(other, name):
                yield MasterChange(f"{name.replace('_', ' ')} of {unit}", "samples")
    # Before the first order of a run its line follows the first one that is planned.
    if [o.product for o in before.orders[:1]] != [o.product for o in after.orders[:1]]:
        yield MasterChange("first order", "samples")


def _rates(
    before: LineMaster, after: LineMaster, register: Mapping[str, UnitRegister]
) -> Iterator[MasterChange]:
    one, other = LineRates(before, register), LineRates(after, register)
    instants = sorted({BEGINNING, *before.rate_changes, *after.rate_changes})
    for unit in sorted({*before.entry.units, *after.entry.units}):
        given = before.unit(unit).planned_run_time_s, after.unit(unit).planned_run_time_s
        if given[0] == given[1]:
            continue
        products = {ANY_PRODUCT, *given[0], *given[1]}
        differing = [
            instant
            for instant in instants
            for product in products
            if one.unit_rate(unit, product, at=instant)
            != other.unit_rate(unit, product, at=instant)
        ]
        if differing:
            yield MasterChange(f"planned run times of {unit}", "rates", differing[0])


def _calendars(before: LineMaster, after: LineMaster, line: Stood) -> Iterator[MasterChange]:
    firsts = [
        found
        for one, other in (
            (before.calendar, after.calendar),
            (before.site_calendar, after.site_calendar),
        )
        if (found := _first_difference(one, other, start=line.start, end=line.end)) is not None
    ]
    if firsts:
        yield MasterChange(CALENDAR, "samples", min(firsts))


def _first_difference(one: Calendar, other: Calendar, *, start: int, end: int) -> int | None:
    """Return the start of the first day on which two calendars lay out time differently."""
    for at in range(start, end, _DAY_MS):
        until = min(at + _DAY_MS, end)
        if (
            one.spans(at, until) != other.spans(at, until)
            or one.hour_starts(at, until) != other.hour_starts(at, until)
            or one.shifts(at, until) != other.shifts(at, until)
        ):
            return at
    return None


def _plans(
    before: LineMaster, after: LineMaster, old: MasterData, new: MasterData
) -> Iterator[MasterChange]:
    if before.orders != after.orders:
        yield MasterChange("orders", "figures")
    units = {*before.entry.units, *after.entry.units}
    if (
        old.file.targets != new.file.targets
        or before.entry.targets != after.entry.targets
        or any(before.unit(unit).targets != after.unit(unit).targets for unit in units)
    ):
        yield MasterChange("targets", "figures")
