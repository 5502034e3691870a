"""What every KpiStore promises of rates of automation and of the evidence they are made of."""

from collections.abc import Iterator

import pandas as pd
import pytest

from analytics.kpi_store import KpiBatch, KpiQuery, KpiStore, Recomputed
from contract.path import EquipmentPath
from tests.suites.kpi_stores import LINE, SITE, opened_kpis, rows, segment
from tests.suites.three_stores import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[KpiStore]:
    """Give each implementation empty."""
    with opened_kpis(request) as empty_store:
        yield empty_store


def test_rates_replace_the_row_of_their_period(store: KpiStore) -> None:
    """A period has one row per rate, the latest written; other rates and periods stay."""
    place = EquipmentPath("demo")
    tags: dict[str, object] = {"level": "enterprise", "window": "quarter", "rate": "a"}
    first = [{**tags, "time": 10, "value": 0.5}, {**tags, "time": 10, "value": 0.25, "rate": "b"}]
    store.write(KpiBatch(rates={"automation": rows("automation", place, *first)}))
    again = {**tags, "time": 10, "end": 90, "value_null": True}
    other = {**tags, "time": 90, "end": 180, "value": 1.0}
    store.write(KpiBatch(rates={"automation": rows("automation", place, again, other)}))
    found = store.read(KpiQuery("automation"))
    assert list(zip(found["rate"], found["time"], found["value"], strict=True)) == [
        ("a", 10, 0.0),
        ("a", 90, 1.0),
        ("b", 10, 0.25),
    ]
    assert list(found["value_null"]) == [True, False, False]


def test_rates_are_found_by_place_level_and_period(store: KpiStore) -> None:
    """A query of rates keeps to its place, levels and periods, also to those that reach into it."""
    quarter: dict[str, object] = {"time": 0, "end": 100, "window": "quarter"}
    paths = {"line": LINE, "site": SITE, "enterprise": EquipmentPath("demo")}
    automation = [
        rows("automation", path, {**quarter, "level": level}) for level, path in paths.items()
    ]
    unit = rows("green", LINE.unit("a"), {"time": 50, "end": 60, "window": "day", "level": "unit"})
    green = [rows("green", LINE, {**quarter, "level": "line"}), unit]
    store.write(KpiBatch(rates={"automation": pd.concat(automation), "green": pd.concat(green)}))
    assert len(store.read(KpiQuery("automation", below=SITE))) == 2
    assert len(store.read(KpiQuery("automation", below=LINE.unit("a")))) == 0
    assert len(store.read(KpiQuery("automation", levels=("enterprise", "line")))) == 2
    assert len(store.read(KpiQuery("automation", windows=("quarter",)))) == 3
    assert len(store.read(KpiQuery("automation", start=50, reaching_back=True))) == 3
    assert len(store.read(KpiQuery("automation", start=100, reaching_back=True))) == 0
    assert len(store.read(KpiQuery("green", below=LINE.unit("a"), windows=("day",)))) == 1
    assert len(store.read(KpiQuery("green", start=55, reaching_back=True))) == 2


def test_evidence_of_one_segment_is_told_apart_by_operation(store: KpiStore) -> None:
    """A segment has a row per operation, also of none; a recomputation replaces them together."""
    drill, none = ({"time": 10, "end": 20, "operation": one} for one in ("drill", ""))
    run = rows("automatic_run", LINE.unit("a"), segment(12, 20, automatic_time_s=0.008))
    evidence = rows("evidence", LINE.unit("a"), drill, {**none, "unknown_to_end": True})
    store.write(KpiBatch(base={"evidence": evidence, "automatic_run": run}))
    found = store.read(KpiQuery("evidence", start=20, reaching_back=True, levels=("unit",)))
    assert list(found["operation"]) == ["", "drill"]
    assert list(found["unknown_to_end"]) == [True, False]
    left = rows("evidence", LINE.unit("a"), none)
    store.write(KpiBatch(recomputed=(Recomputed(LINE, 0, 30),), base={"evidence": left}))
    assert list(store.read(KpiQuery("evidence"))["operation"]) == [""]
    assert store.read(KpiQuery("automatic_run")).empty
