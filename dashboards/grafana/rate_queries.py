"""Queries of rates of automation and green measures: what was stored for a period, never averaged.

A null stands as 0 beside a flag, so each of value, bounds and what is declared is read with its own
flag. Evidence of machines is summed over the chosen time and divided last.
"""

from collections.abc import Sequence

from contract.evidence_series import AUTOMATION, EVIDENCE, GREEN
from contract.rates import RateLevel
from dashboards.grafana.influxql import (
    Expression,
    Select,
    Table,
    above,
    call,
    chosen,
    equal,
    is_,
    one_of,
    select,
)
from dashboards.grafana.kpi_queries import LEVEL_TAGS

RATES = Table(AUTOMATION)
MEASURES = Table(GREEN)
_EVIDENCE = Table(EVIDENCE)
CHOSEN_RATE = "${rate}"
_CHOSEN_PERIOD = "${period}"
# The longest period is a year; the one that runs at the end began at most so long before.
_LAST_YEAR = "time >= ${__to}ms - 367d AND time < ${__to}ms"
_ID = {RATES: "rate", MEASURES: "measure"}
_PER_MACHINE = LEVEL_TAGS["unit"]


def name_of(table: Table) -> Expression:
    """Return the tag that names the rates or measures of a table."""
    return table[_ID[table]]


def rows_of(table: Table, level: RateLevel, ids: Sequence[str] = ()) -> list[str]:
    """Return the conditions for rows of the chosen place and kind of period."""
    conditions = [
        is_(table["void"], False),
        equal(table["level"], level),
        equal(table["window"], _CHOSEN_PERIOD),
        chosen(table["site"], "site"),
    ]
    if level in ("unit", "line"):
        conditions.append(chosen(table["work_center"], "line"))
    if ids:
        name = name_of(table)
        conditions.append(equal(name, ids[0]) if len(ids) == 1 else one_of(name, ids))
    return conditions


def newest(
    table: Table,
    columns: Sequence[str],
    *,
    level: RateLevel,
    ids: Sequence[str] = (),
    known: Sequence[str] = (),
) -> Select:
    """Return columns of the period that runs at the end of the chosen time.

    Tags are columns, not groups: Grafana mixes up several tags of a table's groups. `known` are
    columns that must have a value.
    """
    return select(
        table,
        [name_of(table).named(_ID[table]), *(table[name].named(name) for name in columns)],
        where=[*rows_of(table, level, ids), *_known(table, known), _runs_at_the_end(table)],
        time=_LAST_YEAR,
    )


def newest_bounds(table: Table, *, level: RateLevel, ids: Sequence[str]) -> Select:
    """Return what is certain, and what is possible beyond it, of that period."""
    return select(
        table,
        [
            name_of(table).named(_ID[table]),
            table["lower"].named("lower"),
            table["upper"].minus(table["lower"]).named("open"),
        ],
        where=[
            *rows_of(table, level, ids),
            *_known(table, ("lower", "upper")),
            _runs_at_the_end(table),
        ],
        time=_LAST_YEAR,
    )


def newest_of_each(
    table: Table, column: str, *, level: RateLevel, measure: str, group: Sequence[str]
) -> Select:
    """Return a column of one measure of that period, a series for each word of the tags."""
    known = (column,) if f"{column}_null" in _fields(table) else ()
    return select(
        table,
        [call("last", table[column]).named(column)],
        where=[*rows_of(table, level, (measure,)), *_known(table, known), _runs_at_the_end(table)],
        time=_LAST_YEAR,
        group=group,
    )


def trend(table: Table, column: str, *, level: RateLevel, measure: str = CHOSEN_RATE) -> Select:
    """Return a column of one rate, period by period, a series for each place."""
    return select(
        table,
        [table[column].named(column)],
        where=[*rows_of(table, level, (measure,)), *_known(table, (column,))],
        group=LEVEL_TAGS[level] if level != "enterprise" else (),
    )


def by_machine(upper: str, lower: str) -> Select:
    """Return the quotient of two sums of evidence of each machine of the chosen line."""
    sums = select(
        _EVIDENCE,
        [call("sum", _EVIDENCE[name]).named(name) for name in (upper, lower)],
        where=_of_line(),
        group=_PER_MACHINE,
    )
    return select(
        sums,
        [sums[upper].over(sums[lower]).named("share")],
        where=[above(sums[lower], 0)],
        time="",
        group=_PER_MACHINE,
    )


def sum_by_machine(name: str) -> Select:
    """Return a sum of evidence of each machine of the chosen line."""
    return select(
        _EVIDENCE,
        [call("sum", _EVIDENCE[name]).named(name)],
        where=_of_line(),
        group=_PER_MACHINE,
    )


def _of_line() -> list[str]:
    return [
        is_(_EVIDENCE["void"], False),
        chosen(_EVIDENCE["site"], "site"),
        chosen(_EVIDENCE["work_center"], "line"),
    ]


def _fields(table: Table) -> frozenset[str]:
    return frozenset(field.name for field in table.measurement.fields)


def _known(table: Table, columns: Sequence[str]) -> list[str]:
    return [is_(table[f"{name}_null"], False) for name in columns]


def _runs_at_the_end(table: Table) -> str:
    return f"{table['end']} >= ${{__to}}"
