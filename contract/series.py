"""The series of the store: every measurement with its tags and fields, and nowhere else.

Tags are the equipment path and closed catalogues that queries group by; the rest are fields.
"""

from contract.evidence_series import AUTOMATIC_RUN, AUTOMATION, EVIDENCE, GREEN
from contract.field_docs import SAMPLE_DOCS
from contract.index_series import INDEX
from contract.kpi_series import (
    CURSOR,
    KPI,
    KPI_REVISION,
    LINE_TRADE,
    LOSS,
    SEGMENT,
    SPC,
    STOP,
    UNFINISHED,
)
from contract.measurement import (
    LINE_TAGS,
    UNIT_TAGS,
    Bucket,
    Field,
    FieldType,
    Measurement,
)
from contract.sample import (
    CONSUMPTION_FIELDS,
    CONSUMPTION_UNITS,
    COUNT_FIELDS,
    MODE_FIELDS,
    TEXT_FIELDS,
)
from contract.told_series import MASTER_DATA, OBSERVATION, REASON

__all__ = [
    "AUTOMATIC_RUN",
    "AUTOMATION",
    "CHANGE",
    "CURSOR",
    "DELIVERY",
    "EVIDENCE",
    "GREEN",
    "INDEX",
    "KPI",
    "KPI_REVISION",
    "LINE_TAGS",
    "LINE_TRADE",
    "LOSS",
    "MASTER_DATA",
    "MEASUREMENTS",
    "OBSERVATION",
    "PIPELINE",
    "REASON",
    "REGISTER",
    "SAMPLE",
    "SEGMENT",
    "SPC",
    "STOP",
    "UNFINISHED",
    "UNIT_TAGS",
    "WORLD",
    "Bucket",
    "Field",
    "FieldType",
    "Measurement",
]

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

MEASUREMENTS: tuple[Measurement, ...] = (
    SAMPLE,
    DELIVERY,
    CHANGE,
    PIPELINE,
    REGISTER,
    WORLD,
    SEGMENT,
    STOP,
    LOSS,
    LINE_TRADE,
    SPC,
    EVIDENCE,
    AUTOMATIC_RUN,
    KPI,
    KPI_REVISION,
    AUTOMATION,
    GREEN,
    INDEX,
    CURSOR,
    UNFINISHED,
    REASON,
    MASTER_DATA,
    OBSERVATION,
)
