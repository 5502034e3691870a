"""Lists of rates of automation and of green measures: each beside what was declared, and bounds."""

from analytics.listing.listing import Column, Listing

_HEAD = (
    Column("level", "level", folded=True),
    Column("path", "path", "path"),
    Column("period", "period", folded=True),
    Column("start", "start UTC", "time"),
)
_VALUES = (
    Column("value", "value", "figure"),
    Column("lower", "at least", "figure"),
    Column("upper", "at most", "figure"),
    Column("declared", "declared", "figure", sparse=True),
    Column("unit", "unit"),
    Column("status", "status"),
)

AUTOMATION = Listing(
    "automation",
    "Rates of automation",
    (
        *_HEAD,
        Column("code", "code", sparse=True),
        Column("rate", "rate"),
        Column("name_zh", "指标"),
        *_VALUES,
    ),
    ("level", "path", "period", "start", "rate"),
)
GREEN = Listing(
    "green",
    "Green measures",
    (
        *_HEAD,
        Column("measure", "measure"),
        Column("name_zh", "指标"),
        Column("part", "part", sparse=True),
        *_VALUES,
    ),
    ("level", "path", "period", "start", "measure", "part"),
)
