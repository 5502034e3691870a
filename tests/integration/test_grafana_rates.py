"""Queries of the pages of automation and green measures, executed over made rows in an InfluxDB."""

import math
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.kpi_store import KpiBatch, Recomputed
from analytics.rate_queries import rate_rows
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from analytics.stores.influx_kpi_store import InfluxKpiStore
from contract.automation_rates import AUTOMATION_RATES
from contract.evidence_series import AUTOMATION
from contract.path import EquipmentPath
from contract.rates import RateLevel
from contract.states import LEAVES
from influx.connection import Influx
from tests.influxd import Server
from tests.integration.grafana_pages import Asked, Opened, answers_of, pages
from tests.integration.grafana_world import GrafanaWorld, filled
from tests.made_rates import DAY_MS, automation, green
from tests.suites.kpi_stores import LINE, OTHER, SITE, rows

_START = 1_772_402_400_000
_UID = ("sf-automation", "sf-green")
_UNIT = LINE.unit("filler")


@pytest.fixture(scope="module")
def world(influx: Server) -> GrafanaWorld:
    """Two days of a site and its lines; the second one runs."""
    config = influx.new_world()
    places: list[tuple[EquipmentPath, RateLevel]] = [(SITE, "site"), (LINE, "line")]
    places.append((OTHER, "line"))
    days = [(_START, _START + DAY_MS), (_START + DAY_MS, _START + 2 * DAY_MS)]
    units: list[tuple[EquipmentPath, RateLevel]] = [*places, (_UNIT, "unit")]
    rates = [automation(path, level, start=a, end=b) for path, level in places for a, b in days]
    measures = [green(path, level, start=a, end=b) for path, level in units for a, b in days]
    worked = {"time": _START, "end": _START + 3_600_000, "operation": "fill"}
    worked |= {"production_time_s": 3000.0, "automatic_time_s": 1500.0, "assists": 3.0}
    worked |= {"expected_values": 100.0, "good_values": 80.0}
    window = {"time": _START, "end": _START + DAY_MS, "level": "line", "window": "day"}
    with Influx(config) as connection:
        InfluxKpiStore(connection).write(
            KpiBatch(
                recomputed=(Recomputed(LINE, _START, _START + DAY_MS),),
                base={"evidence": rows("evidence", _UNIT, worked)},
                kpis=rows("kpi", LINE, window),
                rates={"automation": pd.concat(rates), "green": pd.concat(measures)},
            )
        )
    return GrafanaWorld(
        url=influx.url,
        token=influx.admin_token,
        world=config.world,
        start=_START,
        end=_START + DAY_MS + 3_600_000,
        accounts_end=_START,
        samples=0,
        oee=pd.DataFrame(),
        store=Path(),
    )


@pytest.fixture(scope="module")
def asked(world: GrafanaWorld) -> list[Asked]:
    """Every query of both pages with every choice of their variables, and its answer."""
    opened = [Opened(page, world) for page in pages("en") if page["uid"] in _UID]
    assert len(opened) == len(_UID)
    return [one for page in opened for one in page.asked()]


def test_queries_of_all_panels_find_rows(asked: list[Asked]) -> None:
    """Every query of both pages finds rows."""
    assert [one.name for one in asked if not one.rows] == []


@pytest.mark.parametrize(
    ("ref", "column"), [("B", "value"), ("C", "declared"), ("D", "lower"), ("E", "upper")]
)
def test_declared_stands_beside_observed(asked: list[Asked], ref: str, column: str) -> None:
    """Each share of the running day with the value, bounds and declaration that were written."""
    wrote = automation(SITE, "site", start=_START, end=_START + DAY_MS)
    known = wrote[~wrote[f"{column}_null"].astype(bool)].set_index("rate")[column]
    shares = {one.id for one in AUTOMATION_RATES if one.unit == "1"}
    shown = answers_of(asked, "sf-automation", "Declared beside observed", ref)
    assert {str(row["rate"]) for row in shown} == shares & set(known.index)
    for row in shown:
        assert math.isclose(float(str(row[column])), float(known[str(row["rate"])]))
        assert row["time"] == _START + DAY_MS


def test_bars_end_at_the_bounds(asked: list[Asked]) -> None:
    """What is certain and what is possible beyond it add up to the upper bound."""
    wrote = automation(SITE, "site", start=_START, end=_START + DAY_MS).set_index("rate")
    for row in answers_of(asked, "sf-automation", "Between which bounds it lies"):
        ends = float(str(row["lower"])), float(str(row["lower"])) + float(str(row["open"]))
        bounds = wrote.loc[str(row["rate"]), ["lower", "upper"]]
        assert ends == pytest.approx(tuple(bounds))


def test_trend_has_a_point_for_each_period(asked: list[Asked]) -> None:
    """Both days of the chosen rate are drawn, of the site and of each line."""
    site = answers_of(asked, "sf-automation", "Period by period", "A")
    assert [row["time"] for row in site] == [_START, _START + DAY_MS]
    lines = answers_of(asked, "sf-automation", "By line")
    assert {(row["work_center"], row["time"]) for row in lines} == {
        (line.work_center, start) for line in (LINE, OTHER) for start in (_START, _START + DAY_MS)
    }


def test_machines_show_their_evidence(asked: list[Asked]) -> None:
    """Shares of a machine are quotients of its sums, and its assists are counted."""
    for panel, column, value in (
        ("Automatic share of production time", "share", 0.5),
        ("Values that came", "share", 0.8),
        ("Assists", "assists", 3.0),
    ):
        (row,) = answers_of(asked, "sf-automation", panel)
        assert (row["work_unit"], row[column]) == ("filler", value)


def test_idle_energy_is_shown_by_machine_and_leaf(asked: list[Asked]) -> None:
    """Each machine shows what it used outside production, the site what each time leaf took."""
    (idle,) = answers_of(asked, "sf-green", "Energy outside production")
    assert (idle["work_unit"], idle["numerator"]) == ("filler", 10.0)
    leaves = answers_of(asked, "sf-green", "Energy by time leaf")
    assert {str(row["part"]): row["numerator"] for row in leaves} == {
        leaf: 10.0 * (number + 1) for number, leaf in enumerate(LEAVES)
    }


def test_panels_show_what_factory_automation_says(
    influx: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Over the played demo plant, observed and declared are those of the list, row by row."""
    played = filled(influx, lambda: tmp_path_factory.mktemp("grafana") / "world")
    page = next(page for page in pages("en") if page["uid"] == "sf-automation")
    asked = list(Opened(page, played).asked())
    with duckdb.connect(str(played.store), read_only=True) as connection:
        store = DuckdbKpiStore(connection)
        said = rate_rows(store, "automation", level="site", period="day").set_index("rate")
    for ref, column in (("B", "value"), ("C", "declared"), ("D", "lower"), ("E", "upper")):
        shown = answers_of(asked, "sf-automation", "Declared beside observed", ref)
        known = said.loc[said["unit"] == "1", column].dropna()
        assert {str(row["rate"]): row[column] for row in shown} == known.to_dict()


def test_pages_name_the_series_of_the_contract() -> None:
    """The pages read what the contract calls the rates."""
    page = next(page for page in pages("en") if page["uid"] == "sf-automation")
    queries = [one["query"] for panel in page["panels"] for one in panel.get("targets") or []]
    assert any(f'"{AUTOMATION.name}"' in query for query in queries)
