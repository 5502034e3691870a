"""An InfluxQL question for each series, as people ask it; all of them are tried by a test."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A question in words, and in InfluxQL."""

    asks: str
    influxql: str


EXAMPLES: Mapping[str, Example] = {
    "sample": Example(
        "The state of every machine of a line, minute by minute; 0 is a silence.",
        """SELECT max("state_code") AS "state_code" FROM "sample"
WHERE "work_center" = 'line-1' AND time >= now() - 1h
GROUP BY time(1m), "work_unit" fill(0)
""",
    ),
    "delivery": Example(
        "Samples that came from each line in the last hour, and those that were refused.",
        """SELECT sum("samples") AS "samples", sum("rejected") AS "rejected" FROM "delivery"
WHERE time >= now() - 1h
GROUP BY "work_center"
""",
    ),
    "change": Example(
        "What was committed in the last ten minutes, and the event times it reaches.",
        """SELECT "worker", "work_center", "first", "last" FROM "change"
WHERE time >= now() - 10m
ORDER BY time
""",
    ),
    "pipeline": Example(
        "How far each ingest worker is behind.",
        """SELECT last("lag_ms") AS "lag_ms" FROM "pipeline"
WHERE "service" = 'ingest' AND "kind" = 'counters' AND time >= now() - 15m
GROUP BY "instance"
""",
    ),
    "register": Example(
        "The newest row of every work unit.",
        """SELECT last("name_en") AS "name_en", "vendor", "model" FROM "register"
GROUP BY "work_center", "work_unit"
""",
    ),
    "world": Example(
        "Which world these buckets hold.",
        """SELECT "kind", "scenario", "seed", "start" FROM "world"
""",
    ),
    "segment": Example(
        "Down time and good pieces of every machine today so far; rows without a unit are lines.",
        """SELECT sum("actual_unit_down_time_s") AS "down_s", sum("good_quantity") AS "good"
FROM "segment"
WHERE "void" = false AND "work_unit" != '' AND time >= now() - 1d
GROUP BY "work_center", "work_unit"
""",
    ),
    "stop": Example(
        "The five longest stops of a day.",
        """SELECT top("duration_s", 5) AS "duration_s", "work_unit", "leaf", "reason" FROM "stop"
WHERE "void" = false AND time >= now() - 1d
""",
    ),
    "loss": Example(
        "What cost each machine most time in the last day, by reason.",
        """SELECT sum("duration_s") AS "lost_s", sum("count") AS "stops" FROM "loss"
WHERE "void" = false AND "work_unit" != '' AND "loss_group" != 'valuable'
  AND time >= now() - 1d
GROUP BY "work_unit", "loss_group", "reason"
""",
    ),
    "line_trade": Example(
        "The two sums whose quotient is each measure of a line in the last day.",
        """SELECT sum("numerator") AS "numerator", sum("denominator") AS "denominator"
FROM "line_trade"
WHERE "void" = false AND time >= now() - 1d
GROUP BY "work_center", "measure", "part"
""",
    ),
    "spc": Example(
        "The alarms of every control chart in the last day.",
        """SELECT "work_unit", "characteristic", "mean", "rules" FROM "spc"
WHERE "void" = false AND "alarm" = true AND time >= now() - 1d
""",
    ),
    "evidence": Example(
        "What each machine did by itself in the last day; cycles nobody saw are counted apart.",
        """SELECT sum("automatic_time_s") AS "automatic_s",
  sum("production_time_s") AS "production_s", sum("program_cycles") AS "program_cycles",
  sum("cycles") AS "cycles", sum("assists") AS "assists"
FROM "evidence"
WHERE "void" = false AND time >= now() - 1d
GROUP BY "work_center", "work_unit"
""",
    ),
    "automatic_run": Example(
        "How long each machine ran without a hand in the last day, piece by piece.",
        """SELECT "work_unit", "automatic_time_s", "continued" FROM "automatic_run"
WHERE "void" = false AND time >= now() - 1d
ORDER BY time
""",
    ),
    "kpi": Example(
        "OEE of every line, shift by shift; a ratio without a value is 0 with its flag set.",
        """SELECT "shift", "production_day", "oee_index", "availability", "effectiveness",
  "quality_ratio", "coverage"
FROM "kpi"
WHERE "level" = 'line' AND "window" = 'shift' AND "void" = false AND "oee_index_null" = false
  AND time >= now() - 7d
GROUP BY "work_center"
""",
    ),
    "kpi_revision": Example(
        "How the figures of a line's shifts changed, and why.",
        """SELECT "window_start", "revision", "committed_at", "why", "good_quantity", "oee_index"
FROM "kpi_revision"
WHERE "level" = 'line' AND "window" = 'shift' AND "void" = false AND time >= now() - 7d
GROUP BY "work_center"
""",
    ),
    "automation": Example(
        "The rates of every line with their bounds, period by period; absent values are left out.",
        """SELECT "value", "lower", "upper", "status", "definition" FROM "automation"
WHERE "level" = 'line' AND "void" = false AND "value_null" = false AND time >= now() - 100d
GROUP BY "work_center", "window", "rate"
""",
    ),
    "green": Example(
        "What one good item of every line cost in energy, water and emissions, period by period.",
        """SELECT "value", "status", "numerator", "denominator" FROM "green"
WHERE "level" = 'line' AND "void" = false AND "value_null" = false AND time >= now() - 100d
GROUP BY "work_center", "window", "measure", "part"
""",
    ),
    "index": Example(
        "Every node of every unit, sector and region with its band; absent scores are left out.",
        """SELECT "score", "band_low", "band_high", "place", "vintage" FROM "index"
WHERE "void" = false AND "score_null" = false AND time >= now() - 800d
GROUP BY "level", "window", "unit", "node"
""",
    ),
    "cursor": Example(
        "How far analytics has read.",
        """SELECT "change_time" FROM "cursor"
GROUP BY "worker", "work_center"
""",
    ),
    "unfinished": Example(
        "What analytics is writing now.",
        """SELECT "first", "last" FROM "unfinished"
WHERE "last" >= 0
GROUP BY "work_center"
""",
    ),
    "reason": Example(
        "Which reasons people gave later, and for when; the newest of a stretch counts.",
        """SELECT "work_unit", "start", "end", "reason", "given_by" FROM "reason"
WHERE time >= now() - 7d
ORDER BY time
""",
    ),
    "master_data": Example(
        "When analytics began to use which master data, and when all rows rested on them.",
        """SELECT "site", "hash", "applied" FROM "master_data"
WHERE "part" = '000'
ORDER BY time
""",
    ),
    "observation": Example(
        "What became known of each indicator, when and from where; the newest of a cell counts.",
        """SELECT "unit", "indicator", "period", "value", "status", "source" FROM "observation"
WHERE "value_null" = false
ORDER BY time
""",
    ),
}
