"""This period against the last as a list: which windows are compared, and what adds up to what."""

import math

import pandas as pd
import pytest

from analytics.change_periods import stretches_beside, windows_beside
from analytics.change_queries import Period, oee_change
from analytics.errors import BadQuery
from analytics.kpi_store import KpiStore
from analytics.listing.changes import Compared, change_list
from contract.loss_names import NOT_LOST
from contract.path import EquipmentPath
from tests.suites.loop_plant import HOUR, LINE, START, Plant, story

FILLER = EquipmentPath.parse(f"{LINE}/filler")
SHIFT = 8 * HOUR


@pytest.fixture(scope="module")
def store() -> KpiStore:
    """A plant that ran for two shifts and an hour of the third, and goes on."""
    plant = Plant()
    plant.commit(story(4, minutes=17 * 60))
    plant.settle()
    return plant.store


def listed(store: KpiStore, path: EquipmentPath, *, least_coverage: float = 0.0) -> pd.DataFrame:
    """Return the rows of a place for its newest closed shift."""
    beside = windows_beside(store, path, window="shift", at=None)
    found = oee_change(store, path, previous=beside.previous, current=beside.current)
    return change_list([Compared(path, "shift", beside, found, least_coverage)])


@pytest.mark.parametrize("path", [LINE, FILLER, LINE.at_site], ids=["line", "unit", "site"])
def test_parts_of_a_list_add_up_to_the_change(store: KpiStore, path: EquipmentPath) -> None:
    """Effects of the factors, and those of the losses, are what OEE changed by."""
    rows = listed(store, path).set_index("position", drop=False)
    oee = rows.loc[1]
    assert list(rows["part"])[:5] == [
        "oee_index", "availability", "effectiveness", "quality_ratio", "loss"
    ]  # fmt: skip
    assert oee["effect"] == pytest.approx(oee["current"] - oee["previous"], abs=1e-12)
    losses = rows[rows["part"] == "loss"]
    for parts in (rows.loc[2:4], losses):
        assert math.fsum(parts["effect"]) == pytest.approx(oee["effect"], abs=1e-9)
    assert list(losses["effect"].abs()) == sorted(losses["effect"].abs(), reverse=True)
    for side in ("previous", "current"):
        shares = losses[f"{side}_s"] / oee[f"{side}_s"]
        assert list(losses[side]) == pytest.approx(list(shares), abs=1e-12)
    assert not set(losses["loss_group"]) & NOT_LOST
    assert not (rows[["name_en", "name_zh"]] == "").any(axis=None)


def test_newest_closed_shift_is_compared_unless_another_is_named(store: KpiStore) -> None:
    """The third shift is not over: the second is compared, the third only where it is named."""
    early, late, night = (Period(START + n * SHIFT, START + (n + 1) * SHIFT) for n in range(3))
    found = windows_beside(store, LINE, window="shift", at=None)
    assert (found.previous, found.current) == (early, late)
    found = windows_beside(store, LINE, window="shift", at=night.start)
    assert (found.previous, found.current) == (late, night)


@pytest.mark.parametrize(
    ("window", "at", "said"),
    [
        ("shift", START, "before 2026-03-01T22:00:00Z is stored to compare with"),
        (
            "shift",
            START - 1,
            "holds 2026-03-01T21:59:59.999Z; they begin from 2026-03-01",
        ),
        ("day", None, "no day of demo/chongqing/bottling/line-1 is closed yet"),
    ],
)
def test_period_without_another_is_refused(
    store: KpiStore, window: str, at: int | None, said: str
) -> None:
    """Where there is nothing to compare, a sentence says which windows there are."""
    with pytest.raises(BadQuery, match=said):
        windows_beside(store, LINE, window=window, at=at)  # type: ignore[arg-type]  # one of the kinds


def test_little_known_period_has_no_figures(store: KpiStore) -> None:
    """Below the coverage of the site OEE and its change are null and flagged; the time stays."""
    rows = listed(store, FILLER, least_coverage=1.0)
    assert list(rows["part"]) == ["oee_index", "availability", "effectiveness", "quality_ratio"]
    assert rows["withheld"].all()
    assert rows[["previous", "current", "effect"]].isna().all(axis=None)
    assert (rows.loc[0, ["previous_s", "current_s"]] > 0).all()


def test_range_stands_beside_as_long_a_stretch() -> None:
    """From two to three is compared with one to two."""
    found = stretches_beside(START + HOUR, START + 2 * HOUR)
    assert (found.previous, found.current) == (
        Period(START, START + HOUR),
        Period(START + HOUR, START + 2 * HOUR),
    )
