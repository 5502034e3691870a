"""What readers get: rows, exports, explanations, timelines, and the checked configuration."""

import json
from pathlib import Path

import duckdb
import msgspec
import pandas as pd
import pytest

from analytics.config import AnalyticsConfig, load_config
from analytics.errors import BadConfig, BadQuery
from analytics.explain.kpi import IdealRate, explain
from analytics.explain.text import clock, explanation_text
from analytics.export import FORMATS, export
from analytics.health import Health
from analytics.loop import StepResult
from analytics.queries import KEY_COLUMNS, OEE_COLUMNS, iso, oee_rows
from analytics.timeline import counted, timeline, unit_states
from contract.kpi import FLAG_FIELDS, KPI_FIELD_NAMES
from contract.path import EquipmentPath
from tests.suites.loop_plant import HOUR, LINE, START, Plant, heartbeats, plant, working

SAMPLE_CONFIG = Path(__file__).parents[3] / "analytics" / "sample.toml"


@pytest.fixture(scope="module")
def ran() -> Plant:
    """Compute a short run once: the filler works for 30 min and stops for 10."""
    made = Plant()
    rows = working(START, START + 2_400_000)
    stopped = (rows["time"] >= START + 1_800_000) & (rows["work_unit"] == "filler")
    rows.loc[stopped, "state"] = "not_executing"
    rows.loc[stopped, "reason"] = "jam"
    rows["good"] = rows["good"].where(~stopped, 180)
    # The second packer never speaks.
    rows = rows[rows["work_unit"] != "packer-2"]
    made.commit(rows)
    made.say(ended=START + 2_400_000)
    made.settle()
    return made


def test_rows_have_the_promised_columns(ran: Plant) -> None:
    """Keys first, then every KPI field and flag; times are ISO 8601 in UTC."""
    rows = oee_rows(ran.store)
    assert tuple(rows.columns) == OEE_COLUMNS
    assert set(KPI_FIELD_NAMES) | set(FLAG_FIELDS) <= set(rows.columns)
    assert rows["window_start"][0] == "2026-03-01T22:00:00Z"
    assert not rows.duplicated(list(KEY_COLUMNS)).any()


def test_rows_are_filtered(ran: Plant) -> None:
    """A level, a window, a place and a time keep only their rows."""
    line = oee_rows(ran.store, level="line", window="hour", start=START, end=START + 1)
    assert list(line["path"]) == [str(LINE)]
    assert line["actual_production_time_s"][0] == 1_800.0
    unit = oee_rows(ran.store, below=LINE.unit("filler"), window=("hour", "shift"))
    assert list(unit["window"]) == ["hour", "shift"]
    assert oee_rows(ran.store, start=START + 40 * HOUR, window="hour").empty


def test_questions_without_sense_are_refused(ran: Plant) -> None:
    """A range that ends before it starts, and a format that nobody knows, are named."""
    with pytest.raises(BadQuery, match="before it starts"):
        oee_rows(ran.store, start=2, end=1)
    with pytest.raises(BadQuery, match="xlsx"):
        export(oee_rows(ran.store), "ods")


@pytest.mark.parametrize("form", FORMATS)
def test_equal_rows_give_equal_bytes(ran: Plant, form: str) -> None:
    """An export of the same rows is byte-identical."""
    assert export(oee_rows(ran.store), form) == export(oee_rows(ran.store), form)


def test_formats_carry_the_same_values(ran: Plant, tmp_path: Path) -> None:
    """CSV, JSON and Parquet read back to the same rows, and null is null in each."""
    rows = oee_rows(ran.store)
    null = rows["quality_ratio"].isna()
    assert null.any()
    read = json.loads(export(rows, "json"))
    assert [row["quality_ratio"] is None for row in read] == list(null)
    assert [row["oee_index"] for row in read if row["oee_index"] is not None] == list(
        rows["oee_index"].dropna()
    )
    target = tmp_path / "rows.csv"
    target.write_bytes(export(rows, "csv"))
    again = pd.read_csv(target, keep_default_na=False, na_values={"quality_ratio": ""})
    assert list(again["actual_production_time_s"]) == list(rows["actual_production_time_s"])
    target = tmp_path / "rows.parquet"
    target.write_bytes(export(rows, "parquet"))
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(
            "SELECT path, quality_ratio, partial FROM read_parquet(?)", [str(target)]
        ).fetchall()
    assert [path for path, _, _ in found] == list(rows["path"])
    assert [quality is None for _, quality, _ in found] == list(null)
    assert {partial for _, _, partial in found} <= {True, False}


def test_table_is_for_people(ran: Plant) -> None:
    """A table has percent, '-' where there is no value, and says once what all rows share."""
    text = export(oee_rows(ran.store, level="unit", window="hour"), "table").decode()
    said, titles, filler, _, silent = text.splitlines()[:5]
    assert said.startswith("KPIs (ISO 22400-2): 3 rows, level unit, window hour, ")
    assert said.endswith(f"below {LINE}")
    assert "OEE %" in titles
    assert filler.startswith("filler ")
    assert "75.00" in filler
    assert " - " in silent


def test_no_rows_export_in_every_format(ran: Plant) -> None:
    """An empty answer is still a valid file."""
    nothing = oee_rows(ran.store, start=START + 900 * HOUR, window="hour")
    assert json.loads(export(nothing, "json")) == []
    for form in FORMATS:
        assert export(nothing, form)


def test_explanation_fills_in_the_numbers(ran: Plant) -> None:
    """A unit's KPI is told with formula, numbers, leaves, rates and stops, as text and as data."""
    unit = LINE.unit("filler")
    found = explain(ran.store, ran.history, plant(), unit, window="hour", at=START + 60_000)
    availability = found.calculations[0]
    assert availability.expression == "APT / PBT_obs"
    assert availability.filled_in == "1800 / (2400 - 0)"
    assert availability.value == pytest.approx(0.75)
    assert [(leaf.leaf, leaf.seconds) for leaf in found.leaves if leaf.seconds] == [
        ("production", 1_800.0),
        ("delay", 600.0),
    ]
    assert [(r.product, r.planned_run_time_s, r.source) for r in found.ideal_rates] == [
        ("B", 5.0, "master")
    ]
    assert [(s.reason, s.stops, s.seconds) for s in found.stops] == [("jam", 1, 600.0)]
    assert found.flags == ("partial",)
    text = explanation_text(found)
    parts = ("0:30:00", "75.00 %", "master data", "delay, jam: 1 x, 0:10:00", "revision 1")
    for part in (*parts, "local time 2026-03-02 06:00 to 2026-03-02 07:00, Asia/Shanghai"):
        assert part in text


def test_stop_is_told_in_every_window_it_lies_in() -> None:
    """A stop over an hour edge explains each hour with the time that it took there."""
    stopped = Plant()
    edge = START + 2 * HOUR
    rows = heartbeats("filler", START, edge + HOUR)
    down = rows["time"].between(edge - 600_000, edge + 1_190_000)
    rows.loc[down, ["state", "reason"]] = ["not_executing", "jam"]
    stopped.commit(rows)
    stopped.say(ended=edge + HOUR)
    stopped.settle()
    for at, seconds in ((edge - HOUR, 600.0), (edge, 1_200.0)):
        found = explain(
            stopped.store, stopped.history, plant(), LINE.unit("filler"), window="hour", at=at
        )
        assert [(s.reason, s.stops, s.seconds) for s in found.stops] == [("jam", 1, seconds)]
        assert {leaf.leaf: leaf.seconds for leaf in found.leaves}["delay"] == seconds


def test_large_counts_keep_their_last_digit(ran: Plant) -> None:
    """A month of bottles is told and shown to the piece, and a line's idle pieces by no rate."""
    rows = oee_rows(ran.store, level="line", window="month").assign(good_quantity=6_826_141.0)
    assert "6826141" in export(rows, "table").decode()
    line = explain(ran.store, ran.history, plant(), LINE, window="month")
    idle = IdealRate("", 0.0, "none", 7_826_141.0, 7_000_000.0)
    text = explanation_text(
        msgspec.structs.replace(
            line, ideal_rates=(idle,), quantities={"good_quantity": 6_826_141.0}
        )
    )
    assert "6826141" in text
    assert "while no product was named: 7826141 produced, 7000000 good" in text


def test_line_and_site_are_explained(ran: Plant) -> None:
    """A line names its constraint; a site has sums only; a place without rows is told."""
    line = explain(ran.store, ran.history, plant(), LINE, window="shift", at=START)
    assert line.constraint_unit == "filler"
    site = explain(ran.store, ran.history, plant(), LINE.at_site, window="day")
    assert "site demo/chongqing" in explanation_text(site)
    with pytest.raises(BadQuery, match="nothing was stored"):
        explain(ran.store, ran.history, plant(), LINE.unit("nobody"), window="hour")
    with pytest.raises(BadQuery, match="area"):
        explain(
            ran.store,
            ran.history,
            plant(),
            EquipmentPath("demo", "chongqing", "bottling"),
            window="hour",
        )


def test_timeline_tells_what_a_unit_did(ran: Plant) -> None:
    """Pieces of time touch, carry reason and order, and stay inside the run."""
    pieces = timeline(
        ran.history, plant(), LINE.unit("filler"), start=0, end=START + 9 * HOUR, wall=ran.wall
    )
    assert [(p.start, p.end, p.leaf, p.reason) for p in pieces] == [
        (START, START + 1_800_000, "production", ""),
        (START + 1_800_000, START + 2_400_000, "delay", "jam"),
    ]
    states = unit_states(ran.history, plant(), LINE, wall=ran.wall)
    assert [(s.unit.work_unit, s.piece.leaf if s.piece else "") for s in states] == [
        ("filler", "delay"),
        ("packer-1", "production"),
    ]
    assert states[0].last_sample == START + 2_400_000


def test_pieces_are_counted_per_bucket(ran: Plant) -> None:
    """A piece counted at an edge belongs to the bucket that ends there."""
    found = counted(
        ran.history, LINE.unit("filler"), start=START, end=START + 150_000, bucket_ms=60_000
    )
    assert [(c.end - START, c.good) for c in found] == [(60_000, 6), (120_000, 6), (150_000, 3)]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00"), (3_661.5, "1:01:01.500"), (360_000, "100:00:00")]
)
def test_durations_are_spelled(seconds: float, text: str) -> None:
    """Hours, minutes and seconds; milliseconds only where there are any."""
    assert clock(seconds) == text
    assert iso(1_500) == "1970-01-01T00:00:01.500Z"


def test_sample_configuration_is_the_default() -> None:
    """The sample file is complete and says the defaults."""
    assert load_config(SAMPLE_CONFIG) == AnalyticsConfig()


@pytest.mark.parametrize(
    ("text", "said"),
    [("duty = 2", "duty"), ("colour = 1", "colour"), ("store = 'x'", "store"), ("=", "TOML")],
)
def test_bad_configuration_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A wrong key refuses to start and names file and key."""
    path = tmp_path / "analytics.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig, match=said) as refusal:
        load_config(path)
    assert "analytics.toml" in str(refusal.value)


def test_missing_configuration_is_named(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(BadConfig, match="cannot be read"):
        load_config(tmp_path / "none.toml")


def test_health_counts_and_turns_red() -> None:
    """The four counters count; without passes, or with a store that is away, health is red."""
    health = Health(silent_after_ms=1_000)
    health.stepped(StepResult(changes=3, rows=2, revisions=1, too_late=1), wall_ms=100)
    assert health.healthz(wall_ms=200).ok
    assert b"analytics_received_total 3.0" in health.metrics()
    assert b"analytics_stored_total 3.0" in health.metrics()
    assert "no pass" in health.healthz(wall_ms=5_000).reason
    health.retried("the store is away")
    assert health.healthz(wall_ms=200).reason == "the store is away"
    assert b"analytics_retried_total 1.0" in health.metrics()
