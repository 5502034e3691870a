"""What a measurement is: its bucket, its tags, its fields; the series are made of these."""

from dataclasses import dataclass
from typing import Literal

Bucket = Literal["telemetry", "register", "kpi"]
FieldType = Literal["int", "float", "text", "bool"]

LINE_TAGS = ("enterprise", "site", "area", "work_center")
UNIT_TAGS = (*LINE_TAGS, "work_unit")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a measurement; `unit` is a UCUM-like symbol, empty for words and flags."""

    name: str
    type: FieldType
    unit: str = ""
    doc: str = ""


# InfluxDB cannot take a row back, so it is written again as void.
VOID = Field("void", "bool", "", "no longer a row: filter on false")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One series: where it is kept, what groups it, what a row says; `time` is ms, UTC."""

    name: str
    bucket: Bucket
    tags: tuple[str, ...]
    fields: tuple[Field, ...]
    row: str

    def field(self, name: str) -> Field:
        """Return the field of this name."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"measurement {self.name} has no field {name}")
