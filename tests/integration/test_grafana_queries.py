"""Every query of every panel, variable and alert rule, executed on a real InfluxDB of demo data."""

import math
from collections import defaultdict

import pandas as pd
import pytest

from analytics.queries import iso
from contract.kpi import KpiLevel, Window, consumption_field
from contract.states import LEAVES, STATE_UNKNOWN
from dashboards.grafana.influxql import InWorld, above, equal, select
from dashboards.grafana.stop_queries import STOPS
from tests.influxd import Server
from tests.integration.grafana_alerts import alert_rules, judge, made_world
from tests.integration.grafana_pages import Asked, answers_of, asked_of, pages
from tests.integration.grafana_shown import PLAN, SHOWN, Shown
from tests.integration.grafana_variables import Range, substitute
from tests.integration.grafana_world import GrafanaWorld, filled

_NOW = 1_772_424_000_000
_SITE = "chongqing"
_AGENTS = frozenset((_SITE, line) for line in ("line-1", "line-2", "cell-3"))

# Panels whose queries may find nothing for some choices, and why that is right.
_NOT_EVERY_STATE = "no machine is in some of the states when the demo ends"
_BY_ROOT = "Starved and blocked, by root machine"
_MAINTENANCE = "Failures and maintenance of the month"
_CHART = "Control chart of ${characteristic}"
_INDEX = {
    "Index and dimensions": "ABCDE",
    "Period by period": "ABCDE",
    "Sectors": "A",
    "Indicators of the region": "AB",
    "Every unit": "A",
    "Index by unit": "A",
}
MAY_BE_EMPTY: dict[tuple[str, str, str], str] = {
    **{
        (page, "Machines now", ref): _NOT_EVERY_STATE
        for page in ("sf-plant", "sf-line")
        for ref in "ABCDEFG"
    },
    ("sf-machine", "Counted", "B"): "depalletiser and palletiser have no scrap counter",
    ("sf-machine", "Counted", "C"): "four machines of the bottling line have no rework counter",
    ("sf-line", "Blocked: buffer behind the machine full", "A"): "nobody is blocked in cell 3",
    ("sf-furniture", "Blocked: buffer behind the machine full", "A"): "nobody is blocked there",
    ("sf-line", _BY_ROOT, "A"): "the constraint of cell 3 waits for nobody",
    ("sf-machine", _BY_ROOT, "A"): "three machines wait for nobody",
    **{
        ("sf-machine", _MAINTENANCE, ref): "most machines have no failure and no maintenance"
        for ref in "ABCD"
    },
    ("sf-machine", "Pieces", "D"): "depalletiser and palletiser inspect nothing",
    ("sf-machine", "People", "A"): "nobody's badge is read at four machines of the bottling line",
    ("sf-quality", _CHART, "E"): "roughness has no lower specification limit, counts have none",
    ("sf-quality", _CHART, "F"): "counts have no specification limits",
    **{
        ("sf-index", panel, ref): "no index is kept of the demo plant alone"
        for panel, refs in _INDEX.items()
        for ref in refs
    },
}


@pytest.fixture(scope="session")
def world(influx: Server, tmp_path_factory: pytest.TempPathFactory) -> GrafanaWorld:
    """The demo plant in InfluxDB."""
    return filled(influx, lambda: tmp_path_factory.mktemp("grafana") / "world")


@pytest.fixture(scope="session")
def asked(world: GrafanaWorld) -> list[Asked]:
    """Every query of every English page with every choice of its variables, and its answer."""
    return asked_of(world)


def test_queries_of_all_panels_find_rows(asked: list[Asked]) -> None:
    """Every query finds rows for every choice, but for those named above with a reason."""
    empty = [one for one in asked if not one.rows and one.name not in MAY_BE_EMPTY]
    assert not empty, "\n".join(f"no row: {one.name} {one.choice} {one.query}" for one in empty)


def test_queries_that_may_be_empty_exist(asked: list[Asked]) -> None:
    """The list of exceptions names only queries that some page has."""
    assert {one.name for one in asked} >= set(MAY_BE_EMPTY)


def test_chinese_pages_ask_the_same() -> None:
    """The Chinese pages hold the very queries that were executed for the English ones."""
    for english, chinese in zip(pages("en"), pages("zh"), strict=True):
        assert chinese["uid"] == f"{english['uid']}-zh"
        for one, other in zip(english["panels"], chinese["panels"], strict=True):
            mine = [target["query"] for target in one.get("targets") or []]
            assert mine == [target["query"] for target in other.get("targets") or []]


def kpi_rows(world: GrafanaWorld, level: KpiLevel, window: Window) -> pd.DataFrame:
    """Return what `factory oee` answers, by line or line/machine and start of the window."""
    rows = world.oee[(world.oee["level"] == level) & (world.oee["window"] == window)].copy()
    parts = rows["path"].str.split("/")
    rows["place"] = [("/".join(part[3:])) for part in parts]
    return rows.set_index(["place", "window_start"])


@pytest.mark.parametrize("shown", SHOWN, ids=lambda one: f"{one.page}-{one.panel}-{one.column}")
def test_panel_shows_what_factory_oee_says(
    asked: list[Asked], world: GrafanaWorld, shown: Shown
) -> None:
    """Each value of the panel is the one that `factory oee` gives for that place and window."""
    expected = kpi_rows(world, shown.level, shown.window)[shown.kpi]
    rows = answers_of(asked, shown.page, shown.panel, shown.ref)
    assert rows
    for row in rows:
        place = str(row.get("work_center") or row["line"])
        if shown.level == "unit":
            place += f"/{row.get('work_unit') or row['unit']}"
        true = float(expected[place, iso(int(str(row["time"])))])
        assert math.isclose(float(str(row[shown.column])), true, rel_tol=1e-12, abs_tol=1e-12), row


def test_share_of_plan_is_good_pieces_over_planned_ones(
    asked: list[Asked], world: GrafanaWorld
) -> None:
    """Every line has a plan in the newest shift, and its share is that of the KPI rows."""
    rows = kpi_rows(world, "line", "shift")
    shares = answers_of(asked, "sf-plant", PLAN, "D")
    assert {row["work_center"] for row in shares} == {"line-1", "line-2", "cell-3"}
    for row in shares:
        key = str(row["work_center"]), iso(int(str(row["time"])))
        true = float(rows["good_quantity"][key]) / float(rows["planned_quantity"][key])
        assert math.isclose(float(str(row["share"])), true)


def test_machines_have_their_names(asked: list[Asked]) -> None:
    """Each machine of the samples has a name in both languages from its birth."""
    plates = answers_of(asked, "sf-line", "Machines of the line")
    states = answers_of(asked, "sf-line", "What the machines did")
    assert {row["work_unit"] for row in plates} == {row["work_unit"] for row in states}
    assert all(row["name_en"] and row["name_zh"] and row["kind"] for row in plates)


def test_energy_per_good_piece_is_that_of_the_kpi_rows(
    asked: list[Asked], world: GrafanaWorld
) -> None:
    """The energy page divides all energy of an hour by its good pieces, and only where some are."""
    expected = kpi_rows(world, "line", "hour")
    shown = answers_of(asked, "sf-energy", "Energy per good piece", "A")
    assert len(shown) == int((expected["good_quantity"] > 0).sum())
    for row in shown:
        key = str(row["work_center"]), iso(int(str(row["time"])))
        energy = sum(float(expected[consumption_field("energy_kwh", one)][key]) for one in LEAVES)
        true = energy / float(expected["good_quantity"][key])
        assert math.isclose(float(str(row["per_good"])), true)


def test_pipeline_page_counts_all_samples(asked: list[Asked], world: GrafanaWorld) -> None:
    """The ledger of the pipeline page adds up to the samples that were sent, without a gap."""
    delivered = answers_of(asked, "sf-pipeline", "Delivered and dead-lettered", "A")
    assert sum(int(str(row["samples"])) for row in delivered) == world.samples
    gaps = answers_of(asked, "sf-pipeline", "Audit gap", "A")
    assert {row["work_center"]: row["missing"] for row in gaps} == {
        "line-1": 0,
        "line-2": 0,
        "cell-3": 0,
    }


def test_every_machine_is_counted_in_one_state(asked: list[Asked]) -> None:
    """The machines by state add up to the machines of the line."""
    counted: dict[str, int] = defaultdict(int)
    for ref in "ABCDEFG":
        for row in answers_of(asked, "sf-line", "Machines now", ref):
            counted[str(row["work_center"])] += int(str(row["machines"]))
    assert counted == {"line-1": 7, "line-2": 25, "cell-3": 4}


def test_silence_is_unknown(world: GrafanaWorld) -> None:
    """A machine that says nothing in the last minutes is drawn as unknown, and counted so."""
    line = next(page for page in pages("en") if page["uid"] == "sf-line")
    later = Range(world.end - 600_000, world.end + 600_000, "30s")
    chosen = {"world": world.world, "site": ".*", "line": "line-1"}
    queries = {
        (panel["title"], target["refId"]): substitute(
            target["query"], {**chosen, "window": "hour", "shift": ".*"}, later
        )
        for panel in line["panels"]
        for target in panel.get("targets") or []
    }
    drawn = world.ask(queries["What the machines did", "A"])
    silent = {row["state"] for row in drawn if int(str(row["time"])) > world.end}
    spoken = {row["state"] for row in drawn if int(str(row["time"])) < world.end - 30_000}
    assert silent == {STATE_UNKNOWN}
    assert STATE_UNKNOWN not in spoken
    assert [row["machines"] for row in world.ask(queries["Machines now", "A"])] == [7]


def test_alert_rules_are_quiet_while_all_is_well(world: GrafanaWorld) -> None:
    """Agents, store, lag and dead letters are judged on data, and none of them fires."""
    for uid in ("sf-store", "sf-agent", "sf-lag", "sf-dead-letters"):
        judged = judge(uid, world, now=world.accounts_end)
        assert not judged.nothing, uid
        assert not judged.firing, (uid, judged.reduced)


def test_silent_agents_fire_and_a_silent_store_has_no_data(world: GrafanaWorld) -> None:
    """Four minutes after the last account every agent is silent and the store's query is empty."""
    later = world.accounts_end + 240_000
    assert judge("sf-agent", world, now=later).firing == _AGENTS
    assert judge("sf-store", world, now=later).nothing
    assert alert_rules()["sf-store"]["noDataState"] == "Alerting"


def test_silent_agents_fire_for_a_week(world: GrafanaWorld) -> None:
    """A silence over a weekend still fires; an agent that was taken away fires no more."""
    day = 86_400_000
    assert judge("sf-agent", world, now=world.accounts_end + 3 * day).firing == _AGENTS
    assert judge("sf-agent", world, now=world.accounts_end + 8 * day).nothing


def test_machine_under_repair_fires_and_waiting_ones_do_not(world: GrafanaWorld) -> None:
    """A repair of more than a quarter of an hour fires for its machine alone, at its end."""
    columns = [STOPS[name] for name in ("duration_s", "work_center", "work_unit")]
    conditions = [equal(STOPS["reason"], "mechanic_repair"), above(STOPS["duration_s"], 960)]
    repairs = world.ask(
        select(InWorld(STOPS, world.world), columns, where=conditions, time="").text
    )
    assert repairs
    for repair in repairs:
        start, length_s = int(str(repair["time"])), float(str(repair["duration_s"]))
        machine = (_SITE, str(repair["work_center"]), str(repair["work_unit"]))
        at_its_end = judge("sf-down", world, now=start + round(length_s * 1000) - 1000)
        assert at_its_end.firing == {machine}
        assert machine not in judge("sf-down", world, now=start + 600_000).firing


def test_no_machine_is_down_in_a_silence(world: GrafanaWorld) -> None:
    """After the last sample there is nothing to judge: unknown is not down."""
    later = world.end + 16 * 60_000
    assert judge("sf-down", world, now=later).nothing


def test_oee_and_scrap_are_judged_by_the_kpi_rows(world: GrafanaWorld) -> None:
    """The site's OEE and the lines' scrap are those of `factory oee`, against the targets."""
    site = kpi_rows(world, "site", "shift")
    newest = float(site["oee_index"].iloc[-1])
    judged = judge("sf-oee-site", world, now=world.end)
    assert math.isclose(judged.reduced[_SITE,], newest)
    assert bool(judged.firing) == (newest < 0.65)
    hours = kpi_rows(world, "line", "hour")
    newest_hours = hours.groupby("place").last()
    enough = newest_hours[newest_hours["produced_quantity"] > 20]
    shares = enough["scrap_quantity"] / enough["produced_quantity"]
    found = judge("sf-scrap", world, now=world.end)
    assert {line: round(value, 12) for (_, line), value in found.reduced.items()} == {
        str(place).split("/")[-1]: round(float(share), 12) for place, share in shares.items()
    }
    limit = alert_rules()["sf-scrap"]["data"][2]["model"]["conditions"][0]["evaluator"]["params"]
    assert limit == [0.03]


def test_made_rows_fire_target_lag_and_dead_letters(influx: Server) -> None:
    """A shift under its line's own target, a late store and new dead letters fire."""
    made = made_world(influx, now=_NOW)
    assert judge("sf-oee-line", made, now=_NOW).firing == {(_SITE, "line-1")}
    assert judge("sf-oee-line", made, now=_NOW).reduced.keys() == {
        (_SITE, "line-1"),
        (_SITE, "line-2"),
        ("chengdu", "line-1"),
    }
    assert judge("sf-lag", made, now=_NOW).firing == {("ingest-1",)}
    assert judge("sf-dead-letters", made, now=_NOW).firing == {("ingest-1",)}
