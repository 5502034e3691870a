"""The mapping as a factory engineer writes it in TOML: fields from tags, rows of states, words.

Checked here once, so that the stage that uses it meets only what it can do.
"""

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from contract.sample import (
    CONSUMPTION_FIELDS,
    COUNT_FIELDS,
    MODE_FIELDS,
    SAMPLE_FIELDS,
)
from contract.states import (
    CONTROL_MODES,
    ITEM_STATES,
    OPERATION_MODES,
    ControlMode,
    ItemState,
    OperationMode,
)

VendorValue = bool | int | float | str
WordTable = dict[str, str]
VALUE_NAME = re.compile("[a-z][a-z0-9_]{0,63}")
CATALOGUES: dict[str, tuple[str, ...]] = {
    "state": ITEM_STATES,
    "operation_mode": OPERATION_MODES,
    "control_mode": CONTROL_MODES,
}
ROW_FIELDS = (*MODE_FIELDS, "reason")


class Strict(BaseModel):
    """A frozen table of the file that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldFrom(Strict):
    """Where one field of a sample comes from: a tag with scale and words, or a constant."""

    tag: str | None = None
    value: str | int | float | None = None
    scale: float = Field(default=1.0, gt=0)
    modulus: int | None = Field(default=None, gt=0)
    words: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.tag is None) == (self.value is None):
            raise ValueError("give either tag or value, one of them")
        return self


class ValueFrom(Strict):
    """One process value; a number if it has a unit or the source sends numbers, else a word."""

    tag: str
    unit: str = ""
    scale: float = 1.0
    deadband: float = Field(default=0.0, ge=0)
    causes_sample: bool = False
    words: str | None = None


class ReasonFrom(Strict):
    """A stop reason that the vendor says in a tag of its own."""

    tag: str
    words: str | None = None


class Then(Strict):
    """What a row says; a mode that it leaves out is unavailable, a reason left out is none."""

    state: ItemState | None = None
    operation_mode: OperationMode | None = None
    control_mode: ControlMode | None = None
    reason: str | ReasonFrom | None = None


class Row(Strict):
    """One line of the decision table: all tags of `when` equal, or one of the list."""

    when: dict[str, VendorValue | list[VendorValue]]
    then: Then


class MappingConfig(Strict):
    """How one kind of machine is read."""

    trust: Literal["source", "agent"] = "source"
    heartbeat_s: float = Field(default=10.0, gt=0)
    tags: dict[str, FieldFrom] = {}
    values: dict[str, ValueFrom] = {}
    words: dict[str, WordTable] = {}
    rows: tuple[Row, ...] = ()
    ignore: tuple[str, ...] = ()

    @field_validator("values")
    @classmethod
    def _value_names(cls, values: dict[str, ValueFrom]) -> dict[str, ValueFrom]:
        for name in values:
            if VALUE_NAME.fullmatch(name) is None:
                raise ValueError(f"process value {name!r} must be lower snake case")
            if name in SAMPLE_FIELDS:
                raise ValueError(f"process value {name!r} is a field of the sample: use [tags]")
        return values

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name, origin in self.tags.items():
            self._check_field(name, origin)
        for name in ROW_FIELDS:
            if name in self.row_fields and name in self.tags:
                raise ValueError(f"{name} is set by a row and by [tags]; leave one of them")
        if "state" not in self.row_fields and "state" not in self.tags:
            raise ValueError("nothing sets state; add [[rows]] with then.state, or tags.state")
        for value in self.values.values():
            self._check_table(value.words)
        for row in self.rows:
            if isinstance(row.then.reason, ReasonFrom):
                self._check_table(row.then.reason.words)
        return self

    @property
    def row_fields(self) -> frozenset[str]:
        """The fields that any row sets."""
        return frozenset(name for row in self.rows for name in row.then.model_fields_set)

    def _check_table(self, table: str | None) -> None:
        if table is not None and table not in self.words:
            raise ValueError(f"word table {table!r} is not there; add [words.{table}]")

    def _check_field(self, name: str, origin: FieldFrom) -> None:
        if name not in SAMPLE_FIELDS:
            raise ValueError(f"tags.{name} is no field of a sample; a process value is [values]")
        self._check_table(origin.words)
        if name in COUNT_FIELDS and not origin.scale.is_integer():
            raise ValueError(f"tags.{name}: a counter needs an integer scale, not {origin.scale}")
        if origin.modulus is not None:
            if name not in (*COUNT_FIELDS, *CONSUMPTION_FIELDS):
                raise ValueError(f"tags.{name}: only a counter has a modulus")
            if not (origin.modulus * origin.scale).is_integer():
                raise ValueError(f"tags.{name}: modulus times scale must be a whole number")
        if name in CATALOGUES:
            said = [] if origin.value is None else [str(origin.value)]
            if origin.words is not None:
                said.extend(self.words[origin.words].values())
            for word in said:
                if word not in CATALOGUES[name]:
                    known = ", ".join(CATALOGUES[name])
                    raise ValueError(f"tags.{name}: {word!r} must be one of {known}")
