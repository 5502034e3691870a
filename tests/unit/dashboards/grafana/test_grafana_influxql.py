"""The small language of queries: what it spells, and what it refuses."""

import pytest

from contract.series import KPI, SAMPLE
from dashboards.grafana.influxql import (
    Table,
    above,
    call,
    chosen,
    equal,
    is_,
    select,
    sum_of,
)

_KPIS = Table(KPI)


def test_select_spells_every_part() -> None:
    """Columns, conditions, time, groups, fill and tail stand in the order of InfluxQL."""
    query = select(
        _KPIS,
        [call("last", _KPIS["oee_index"]).named("oee")],
        where=[is_(_KPIS["void"], False), equal(_KPIS["level"], "line")],
        group=("work_center",),
        every="1h",
        fill="none",
        tail="LIMIT 1",
    )
    assert query.text == (
        'SELECT last("oee_index") AS "oee" FROM "${world}-kpi"."autogen"."kpi" '
        'WHERE "void" = false AND "level" = \'line\' AND $timeFilter '
        'GROUP BY time(1h), "work_center" fill(none) LIMIT 1'
    )


def test_select_reads_from_a_query() -> None:
    """An outer query takes aliases and tags of the inner one, and no time of its own."""
    inner = select(_KPIS, [sum_of(_KPIS["good_quantity"]).named("good")], group=("work_center",))
    outer = select(
        inner, [inner["good"]], where=[above(inner["good"], 0)], time="", group=("work_center",)
    )
    assert outer.text.startswith('SELECT "good" FROM (SELECT sum("good_quantity") AS "good" FROM ')
    assert outer.text.endswith(
        '$timeFilter GROUP BY "work_center") WHERE "good" > 0 GROUP BY "work_center"'
    )


def test_unknown_field_fails_when_built() -> None:
    """A field that the contract does not have is refused: InfluxDB would answer with nothing."""
    with pytest.raises(KeyError, match="kpi has no field oee"):
        _KPIS["oee"]


def test_group_by_a_field_fails_when_built() -> None:
    """A field cannot group: InfluxDB would answer with one ungrouped sum."""
    with pytest.raises(KeyError, match="shift is not a tag of kpi"):
        select(_KPIS, [_KPIS["oee_index"]], group=("shift",))


def test_unknown_alias_fails_when_built() -> None:
    """An outer query cannot name what the inner one did not."""
    inner = select(_KPIS, [_KPIS["oee_index"].named("oee")])
    with pytest.raises(KeyError, match="no column quality"):
        inner["quality"]
    with pytest.raises(KeyError, match="does not group by work_center"):
        select(inner, [inner["oee"]], group=("work_center",))


def test_chosen_takes_one_some_or_all() -> None:
    """A condition on a variable is a whole match, escaped by Grafana."""
    samples = Table(SAMPLE)
    assert chosen(samples["work_unit"], "unit") == '"work_unit" =~ /^${unit:regex}$/'
