"""What people may list, and which columns of it a table shows under which heading.

The other formats carry every column; `keys` name a row, so that a page can begin behind it.
"""

from collections.abc import Mapping

from analytics.listing.comparisons import ADHERENCE, CHANGE, ORDERS
from analytics.listing.index import INDEX
from analytics.listing.index_catalogue import INDEX_CATALOGUE
from analytics.listing.listing import Column, Listing
from analytics.listing.plan import PLAN
from analytics.listing.rates import AUTOMATION, GREEN

_PLACE = (Column("level", "level", folded=True), Column("path", "path", "path"))

KPI = Listing(
    "kpi",
    "KPIs (ISO 22400-2)",
    (
        *_PLACE,
        Column("window", "window", folded=True),
        Column("window_start", "start UTC", "time"),
        Column("shift", "shift", folded=True),
        Column("order", "order"),
        Column("product", "product"),
        Column("crew", "crew"),
        Column("start", "first UTC", "time"),
        Column("end", "last UTC", "time"),
        Column("oee_index", "OEE %", "percent"),
        Column("target_oee_index", "target %", "percent", sparse=True),
        Column("availability", "A %", "percent"),
        Column("effectiveness", "E %", "percent"),
        Column("quality_ratio", "Q %", "percent"),
        Column("teep", "TEEP %", "percent"),
        Column("teep_utilization", "used %", "percent"),
        Column("smrp_oee", "SMRP OEE %", "percent"),
        Column("smrp_availability", "SMRP A %", "percent"),
        Column("tpm_availability", "TPM A %", "percent"),
        Column("tpm_performance", "TPM P %", "percent"),
        Column("coverage", "known %", "percent"),
        Column("produced_quantity", "produced", "count"),
        Column("good_quantity", "good", "count"),
        Column("scrap_quantity", "scrap", "count"),
        Column("planned_busy_time_s", "busy h", "hours"),
        Column("unknown_time_s", "unknown h", "hours"),
        Column("revision", "rev", "whole"),
        Column("flags", "flags", folded=True),
    ),
    ("level", "path", "window", "window_start", "order", "product", "crew"),
)

_WINDOW = (
    Column("window", "window", folded=True),
    Column("window_start", "start UTC", "time"),
)
_LOSS_KEYS = (
    Column("leaf", "time leaf"),
    Column("loss_group", "loss group"),
    Column("attribution", "attribution"),
    Column("reason", "reason"),
    Column("reason_zh", "原因"),
    Column("root_unit", "root", sparse=True),
    Column("shift", "shift"),
    Column("order", "order"),
    Column("product", "product"),
)
_LOSS_SUMS = (
    Column("duration_s", "time h", "hours"),
    Column("count", "stops", "count"),
    Column("pieces", "pieces", "count"),
)
_LOSS_NAMES = tuple(column.field for column in _LOSS_KEYS if not column.field.endswith("_zh"))

LOSSES = Listing(
    "losses",
    "Where time went",
    (*_PLACE, *_WINDOW, *_LOSS_KEYS, *_LOSS_SUMS),
    ("level", "path", "window", "window_start", *_LOSS_NAMES),
)
PARETO = Listing(
    "pareto",
    "Pareto of losses",
    (
        *_PLACE,
        *_WINDOW,
        Column("rank", "rank", "whole"),
        *_LOSS_KEYS,
        *_LOSS_SUMS,
        Column("share", "share %", "percent"),
        Column("cumulative", "cumulative %", "percent"),
    ),
    LOSSES.keys,
)
WATERFALL = Listing(
    "waterfall",
    "From calendar time to valuable time",
    (
        *_PLACE,
        *_WINDOW,
        Column("bar", "bar"),
        Column("loss_group", "loss group"),
        Column("loss_group_zh", "损失类别"),
        Column("duration_s", "time h", "hours"),
        Column("left_s", "left h", "hours"),
    ),
    ("level", "path", "window", "window_start", "position"),
)
SIX_BIG = Listing(
    "six_big",
    "Six big losses",
    (
        *_PLACE,
        Column("big_loss_en", "loss"),
        Column("big_loss_zh", "损失"),
        Column("duration_s", "time h", "hours"),
        Column("pieces", "pieces", "count"),
    ),
    ("level", "path", "big_loss"),
)
STOPS = Listing(
    "stops",
    "Stops",
    (
        Column("path", "path", "path"),
        Column("start", "start UTC", "time"),
        Column("duration_s", "min", "minutes"),
        Column("leaf", "time leaf"),
        Column("reason_en", "reason"),
        Column("reason_zh", "原因"),
        Column("attribution", "attribution"),
        Column("root_unit", "root", sparse=True),
        Column("order", "order", sparse=True),
        Column("shift", "shift", folded=True),
    ),
    ("path", "start"),
)
MICROSTOPS = Listing(
    "microstops",
    "Microstops",
    (
        Column("path", "path", "path"),
        Column("count", "stops", "count"),
        Column("duration_s", "min", "minutes"),
        Column("longest_s", "longest s", "seconds"),
    ),
    ("path",),
)
TRADE = Listing(
    "trade",
    "Measures of the trades",
    (
        Column("path", "path", "path"),
        *_WINDOW,
        Column("measure", "measure"),
        Column("name_zh", "指标"),
        Column("part", "part", sparse=True),
        Column("shift", "shift", sparse=True),
        Column("order", "order", sparse=True),
        Column("product", "product", sparse=True),
        Column("value", "value", "figure"),
        Column("unit", "unit"),
    ),
    ("path", "window_start", "measure", "part", "shift", "order", "product"),
)
SPC = Listing(
    "spc",
    "Points of control charts",
    (
        Column("path", "path", "path"),
        Column("characteristic", "characteristic"),
        Column("name_zh", "质量特性"),
        Column("time", "time UTC", "time"),
        Column("product", "product"),
        Column("chart", "chart"),
        Column("phase", "phase", "whole"),
        Column("size", "size", "whole"),
        Column("mean", "mean", "figure"),
        Column("lower_limit", "LCL", "figure"),
        Column("centre", "centre", "figure"),
        Column("upper_limit", "UCL", "figure"),
        Column("ewma", "EWMA", "figure"),
        Column("unit", "unit", sparse=True),
        Column("rules", "broken rules"),
    ),
    ("path", "characteristic", "time"),
)
CAPABILITY = Listing(
    "capability",
    "What processes hold",
    (
        Column("path", "path", "path"),
        Column("characteristic", "characteristic"),
        Column("name_zh", "质量特性"),
        Column("product", "product"),
        Column("subgroups", "subgroups", "whole"),
        Column("alarms", "alarms", "whole"),
        Column("mean", "mean", "figure"),
        Column("sigma", "sigma", "figure"),
        Column("unit", "unit", sparse=True),
        Column("cp", "Cp", "figure"),
        Column("cpk", "Cpk", "figure"),
        Column("pp", "Pp", "figure"),
        Column("ppk", "Ppk", "figure"),
    ),
    ("path", "characteristic", "product"),
)
DICTIONARY = Listing(
    "dictionary",
    "What the columns mean",
    (
        Column("listing", "list"),
        Column("field", "column"),
        Column("name_en", "English"),
        Column("name_zh", "中文"),
        Column("unit", "unit"),
        Column("formula", "formula"),
    ),
    ("listing", "field"),
)

# Rows of which nothing is known but their columns, such as conservation and dead letters.
PLAIN = Listing("rows", "rows")

LISTINGS: Mapping[str, Listing] = {
    one.name: one
    for one in (
        KPI,
        LOSSES,
        PARETO,
        WATERFALL,
        SIX_BIG,
        STOPS,
        MICROSTOPS,
        TRADE,
        SPC,
        CAPABILITY,
        ORDERS,
        ADHERENCE,
        CHANGE,
        AUTOMATION,
        GREEN,
        PLAN,
        INDEX,
        INDEX_CATALOGUE,
        DICTIONARY,
    )
}


def listing_of(name: str) -> Listing:
    """Return a listing by its name; an unknown one shows the rows as they are."""
    return LISTINGS.get(name, PLAIN)
