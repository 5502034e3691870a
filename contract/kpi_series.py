"""The series of the kpi bucket: what analytics computes from samples.

Segments, losses and measures of the trades are additive; ratios are divided last.
"""

from contract.field_docs import KPI_DOCS
from contract.kpi import (
    BASE_FIELDS,
    FLAG_FIELDS,
    KPI_FIELDS,
    PLAN_FIELDS,
    PROVENANCE_FIELDS,
    RATIO_FIELDS,
)
from contract.measurement import LINE_TAGS, UNIT_TAGS, VOID, Field, Measurement
from contract.segment_fields import OF_SEGMENT

SEGMENT = Measurement(
    "segment",
    "kpi",
    UNIT_TAGS,
    (
        *OF_SEGMENT,
        *(Field(name, "float", unit, KPI_DOCS[name]) for name, unit in BASE_FIELDS),
        *(Field(name, "bool", "", KPI_DOCS[name]) for name in FLAG_FIELDS),
        Field("planned_run_time_source", "text", "", "master, birth or none"),
        VOID,
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
        Field("loss_group", "text", "", "group of the reason, see `contract.reasons`"),
        Field("attribution", "text", "", "whose stop it is, see `contract.reasons`"),
        Field("root_unit", "text", "", "unit that starved or blocked it when it began"),
        Field("order", "text", "", "order at work when it began, empty for none"),
        Field("product", "text", "", "product at work when it began, empty for none"),
        Field("shift", "text", "", "name of the shift in which it began"),
        VOID,
    ),
    "one stop; time = start",
)

LOSS = Measurement(
    "loss",
    "kpi",
    (*UNIT_TAGS, "leaf", "loss_group", "attribution", "reason", "root_unit"),
    (
        *OF_SEGMENT,
        Field("duration_s", "float", "s", "time of the segment that went here; a gain is negative"),
        Field("count", "float", "1", "stops that begin in the segment"),
        Field("pieces", "float", "1", "pieces lost, of the groups start_up and quality"),
        VOID,
    ),
    "where the time of one segment went; its rows add up to its length; time = its start",
)

LINE_TRADE = Measurement(
    "line_trade",
    "kpi",
    (*UNIT_TAGS, "measure", "part"),
    (
        *OF_SEGMENT,
        Field("numerator", "float", "", "see the catalogue of measures"),
        Field("denominator", "float", "", "value = sum(numerator) / sum(denominator)"),
        VOID,
    ),
    "one measure of a trade in one segment; time = start of the segment",
)

SPC = Measurement(
    "spc",
    "kpi",
    (*UNIT_TAGS, "characteristic"),
    (
        Field("first", "int", "ms", "time of the first value of the subgroup"),
        Field("shift", "text", "", "name of the shift"),
        Field("order", "text", "", "order at work, empty for none"),
        Field("product", "text", "", "product at work, empty for none"),
        Field("chart", "text", "", "xbar_r, xbar_s, individuals, u or p"),
        Field("phase", "int", "1", "1: limits are being found, 2: they are frozen"),
        Field("size", "int", "1", "values, or pieces, of the subgroup"),
        Field("mean", "float", "", "mean of the values; defects per unit; share of rejects"),
        Field("spread", "float", "", "range, standard deviation or moving range of the values"),
        Field("minimum", "float", "", "smallest value"),
        Field("maximum", "float", "", "largest value"),
        Field("sum_of_squares", "float", "", "sum of squared deviations from the mean"),
        Field("centre", "float", "", "centre line"),
        Field("sigma", "float", "", "standard deviation of a single value, within subgroups"),
        Field("lower_limit", "float", "", "lower control limit of the mean"),
        Field("upper_limit", "float", "", "upper control limit of the mean"),
        Field("spread_centre", "float", "", "centre line of the spread"),
        Field("spread_lower_limit", "float", "", "lower control limit of the spread"),
        Field("spread_upper_limit", "float", "", "upper control limit of the spread"),
        Field("ewma", "float", "", "exponentially weighted moving average"),
        Field("ewma_lower_limit", "float", "", "its lower limit"),
        Field("ewma_upper_limit", "float", "", "its upper limit"),
        Field("lower_spec", "float", "", "lower specification limit"),
        Field("lower_spec_null", "bool", "", "there is none; it is written as 0"),
        Field("upper_spec", "float", "", "upper specification limit"),
        Field("upper_spec_null", "bool", "", "there is none; it is written as 0"),
        Field("limits_known", "bool", "", "false: limits, sigma and ewma are written as 0"),
        Field("limits_from", "int", "ms", "first subgroup that the limits rest on"),
        Field("frozen_at", "int", "ms", "when they were frozen; 0 while they are not"),
        Field("rules", "text", "", "broken rules, divided by blanks; empty for none"),
        Field("alarm", "bool", "", "a rule is broken"),
        VOID,
    ),
    "one point of a control chart; time = last value of the subgroup",
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
    VOID,
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
