"""Case files of green measures: what segments and records hold, and the rates wanted of them.

A TOML file enters (`tests/cases/green`), sums of a place and the rows wanted leave. Of a segment
hours per time leaf are given, and any base quantity by its name; what is left out is 0.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import pandas as pd
from msgspec import Meta

from analytics.automation.process_register import Equipment, ProcessRegister
from analytics.automation.rate import PeriodOf
from analytics.automation.records import (
    BillRecord,
    FactorRecord,
    MaterialRecord,
    Records,
    ReuseRecord,
)
from analytics.automation.sums import PeriodSums
from contract.kpi import BASE_FIELD_NAMES
from contract.path import EquipmentPath
from contract.rates import Period, RateLevel, Status
from contract.states import LEAF_FIELD

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOURS = {f"{leaf}_h": field for leaf, field in LEAF_FIELD.items()}
_PLACE = ("enterprise", "site", "area", "work_center", "work_unit")


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of the file."""


class Segment(_Table, frozen=True, kw_only=True):
    """One segment of a unit or line below the place of the case; `at` is its start."""

    path: str
    at: datetime
    product: str = ""
    order: str = ""
    shift: str = ""
    of: dict[str, float]
    unknown_to_end: bool = False


class Stretch(_Table, frozen=True, kw_only=True):
    """A period and its segments."""

    start: datetime
    end: datetime
    segments: tuple[Segment, ...]


class Factor(_Table, frozen=True, kw_only=True):
    """A dated emission factor."""

    meter: str
    site: str = ""
    since: datetime
    kg_co2e_per_unit: float


class Bill(_Table, frozen=True, kw_only=True):
    """What was billed of one carrier."""

    site: str
    carrier: str
    start: datetime
    end: datetime
    amount: float
    unit: str
    tce_per_unit: float


class Reuse(_Table, frozen=True, kw_only=True):
    """Waste of a line that was used again."""

    line: str
    start: datetime
    end: datetime
    reused_kg: float


class Want(_Table, frozen=True, kw_only=True):
    """One row that must come out; figures that are left out are not looked at, "none" is null.

    Args:
        path: of the row; empty is the place of the case.
        items: path and part of an item to its numerator and denominator; all of them.
    """

    measure: str
    path: str = ""
    part: str = ""
    status: Status = "observed"
    figures: dict[str, float | str] = {}
    items: tuple[tuple[str, str, float, float], ...] | None = None


class Case(_Table, frozen=True, kw_only=True):
    """The whole file."""

    title: str
    level: RateLevel
    path: Annotated[str, Meta(min_length=1)]
    window: Period = "day"
    period: Stretch
    base: Stretch | None = None
    standby_power_kw: dict[str, float] = {}
    items_per_count: dict[str, float] = {}
    standard_value_cny: dict[str, float] = {}
    factors: tuple[Factor, ...] = ()
    bills: tuple[Bill, ...] = ()
    reuse: tuple[Reuse, ...] = ()
    want: tuple[Want, ...]

    @property
    def sums(self) -> PeriodSums:
        """Return the sums of the period."""
        return self._sums(self.period)

    @property
    def base_sums(self) -> PeriodSums | None:
        """Return those of the base period, None without one."""
        return None if self.base is None else self._sums(self.base)

    def _sums(self, stretch: Stretch) -> PeriodSums:
        return PeriodSums(
            level=self.level,
            path=EquipmentPath.parse(self.path),
            period=PeriodOf(self.window, _ms(stretch.start), _ms(stretch.end)),
            evidence=evidence_frame(stretch.segments),
            runs=pd.DataFrame(),
            segments=segment_frame(stretch.segments),
            register=self._register(),
            records=self._records(),
            last_counters={},
            items_per_count=self.items_per_count,
        )

    def _register(self) -> ProcessRegister:
        equipment = [
            Equipment(
                path=EquipmentPath.parse(name),
                name_en="",
                name_zh="",
                kind="",
                net_value_cny=0.0,
                digital_interface="opc_ua",
                control_type="automatic",
                connected=True,
                required_tags=1,
                standby_power_kw=power,
            )
            for name, power in self.standby_power_kw.items()
        ]
        return ProcessRegister({one.path: one for one in equipment}, ())

    def _records(self) -> Records:
        return Records(
            bills=tuple(
                BillRecord(
                    EquipmentPath.parse(one.site),
                    one.carrier,
                    _ms(one.start),
                    _ms(one.end),
                    one.amount,
                    one.unit,
                    one.tce_per_unit,
                )
                for one in self.bills
            ),
            factors=tuple(
                FactorRecord(
                    one.meter,
                    _ms(one.since),
                    one.kg_co2e_per_unit,
                    "case",
                    site=EquipmentPath.parse(one.site) if one.site else None,
                )
                for one in self.factors
            ),
            materials={
                name: MaterialRecord(name, value) for name, value in self.standard_value_cny.items()
            },
            reuse=tuple(
                ReuseRecord(
                    EquipmentPath.parse(one.line), _ms(one.start), _ms(one.end), one.reused_kg
                )
                for one in self.reuse
            ),
        )


def load_case(path: Path) -> Case:
    """Read a case file."""
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Case)


def segment_frame(segments: Sequence[Segment]) -> pd.DataFrame:
    """Return rows of the series `segment` with their paths."""
    rows = [_row(one) for one in segments]
    names = ("time", *_PLACE, "path", "order", "product", "shift", *BASE_FIELD_NAMES)
    return pd.DataFrame(rows, columns=list(names))


def evidence_frame(segments: Sequence[Segment]) -> pd.DataFrame:
    """Return rows of the series `evidence` of units, as far as green measures look at them."""
    rows = [
        {"path": one.path, "end": _ms(one.at), "unknown_to_end": one.unknown_to_end}
        for one in segments
        if EquipmentPath.parse(one.path).level == "unit"
    ]
    return pd.DataFrame(rows, columns=["path", "end", "unknown_to_end"])


def _row(one: Segment) -> Mapping[str, object]:
    fields = {
        _HOURS.get(name, name): value * (3600 if name in _HOURS else 1)
        for name, value in one.of.items()
    }
    if wrong := sorted(set(fields) - set(BASE_FIELD_NAMES)):
        raise ValueError(f"{wrong[0]} is no base quantity: correct the case file")
    path = EquipmentPath.parse(one.path)
    return {
        "time": _ms(one.at),
        **{name: getattr(path, name) for name in _PLACE},
        "path": one.path,
        "order": one.order,
        "product": one.product,
        "shift": one.shift,
        **dict.fromkeys(BASE_FIELD_NAMES, 0.0),
        **fields,
    }


def _ms(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(milliseconds=1)
