"""What the measures of a case file are computed from: its structs in, `PeriodSums` out."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

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
from analytics.cases.file import Instant, instant
from analytics.cases.green_file import GreenCase, Segment, Stretch
from analytics.errors import BadConfig
from contract.kpi import BASE_FIELD_NAMES
from contract.path import EquipmentPath
from contract.series import UNIT_TAGS
from contract.states import LEAF_FIELD

_HOURS = {f"{leaf}_h": field for leaf, field in LEAF_FIELD.items()}
_COLUMNS = ("time", "end", *UNIT_TAGS, "path", "order", "product", "shift", *BASE_FIELD_NAMES)


def sums_of_case(case: GreenCase, stretch: Stretch, *, where: str) -> PeriodSums:
    """Return what the measures of a case are computed from, in its period or its base."""

    def at(text: Instant) -> int:
        return instant(text, case, where=where)

    return PeriodSums(
        level=case.level,
        path=EquipmentPath.parse(case.path),
        period=PeriodOf(case.window, at(stretch.start), at(stretch.end)),
        evidence=_evidence(stretch.segments, at),
        runs=pd.DataFrame(),
        segments=pd.DataFrame(
            [_row(one, at(one.at), where) for one in stretch.segments], columns=list(_COLUMNS)
        ),
        register=_register(case),
        records=_records(case, at),
        last_counters={},
        items_per_count=case.items_per_count,
    )


def _register(case: GreenCase) -> ProcessRegister:
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
        for name, power in case.standby_power_kw.items()
    ]
    return ProcessRegister({one.path: one for one in equipment}, ())


def _records(case: GreenCase, at: Callable[[Instant], int]) -> Records:
    place = EquipmentPath.parse
    return Records(
        bills=tuple(
            BillRecord(
                place(one.site),
                one.carrier,
                at(one.start),
                at(one.end),
                one.amount,
                one.unit,
                one.tce_per_unit,
            )
            for one in case.bills
        ),
        factors=tuple(
            FactorRecord(
                one.meter,
                at(one.since),
                one.kg_co2e_per_unit,
                case.title,
                site=place(one.site) if one.site else None,
            )
            for one in case.factors
        ),
        materials={
            name: MaterialRecord(name, value, case.rework_cny.get(name, 0.0))
            for name, value in case.standard_value_cny.items()
        },
        reuse=tuple(
            ReuseRecord(place(one.line), at(one.start), at(one.end), one.reused_kg)
            for one in case.reuse
        ),
    )


def _evidence(segments: Sequence[Segment], at: Callable[[Instant], int]) -> pd.DataFrame:
    """Return rows of the series `evidence` of units, as far as green measures look at them."""
    rows = [
        {"path": one.path, "end": at(one.at), "unknown_to_end": one.unknown_to_end}
        for one in segments
        if EquipmentPath.parse(one.path).level == "unit"
    ]
    return pd.DataFrame(rows, columns=["path", "end", "unknown_to_end"])


def _row(one: Segment, time: int, where: str) -> Mapping[str, object]:
    fields = {
        _HOURS.get(name, name): value * (3600 if name in _HOURS else 1)
        for name, value in one.of.items()
    }
    if wrong := sorted(set(fields) - set(BASE_FIELD_NAMES)):
        raise BadConfig(f"{where}: {wrong[0]!r} is no base quantity: correct or remove it")
    path = EquipmentPath.parse(one.path)
    seconds = sum(value for name, value in fields.items() if name in LEAF_FIELD.values())
    return {
        "time": time,
        "end": time + round(seconds * 1000),
        **{name: getattr(path, name) for name in UNIT_TAGS},
        "path": one.path,
        "order": one.order,
        "product": one.product,
        "shift": one.shift,
        **dict.fromkeys(BASE_FIELD_NAMES, 0.0),
        **fields,
    }
