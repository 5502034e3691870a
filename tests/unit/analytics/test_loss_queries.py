"""Losses, waterfalls, Paretos, the six big losses and stops, as people ask for them."""

import pandas as pd
import pytest

from analytics.errors import BadQuery
from analytics.kpi_store import KpiBatch, KpiTable, empty
from analytics.loss_queries import LossKey, loss_pareto, loss_rows, waterfall
from analytics.six_big_losses import six_big_losses
from analytics.stop_queries import STOP_COLUMNS, microstops, stop_rows
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.kpi import KpiLevel
from contract.loss_names import ATTRIBUTION_NAMES, BIG_LOSS_NAMES, BIG_LOSSES, GROUP_NAMES
from contract.path import EquipmentPath
from contract.reasons import ATTRIBUTIONS, LOSS_GROUPS

LINE = EquipmentPath("e", "s", "a", "line-1")
OTHER = EquipmentPath("e", "s", "a", "line-2")
HOUR = 3_600_000
Row = dict[str, object]


def rows(table: KpiTable, path: EquipmentPath, *given: Row) -> pd.DataFrame:
    """Spell complete rows: what is not given is zero, empty or false."""
    nothing = {"int64": 0, "float64": 0.0, "bool": False, "object": ""}
    types = {str(name): dtype for name, dtype in empty(table).dtypes.items()}
    blank: Row = {name: nothing[str(dtype)] for name, dtype in types.items()}
    tags = ("enterprise", "site", "area", "work_center", "work_unit")
    blank |= {tag: getattr(path, tag) for tag in tags}
    frame = pd.DataFrame([{**blank, **row} for row in given])
    return frame.astype({n: d for n, d in types.items() if str(d) != "object"})


def loss(hour: int, leaf: str, group: str, duration_s: float, **more: object) -> Row:
    """Spell a loss of one hour."""
    times: Row = {"time": hour * HOUR, "end": (hour + 1) * HOUR}
    return times | {"leaf": leaf, "loss_group": group, "duration_s": duration_s} | more


# Two hours of a filler: 3600 s each.
FILLER = (
    loss(0, "planned_down", "planned_down", 600.0, attribution="planned", reason="break"),
    loss(0, "delay", "breakdown", 700.0, attribution="own", reason="breakdown_drive", count=1.0),
    loss(0, "delay", "minor_stop", 100.0, attribution="own", reason="cap_jam", count=4.0),
    loss(0, "down", "no_order", 200.0, attribution="planned"),
    loss(0, "production", "valuable", 1900.0, attribution="own"),
    loss(0, "production", "speed", 100.0, attribution="own"),
    loss(1, "delay", "starved", 300.0, attribution="upstream", root_unit="depal", count=1.0),
    loss(1, "delay", "minor_stop", 50.0, attribution="own", reason="cap_jam", count=2.0),
    loss(1, "setup", "setup", 250.0, attribution="planned", reason="changeover", count=1.0),
    loss(1, "production", "valuable", 3000.0, attribution="own"),
    loss(1, "production", "speed", -60.0, attribution="own"),
    loss(1, "production", "quality", 40.0, attribution="own", pieces=4.0),
    loss(1, "production", "start_up", 20.0, attribution="own", pieces=2.0),
)
STOPS: tuple[Row, ...] = (
    {"time": 0, "duration_s": 700.0, "leaf": "delay", "reason": "breakdown_drive"},
    {"time": 800_000, "duration_s": 90.0, "leaf": "delay", "reason": "cap_jam"},
    {"time": 950_000, "duration_s": 60.0, "leaf": "delay", "reason": "cap_jam"},
    {"time": HOUR - 100_000, "duration_s": 300.0, "leaf": "delay", "reason": "starved_upstream"},
    {"time": 2 * HOUR - 250_000, "duration_s": 250.0, "leaf": "setup", "reason": "changeover"},
)
GROUPS = ("breakdown", "minor_stop", "minor_stop", "starved", "setup")


@pytest.fixture
def store() -> MemoryKpiStore:
    """Hold two hours of a filler, its line, and another line."""
    unit = LINE.unit("filler")
    stops: list[Row] = [
        {**stop, "loss_group": group, "attribution": "own"}
        for stop, group in zip(STOPS, GROUPS, strict=True)
    ]
    segments: list[Row] = [{"time": n * HOUR, "end": (n + 1) * HOUR} for n in (0, 1)]
    hours: list[Row] = [
        {**row, "level": level, "window": "hour"}
        for row in segments
        for level in ("unit", "line", "site")
    ]
    found = MemoryKpiStore()
    found.write(
        KpiBatch(
            base={
                "segment": rows("segment", unit, *segments),
                "loss": pd.concat(
                    [
                        rows("loss", unit, *FILLER),
                        rows("loss", LINE, *FILLER),
                        rows(
                            "loss",
                            OTHER,
                            loss(1, "unknown", "unknown", 3600.0, attribution="unknown"),
                        ),
                    ]
                ),
                "stop": rows("stop", unit, *stops),
            },
            kpis=pd.concat(
                [
                    rows("kpi", unit, *(row for row in hours if row["level"] == "unit")),
                    rows("kpi", LINE, *(row for row in hours if row["level"] == "line")),
                    rows("kpi", OTHER, *(row for row in hours if row["level"] == "line")),
                    rows(
                        "kpi",
                        EquipmentPath("e", "s"),
                        *(row for row in hours if row["level"] == "site"),
                    ),
                ]
            ),
        )
    )
    return found


def test_every_group_and_attribution_has_names() -> None:
    """Nothing that a row may say lacks its English or Chinese name."""
    assert set(GROUP_NAMES) == set(LOSS_GROUPS)
    assert set(ATTRIBUTION_NAMES) == set(ATTRIBUTIONS)
    assert set(BIG_LOSS_NAMES) == set(BIG_LOSSES)


def test_losses_are_sums_by_what_is_asked_for(store: MemoryKpiStore) -> None:
    """Losses of a unit by group and reason: sums over the range, with names in two languages."""
    found = loss_rows(store, level="unit", by=("loss_group", "reason"))
    jams = found[found["reason"] == "cap_jam"].to_dict("records")
    assert jams == [
        {
            "level": "unit",
            "path": "e/s/a/line-1/filler",
            "loss_group": "minor_stop",
            "loss_group_en": "minor stop",
            "loss_group_zh": "小停机",
            "reason": "cap_jam",
            "reason_en": "cap jam",
            "reason_zh": "卡盖",
            "duration_s": 150.0,
            "count": 6.0,
            "pieces": 0.0,
        }
    ]
    assert found["duration_s"].sum() == 7200.0
    speed = found[found["loss_group"] == "speed"]
    assert len(speed)
    assert list(speed["reason_en"]) == list(speed["reason_zh"]) == [""] * len(speed)


def test_losses_keep_to_their_windows(store: MemoryKpiStore) -> None:
    """By window the rows of each add up to it, at every level; an union of windows is their sum."""
    levels: tuple[tuple[KpiLevel, int], ...] = (("unit", 1), ("line", 2), ("site", 1))
    for level, lines in levels:
        by_hour = loss_rows(store, level=level, by=("attribution",), window="hour")
        whole = loss_rows(store, level=level, by=("attribution",))
        keys = ["path", "attribution"]
        pd.testing.assert_series_equal(
            by_hour.groupby(keys)["duration_s"].sum(), whole.groupby(keys)["duration_s"].sum()
        )
        first = by_hour[by_hour["window_start"] == "1970-01-01T00:00:00Z"]
        assert first["duration_s"].sum() == 3600.0
        assert by_hour["path"].nunique() == lines
    assert set(by_hour["window_end"]) == {"1970-01-01T01:00:00Z", "1970-01-01T02:00:00Z"}


def test_losses_of_a_site_are_those_of_its_lines(store: MemoryKpiStore) -> None:
    """A site sums its lines, and not their units."""
    found = loss_rows(store, level="site", by=("loss_group",))
    assert set(found["path"]) == {"e/s"}
    assert found["duration_s"].sum() == 7200.0 + 3600.0


@pytest.mark.parametrize(("by", "said"), [(("unit",), "must be one of leaf"), (("", ""), "''")])
def test_wrong_key_is_refused_with_what_is_allowed(
    store: MemoryKpiStore, by: tuple[LossKey, ...], said: str
) -> None:
    """A key that losses do not have is refused."""
    with pytest.raises(BadQuery, match=said):
        loss_rows(store, by=by)


def test_nothing_stored_gives_no_rows() -> None:
    """An empty store has empty answers with their columns."""
    store = MemoryKpiStore()
    for window in (None, "hour"):
        assert loss_rows(store, window=window).empty
        assert waterfall(store, window=window).empty
        assert "share" in loss_pareto(store, window=window)
    assert six_big_losses(store).empty
    assert list(stop_rows(store).columns) == list(STOP_COLUMNS)
    assert microstops(store, shorter_than_s=60.0).empty


def test_waterfall_stands_in_its_order(store: MemoryKpiStore) -> None:
    """Bars come as in 1.7, delays by group with the longest first, and add up to the calendar."""
    found = waterfall(store, level="line", below=LINE)
    bars = list(zip(found["bar"], found["loss_group"], found["duration_s"], strict=True))
    assert bars == [
        ("unscheduled", "unscheduled", 0.0),
        ("planned_down", "planned_down", 600.0),
        ("unknown", "unknown", 0.0),
        ("down", "no_order", 200.0),
        ("delay", "breakdown", 700.0),
        ("delay", "starved", 300.0),
        ("delay", "minor_stop", 150.0),
        ("setup", "setup", 250.0),
        ("speed", "speed", 40.0),
        ("quality", "start_up", 20.0),
        ("quality", "quality", 40.0),
        ("valuable", "valuable", 4900.0),
    ]
    assert list(found["left_s"])[-2:] == [4900.0, 0.0]
    assert found["duration_s"].sum() == 7200.0


def test_gain_in_speed_is_a_negative_bar(store: MemoryKpiStore) -> None:
    """An hour faster than planned shows its gain, and still adds up."""
    found = waterfall(store, level="unit", window="hour")
    second = found[found["window_start"] == "1970-01-01T01:00:00Z"].set_index("loss_group")
    assert second.loc["speed", "duration_s"] == -60.0
    assert second["duration_s"].sum() == 3600.0


def test_pareto_ranks_by_time_or_by_count(store: MemoryKpiStore) -> None:
    """The same losses in two orders; shares close at 1; pauses and valuable time are no loss."""
    by_time = loss_pareto(store, level="unit", by=("reason",))
    assert list(by_time["reason"])[:3] == ["breakdown_drive", "", "changeover"]
    assert by_time["cumulative"].iloc[-1] == pytest.approx(1.0)
    assert by_time["duration_s"].is_monotonic_decreasing
    assert not {"valuable", "planned_down"} & set(by_time["loss_group"])
    by_count = loss_pareto(store, level="unit", by=("reason",), ranked_by="count")
    assert by_count["reason"].iloc[0] == "cap_jam"
    assert by_count["share"].iloc[0] == pytest.approx(6 / 9)
    assert list(by_count["rank"]) == [1, 2, 3, 4]


def test_six_big_losses_by_group_and_by_length(store: MemoryKpiStore) -> None:
    """By group, or with a threshold by the length of each delay; the sum is the same."""
    plain = six_big_losses(store, level="unit").set_index("big_loss")
    assert list(plain.index) == list(BIG_LOSSES)
    assert plain["duration_s"].to_dict() == {
        "breakdowns": 700.0,
        "setup_and_adjustment": 250.0,
        "idling_and_minor_stops": 450.0,
        "reduced_speed": 40.0,
        "start_up_rejects": 20.0,
        "production_rejects": 40.0,
    }
    assert plain.loc["start_up_rejects", "pieces"] == 2.0
    # A jam of 90 s is no minor stop below 80 s; waiting for others stays one, however long.
    split = six_big_losses(store, level="unit", minor_below_s=80.0).set_index("big_loss")
    assert split.loc["breakdowns", "duration_s"] == 790.0
    assert split.loc["idling_and_minor_stops", "duration_s"] == 360.0
    long = six_big_losses(store, level="unit", minor_below_s=800.0).set_index("big_loss")
    assert long.loc["breakdowns", "duration_s"] == 0.0
    assert split["duration_s"].sum() == plain["duration_s"].sum() == long["duration_s"].sum()
    with pytest.raises(BadQuery, match="level unit"):
        six_big_losses(store, level="line", minor_below_s=80.0)


def test_stops_say_all_that_is_known_of_them(store: MemoryKpiStore) -> None:
    """A stop has its start, end, length, names and owner; a range finds all that meet it."""
    found = stop_rows(store)
    assert len(found) == len(STOPS)
    first = found.iloc[0]
    assert (first["start"], first["end"]) == ("1970-01-01T00:00:00Z", "1970-01-01T00:11:40Z")
    assert (first["reason_en"], first["reason_zh"]) == ("drive breakdown", "驱动故障")
    assert (first["loss_group_zh"], first["attribution_en"]) == ("设备故障", "own")
    meeting = stop_rows(store, start=HOUR, end=2 * HOUR)
    assert list(meeting["reason"]) == ["starved_upstream", "changeover"]
    # The drive's stop ends at this very instant.
    assert "breakdown_drive" not in set(stop_rows(store, start=700_000)["reason"])


def test_microstops_are_short_delays(store: MemoryKpiStore) -> None:
    """Delays below the threshold are counted with their time; setups are none."""
    assert microstops(store, shorter_than_s=100.0).to_dict("records") == [
        {"path": "e/s/a/line-1/filler", "count": 2, "duration_s": 150.0, "longest_s": 90.0}
    ]
    assert list(stop_rows(store, shorter_than_s=100.0)["duration_s"]) == [90.0, 60.0]
    with pytest.raises(BadQuery, match="shorter than some time"):
        microstops(store, shorter_than_s=0.0)
