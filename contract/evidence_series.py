"""The series of automation and green coordination in the kpi bucket.

`evidence` and `automatic_run` are additive and stand beside segments; `automation` and `green` are
what they come to per period, with bounds and what was declared.
"""

from contract.measurement import LINE_TAGS, UNIT_TAGS, VOID, Field, Measurement
from contract.segment_fields import OF_SEGMENT

# Sums of one unit, segment and operation. Time is scheduled time: planned busy time, known or not.
EVIDENCE_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("scheduled_time_s", "s", "planned busy time, unknown time included"),
    ("unknown_time_s", "s", "scheduled time in which the unit was not seen"),
    ("production_time_s", "s", "actual production time"),
    ("automatic_time_s", "s", "actual production time in control mode automatic"),
    ("cycles", "1", "cycles that ended, also those told behind a silence"),
    ("program_cycles", "1", "cycles in production, automatic, and with a program"),
    ("unknown_cycles", "1", "cycles told behind a silence: nobody saw how they ran"),
    ("assists", "1", "operator events that reset or leave automatic, merged within 30 s"),
    ("unknown_assists", "1", "such events told behind a silence, not merged"),
    ("manual_touches", "1", "pieces or runs that a hand touched"),
    ("parameter_changes_system", "1", "parameters downloaded by a system"),
    ("parameter_changes_hand", "1", "parameters changed by hand"),
    ("dispatched_system", "1", "operations dispatched by a system"),
    ("dispatched_hand", "1", "operations dispatched by hand"),
    ("confirmed_system", "1", "operations confirmed by a system"),
    ("confirmed_hand", "1", "operations confirmed by hand"),
    ("inspected_automatically", "1", "pieces inspected by machine while an order was known"),
    ("expected_slots", "1", "heartbeat slots that end in scheduled time"),
    ("seen_slots", "1", "those at whose end a sample at most three heartbeats old stood"),
    ("expected_values", "1", "required tags times their slots in scheduled time"),
    ("good_values", "1", "those that held a good value at most three heartbeats old"),
)

EVIDENCE = Measurement(
    "evidence",
    "kpi",
    (*UNIT_TAGS, "operation"),
    (
        *OF_SEGMENT,
        *(Field(name, "float", unit, doc) for name, unit, doc in EVIDENCE_FIELDS),
        Field("unknown_to_end", "bool", "", "unknown at its end: later counts may belong to it"),
        VOID,
    ),
    "how one unit worked on one operation in one segment, additive; time = start of the segment",
)

AUTOMATIC_RUN = Measurement(
    "automatic_run",
    "kpi",
    UNIT_TAGS,
    (
        *OF_SEGMENT,
        Field("automatic_time_s", "float", "s", "automatic production time, 0 while it only stood"),
        Field("continued", "bool", "", "the run of the piece before goes on"),
        VOID,
    ),
    "the part of a run without a hand that lies in one segment; time = start of the part",
)

# What a rate is, beside its value; every number that may be absent has a flag.
_NULLABLE = (
    ("value", "of what was observed; absent unless the status is observed or none_automatic"),
    ("declared", "as the register or a survey says it"),
    ("lower", "lower bound: what was not seen is manual"),
    ("upper", "upper bound: what was not seen is as declared"),
)
_RATE_FIELDS = (
    Field("end", "int", "ms", "end of the window"),
    Field("definition", "text", "", "definition id: rate, variant and version"),
    Field("status", "text", "", "see `contract.rates.STATUSES`"),
    Field("numerator", "float", "", "what was observed"),
    Field("denominator", "float", "", "of how much"),
    *(Field(name, "float", "", doc) for name, doc in _NULLABLE),
    *(
        Field(f"{name}_null", "bool", "", f"{name} is absent; it is written as 0")
        for name, _ in _NULLABLE
    ),
    Field("machines", "int", "1", "work units behind it"),
    Field("evidence_hours", "float", "h", "known scheduled time of those units"),
    VOID,
)

AUTOMATION = Measurement(
    "automation",
    "kpi",
    ("level", "window", *LINE_TAGS, "rate"),
    _RATE_FIELDS,
    "one rate of a line, site or enterprise and period; time = start of the period",
)

GREEN = Measurement(
    "green",
    "kpi",
    ("level", "window", *UNIT_TAGS, "measure", "part"),
    _RATE_FIELDS,
    "one measure of energy, water, emissions or material and period; time = start of the period",
)
