"""The series of the store: every measurement with its tags and fields, and nowhere else.

Tags are the equipment path and closed catalogues that queries group by; the rest are fields.
"""

from dataclasses import dataclass
from typing import Literal

from contract.field_docs import KPI_DOCS, SAMPLE_DOCS
from contract.kpi import (
    BASE_FIELDS,
    FLAG_FIELDS,
    KPI_FIELDS,
    PLAN_FIELDS,
    PROVENANCE_FIELDS,
    RATIO_FIELDS,
)
from contract.sample import (
    CONSUMPTION_FIELDS,
    CONSUMPTION_UNITS,
    COUNT_FIELDS,
    MODE_FIELDS,
    TEXT_FIELDS,
)

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
_VOID = Field("void", "bool", "", "no longer a row: filter on false")


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


SAMPLE = Measurement(
    "sample",
    "telemetry",
    UNIT_TAGS,
    (
        *(Field(name, "text", "", SAMPLE_DOCS[name]) for name in (*MODE_FIELDS, *TEXT_FIELDS)),
        Field("state_code", "int", "", "state and mode as a number, `contract.states.STATE_CODES`"),
        *(Field(name, "int", "1", f"cumulative {SAMPLE_DOCS[name]}") for name in COUNT_FIELDS),
        *(
            Field(name, "float", CONSUMPTION_UNITS[name], f"cumulative {SAMPLE_DOCS[name]}")
            for name in CONSUMPTION_FIELDS
        ),
        Field("process_values", "text", "", "JSON object of process values"),
        Field("unavailable", "text", "", "names of the fields the source called unavailable"),
        Field("historical", "bool", "", "spooled while the agent could not send"),
        Field("unregistered", "bool", "", "no birth named this unit when it was stored"),
        Field("boot", "int", "ms", "start of the agent that sent it"),
        Field("seq", "int", "1", "message that brought it"),
    ),
    "one sample",
)

DELIVERY = Measurement(
    "delivery",
    "telemetry",
    LINE_TAGS,
    (
        Field("boot", "int", "ms", "start of the agent that sent it"),
        Field("seq", "int", "1", "number of the message in that boot"),
        Field("first", "int", "1", "samples sent earlier in this boot"),
        Field("samples", "int", "1", "samples in the message"),
        Field("rejected", "int", "1", "samples of the message that were dead-lettered"),
        Field("earliest", "int", "ms", "first event time of its samples that passed the checks"),
        Field("latest", "int", "ms", "last event time of those"),
    ),
    "one data message that has its fate; time = spooled",
)

CHANGE = Measurement(
    "change",
    "telemetry",
    ("worker", *LINE_TAGS),
    (
        Field("first", "int", "ms", "first event time written by this commit"),
        Field("last", "int", "ms", "last event time written by this commit"),
    ),
    "one commit; time = wall, strictly rising per worker",
)

PIPELINE = Measurement(
    "pipeline",
    "telemetry",
    ("service", "instance", "kind", *LINE_TAGS),
    (
        Field("received", "int", "1", "samples since its start; analytics: commits to read"),
        Field("stored", "int", "1", "samples since its start; analytics: KPI rows"),
        Field("rejected", "int", "1", "samples dead-lettered; analytics: commits too late"),
        Field("retried", "int", "1", "samples written again; analytics: passes"),
        Field("missing", "int", "1", "samples announced by later messages that have not come"),
        Field("lag_ms", "int", "ms", "wall time minus spooled of the newest stored message"),
        Field("spool", "int", "1", "spool rows not yet sent"),
        Field("alive", "bool", "", "false in the row of a death"),
        Field("clock", "text", "", "played or wall, from the birth"),
        Field("boot", "int", "ms", "start of the agent"),
        Field("session", "int", "1", "its connects in this boot"),
        Field("seq", "int", "1", "last sequence number spooled"),
        Field("samples", "int", "1", "samples spooled in this boot"),
        Field("dropped", "int", "1", "samples dropped by the spool's policy in this boot"),
        Field("refused_late", "int", "1", "readings that came after their reorder window"),
        Field("ended", "int", "ms", "world time at which a played run ended"),
        Field("last_boot", "int", "ms", "the boot before, as its spool remembers it"),
        Field("last_seq", "int", "1", "last sequence number of that boot"),
        Field("last_samples", "int", "1", "samples spooled in that boot"),
        Field("unmapped", "text", "", "JSON object: vendor value to count"),
        Field("sources", "text", "", "JSON list of sources with state and clock offset"),
    ),
    "a service's or an agent's account; kind is counters, birth, status or death; time = wall",
)

REGISTER = Measurement(
    "register",
    "register",
    UNIT_TAGS,
    (
        Field("name_en", "text", "", "English name"),
        Field("name_zh", "text", "", "Chinese name"),
        Field("kind", "text", "", "kind of machine or workstation"),
        Field("vendor", "text", "", "its maker"),
        Field("model", "text", "", "what the maker calls it"),
        Field("controller", "text", "", "its controller"),
        Field("digital_interface", "text", "", "how it can be read, none where it cannot"),
        Field("numerically_controlled", "bool", "", "whether a program moves it"),
        Field("asset_value_cny", "float", "CNY", "its value"),
        Field("key_process", "bool", "", "whether it does a key process"),
        Field("operations", "text", "", "JSON list of operations"),
        Field("planned_run_time_s", "text", "s", "JSON object: product to seconds per count"),
        Field("items_per_count", "float", "1", "line items in one count of this unit"),
        Field("metrics", "text", "", "JSON list of metrics with unit, heartbeat, modulus"),
    ),
    "one work unit of a birth; time = boot",
)

WORLD = Measurement(
    "world",
    "register",
    (),
    (
        Field("kind", "text", "", "once, demo, replay or services"),
        Field("scenario", "text", "", "what was played"),
        Field("seed", "int", "", "seed of its random draws"),
        Field("start", "int", "ms", "world time of its beginning; absent where it has none"),
        Field("hours", "float", "h", "its length; absent where it goes on live"),
    ),
    "which world these buckets hold the history of; time = 0, written once",
)

SEGMENT = Measurement(
    "segment",
    "kpi",
    UNIT_TAGS,
    (
        Field("end", "int", "ms", "end of the stretch"),
        Field("shift", "text", "", "name of the shift"),
        Field("order", "text", "", "order at work, empty for none"),
        Field("product", "text", "", "product at work, empty for none"),
        *(Field(name, "float", unit, KPI_DOCS[name]) for name, unit in BASE_FIELDS),
        *(Field(name, "bool", "", KPI_DOCS[name]) for name in FLAG_FIELDS),
        Field("planned_run_time_source", "text", "", "master, birth or none"),
        _VOID,
    ),
    "base quantities of the longest stretch inside one hour, shift, order, product; time = start",
)

STOP = Measurement(
    "stop",
    "kpi",
    UNIT_TAGS,
    (
        Field("duration_s", "float", "s", "its length, as far as it is known"),
        Field("leaf", "text", "", "setup, delay or down"),
        Field("reason", "text", "", "code of the stop-reason catalogue, empty for none"),
        Field("order", "text", "", "order at work when it began, empty for none"),
        Field("product", "text", "", "product at work when it began, empty for none"),
        Field("shift", "text", "", "name of the shift in which it began"),
        _VOID,
    ),
    "one stop; time = start",
)

_KPI_ROW_FIELDS = (
    Field("end", "int", "ms", "end of the window"),
    Field("shift", "text", "", "name of the shift, for windows of a shift"),
    Field("production_day", "text", "", "ISO date of the production day, empty for hours"),
    Field("revision", "int", "1", "0 provisional, 1 closed, more after late data"),
    *(Field(name, "float", unit, KPI_DOCS[name]) for name, unit in KPI_FIELDS),
    *(Field(f"{name}_null", "bool", "", KPI_DOCS[f"{name}_null"]) for name in RATIO_FIELDS),
    *(Field(name, "float", unit, KPI_DOCS[name]) for name, unit in PLAN_FIELDS),
    *(Field(f"{name}_null", "bool", "", KPI_DOCS[f"{name}_null"]) for name, _ in PLAN_FIELDS),
    *(Field(name, "bool", "", KPI_DOCS[name]) for name in FLAG_FIELDS),
    *(Field(name, "text", "", KPI_DOCS[name]) for name in PROVENANCE_FIELDS),
    _VOID,
)

KPI = Measurement(
    "kpi",
    "kpi",
    ("level", "window", *UNIT_TAGS),
    _KPI_ROW_FIELDS,
    "one KPI set of a unit, line or site and window, latest revision; time = window start",
)

KPI_REVISION = Measurement(
    "kpi_revision",
    "kpi",
    ("level", "window", *UNIT_TAGS),
    (
        Field("window_start", "int", "ms", "start of the window"),
        Field("committed_at", "int", "ms", "wall time of the commit"),
        Field("why", "text", "", "closed, or why it was computed again"),
        *_KPI_ROW_FIELDS,
    ),
    "one closed revision; time = window start + revision in ms",
)

CURSOR = Measurement(
    "cursor",
    "kpi",
    ("worker", *LINE_TAGS),
    (Field("change_time", "int", "ms", "wall time of the last change row taken"),),
    "how far analytics has read the change feed; time = 0, rewritten",
)

UNFINISHED = Measurement(
    "unfinished",
    "kpi",
    LINE_TAGS,
    (
        Field("first", "int", "ms", "first event time whose rows are being written"),
        Field("last", "int", "ms", "last one; -1 when nothing is being written"),
    ),
    "what analytics computes again after it was killed; time = 0, rewritten",
)

MEASUREMENTS: tuple[Measurement, ...] = (
    SAMPLE,
    DELIVERY,
    CHANGE,
    PIPELINE,
    REGISTER,
    WORLD,
    SEGMENT,
    STOP,
    KPI,
    KPI_REVISION,
    CURSOR,
    UNFINISHED,
)
