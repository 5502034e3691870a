"""Queries of the measures of the trades: numerators and denominators summed, divided last.

All parts of a shared measure have a row wherever one has, with the denominator of the whole, so the
quotients of its parts add up. Where parts come and go, only their numerators are asked for.
"""

from collections.abc import Sequence

from contract.series import LINE_TRADE
from contract.trade_measures import TRADE_MEASURES
from dashboards.grafana.influxql import (
    Select,
    Table,
    above,
    call,
    chosen,
    equal,
    is_,
    select,
)

TRADE = Table(LINE_TRADE)
_NUMERATOR = ("numerator",)


def rows_of(measure: str) -> list[str]:
    """Return the conditions for rows of a measure, of the chosen line or of its chosen machines."""
    known = TRADE_MEASURES[measure]
    conditions = [
        is_(TRADE["void"], False),
        equal(TRADE["measure"], known.id),
        chosen(TRADE["site"], "site"),
        chosen(TRADE["work_center"], "line"),
    ]
    if known.level == "unit":
        conditions.append(chosen(TRADE["work_unit"], "unit"))
    return conditions


def quotient(
    measure: str,
    *,
    group: Sequence[str],
    every: str = "",
    where: Sequence[str] = (),
    zeros: bool = True,
) -> Select:
    """Return a measure over the whole range, or in each interval; nothing where it has no value.

    Args:
        measure: its id.
        group: tags.
        every: an interval of `time()`.
        where: what else must hold of its rows.
        zeros: whether parts are shown that have none of it.
    """
    sums = select(
        TRADE,
        [call("sum", TRADE[name]).named(name) for name in ("numerator", "denominator")],
        where=[*rows_of(measure), *where],
        group=group,
        every=every,
        fill="none" if every else "",
    )
    return select(
        sums,
        [sums["numerator"].over(sums["denominator"]).named("value")],
        where=[above(sums[name], 0) for name in ("denominator", *(() if zeros else _NUMERATOR))],
        time="",
        group=group,
    )


def amounts(measure: str, *, group: Sequence[str]) -> Select:
    """Return the sums of numerators, of those that have some."""
    sums = select(
        TRADE,
        [call("sum", TRADE["numerator"]).named("amount")],
        where=rows_of(measure),
        group=group,
    )
    columns = [sums["amount"].named("amount")]
    return select(sums, columns, where=[above(sums["amount"], 0)], time="", group=group)
