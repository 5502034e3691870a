"""The series of what people tell analytics beside what machines say; nothing of it is taken back.

They stand in the kpi bucket, which is kept and which analytics alone writes.
"""

from contract.measurement import UNIT_TAGS, Field, Measurement

REASON = Measurement(
    "reason",
    "kpi",
    UNIT_TAGS,
    (
        Field("start", "int", "ms", "event time at which the stretch begins"),
        Field("end", "int", "ms", "event time at which it ends"),
        Field("reason", "text", "", "code of the catalogue; empty: what the machine said counts"),
        Field("force", "bool", "", "also where the machine gave a reason of its own"),
        Field("given_by", "text", "", "pseudonym of who gave it, empty where nobody says"),
    ),
    "a reason that people gave later for stops of a unit; the newest counts; time = given, wall",
)

MASTER_DATA = Measurement(
    "master_data",
    "kpi",
    ("enterprise", "site", "part"),
    (
        Field("hash", "text", "", "hash of the content, as KPI rows name it"),
        Field("content", "text", "", "JSON of the site's file; a long one goes on in more parts"),
        Field("applied", "int", "ms", "wall time by which all rows rested on it; 0 before"),
    ),
    "master data of a site that analytics began to use; time = begin of use, wall",
)

_KNOWN = (
    ("value", "in the indicator's unit"),
    ("low", "lower bound of a measurement"),
    ("high", "upper bound of a measurement"),
)

OBSERVATION = Measurement(
    "observation",
    "kpi",
    ("unit", "indicator", "period"),
    (
        Field(
            "status", "text", "", "observed, none_automatic, censored, ...: why there is a value"
        ),
        Field("source", "text", "", "telemetry, records, register, survey or generated"),
        Field("definition", "text", "", "definition id of what it is"),
        *(Field(name, "float", "", doc) for name, doc in _KNOWN),
        *(
            Field(f"{name}_null", "bool", "", f"{name} is absent; it is written as 0")
            for name, _ in _KNOWN
        ),
        Field("note", "text", "", "what it rests on, for people"),
    ),
    "one indicator of one plant or enterprise and period as it became known; time = vintage, wall",
)
