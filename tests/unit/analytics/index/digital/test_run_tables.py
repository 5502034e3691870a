"""Tables of a run carry what the engine says of its scores."""

import csv
import io

import msgspec

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import Observation
from analytics.index.digital.run_export import RunFormat, exported
from analytics.index.digital.run_tables import values_table
from tests.unit.analytics.index.digital.city_editions import small_city, with_aggregators
from tests.unit.analytics.index.digital.made_runs import PERIOD, run_config, run_of

UNIT = "apparel-01"


def test_a_score_off_the_scale_is_told_in_files() -> None:
    """One good indicator among floors is unbalanced by Mazziotta-Pareto, and the files say so."""
    config = run_config()
    index = with_aggregators(config.study.index, ("mean", "mpi"))
    study = msgspec.structs.replace(config.study, index=index)
    told = [_lopsided(one) for one in small_city().observations]
    run = run_of(msgspec.structs.replace(config, study=study), told)
    values = values_table(run)
    odd = values[values["unbalanced"]]
    assert {"DF"} == set(odd.loc[odd["unit"] == UNIT, "node"])
    forms: tuple[tuple[RunFormat, str], ...] = (("csv", "unbalanced"), ("sdmx", "UNBALANCED"))
    for form, key in forms:
        rows = list(csv.DictReader(io.StringIO(exported(run, form).decode())))
        assert sum(row[key].lower() == "true" for row in rows) == len(odd), form


def _lopsided(one: Observation) -> Observation:
    """Return a cell at the benchmark or the floor, where it is of the unit's foundation."""
    record = shipped().by_id()[one.indicator]
    if (one.unit, one.period, record.dimension) != (UNIT, PERIOD, "DF"):
        return one
    value = record.benchmark.value if record.id == "DF1" else record.floor
    return msgspec.structs.replace(one, status="observed", value=value)
