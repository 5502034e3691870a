"""A sample: what one work unit said at one millisecond, complete but for process values.

A field that is UNSET was not provided by this machine; null says that the source called it
unavailable. An empty string says that there is none (no order, nobody attending).
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from contract.states import ControlMode, ItemState, OperationMode

Segment = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}\Z")]
# Milliseconds since 1970 in UTC; the upper bound is the year 2200.
Millis = Annotated[int, Meta(ge=0, le=7_258_118_400_000)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Amount = Annotated[float, Meta(ge=0, le=1e15)]
Text = Annotated[str, Meta(max_length=256)]
# A process value may be a number or a vendor's word (a functional mode); null is unavailable.
ProcessValue = float | Text | None
ValueName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]

MaybeText = Text | UnsetType | None
MaybeCount = Count | UnsetType | None
MaybeAmount = Amount | UnsetType | None


class Sample(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One work unit at source time `t` (ms, UTC); counters are cumulative since power-on."""

    unit: Segment
    t: Millis
    state: ItemState | None
    operation_mode: OperationMode | UnsetType | None = UNSET
    control_mode: ControlMode | UnsetType | None = UNSET
    reason: MaybeText = UNSET
    order: MaybeText = UNSET
    product: MaybeText = UNSET
    program: MaybeText = UNSET
    operation: MaybeText = UNSET
    operator: MaybeText = UNSET

    produced: MaybeCount = UNSET
    good: MaybeCount = UNSET
    scrap: MaybeCount = UNSET
    rework: MaybeCount = UNSET
    defects: MaybeCount = UNSET
    cycles: MaybeCount = UNSET
    operator_acknowledge: MaybeCount = UNSET
    operator_reset: MaybeCount = UNSET
    operator_door: MaybeCount = UNSET
    operator_e_stop_release: MaybeCount = UNSET
    operator_leave_automatic: MaybeCount = UNSET
    operator_manual_touch: MaybeCount = UNSET
    parameter_changes_system: MaybeCount = UNSET
    parameter_changes_hand: MaybeCount = UNSET
    inspected_automatically: MaybeCount = UNSET
    dispatched_system: MaybeCount = UNSET
    dispatched_hand: MaybeCount = UNSET
    confirmed_system: MaybeCount = UNSET
    confirmed_hand: MaybeCount = UNSET

    energy_kwh: MaybeAmount = UNSET
    water_l: MaybeAmount = UNSET
    compressed_air_m3: MaybeAmount = UNSET
    process_co2_kg: MaybeAmount = UNSET
    material_in_kg: MaybeAmount = UNSET
    waste_kg: MaybeAmount = UNSET

    values: dict[ValueName, ProcessValue] = msgspec.field(default_factory=dict)


MODE_FIELDS = ("state", "operation_mode", "control_mode")
TEXT_FIELDS = ("reason", "order", "product", "program", "operation", "operator")
QUANTITY_FIELDS = ("produced", "good", "scrap", "rework", "defects", "cycles")
EVENT_FIELDS = (
    "operator_acknowledge",
    "operator_reset",
    "operator_door",
    "operator_e_stop_release",
    "operator_leave_automatic",
    "operator_manual_touch",
)
EVIDENCE_FIELDS = (
    "parameter_changes_system",
    "parameter_changes_hand",
    "inspected_automatically",
    "dispatched_system",
    "dispatched_hand",
    "confirmed_system",
    "confirmed_hand",
)
COUNT_FIELDS = QUANTITY_FIELDS + EVENT_FIELDS + EVIDENCE_FIELDS
# Consumption counters never cause a sample; they ride in the next one (contract 3).
CONSUMPTION_UNITS = {
    "energy_kwh": "kWh",
    "water_l": "l",
    "compressed_air_m3": "m3",
    "process_co2_kg": "kg",
    "material_in_kg": "kg",
    "waste_kg": "kg",
}
CONSUMPTION_FIELDS = tuple(CONSUMPTION_UNITS)
# A change of one of these causes a sample.
CAUSE_FIELDS = MODE_FIELDS + TEXT_FIELDS + COUNT_FIELDS
SAMPLE_FIELDS = CAUSE_FIELDS + CONSUMPTION_FIELDS

if set(SAMPLE_FIELDS) | {"unit", "t", "values"} != set(Sample.__struct_fields__):
    raise AssertionError("the field groups above must name every field of a sample")  # our own bug

__all__ = [
    "CAUSE_FIELDS",
    "CONSUMPTION_FIELDS",
    "CONSUMPTION_UNITS",
    "COUNT_FIELDS",
    "EVENT_FIELDS",
    "EVIDENCE_FIELDS",
    "MODE_FIELDS",
    "QUANTITY_FIELDS",
    "SAMPLE_FIELDS",
    "TEXT_FIELDS",
    "Amount",
    "Count",
    "Millis",
    "ProcessValue",
    "Sample",
    "Segment",
    "Text",
    "ValueName",
]
