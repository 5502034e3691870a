"""What changed in master data is named, with what it asks for and since when."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from analytics.master.changes import MasterChange, Stood, changes_between
from analytics.master.data import master_data_of
from analytics.master.validity import BEGINNING
from tests.suites.loop_plant import HOUR, LINE, SITE, START, UNITS

STOOD = Stood(LINE, UNITS, {}, START, START + 72 * HOUR)


def changed(edit: Callable[[Any], object]) -> list[MasterChange]:
    """Return what an edit of the plant's master data changes for its line."""
    table: Any = copy.deepcopy(SITE)
    edit(table)
    old, new = (master_data_of(one, where="test") for one in (SITE, table))
    return changes_between(old, new, STOOD)


def test_names_change_nothing() -> None:
    """What people call things is in no figure."""
    assert changed(lambda site: site.update(name_en="Works")) == []
    assert changed(lambda site: site["lines"][0].update(name_zh="一线")) == []
    assert changed(dict) == []


def test_rates_ask_for_their_own_time() -> None:
    """A rate with a date changes nothing before it; others change everything."""
    units = "units"
    new = {"*": 3.0, "B": 5.0}
    found = changed(lambda site: site["lines"][0][units]["filler"].update(planned_run_time_s=new))
    assert found == [MasterChange("planned run times of filler", "rates", BEGINNING)]
    dated = {"B": 5.0, "*": [{"seconds": 2.0}, {"from": "2026-03-03", "seconds": 3.0}]}
    found = changed(lambda site: site["lines"][0][units]["filler"].update(planned_run_time_s=dated))
    assert found == [MasterChange("planned run times of filler", "rates", START + 24 * HOUR)]
    same = {"B": 5.0, "*": [{"seconds": 2.0}]}
    assert (
        changed(lambda site: site["lines"][0][units]["filler"].update(planned_run_time_s=same))
        == []
    )


def test_calendar_asks_for_samples_from_its_first_other_day() -> None:
    """A pause that begins to differ on the second day leaves the first one alone."""
    pause = {"start": "10:00", "end": "10:30", "dates": ["2026-03-03"]}
    found = changed(lambda site: site["calendars"]["plant"]["pauses"].append(pause))
    assert found == [MasterChange("calendar", "samples", START + 24 * HOUR)]
    later = {"start": "10:00", "end": "10:30", "dates": ["2027-03-03"]}
    assert changed(lambda site: site["calendars"]["plant"]["pauses"].append(later)) == []


@pytest.mark.parametrize(
    ("edit", "what", "effect"),
    [
        (lambda site: site["lines"][0].update(constraint="pack"), "constraint", "samples"),
        (lambda site: site["lines"][0].update(last_counter="packer-2"), "last counter", "samples"),
        (
            lambda site: site["lines"][0]["units"]["filler"].update(items_per_count=12),
            "items per count of filler",
            "samples",
        ),
        (lambda site: site.update(silence_s=60), "silence", "samples"),
        (lambda site: site.update(e_max=1.5), "e_max", "figures"),
        (lambda site: site.update(targets={"oee_index": 0.9}), "targets", "figures"),
        (lambda site: site["orders"][0].update(planned_quantity=7), "orders", "figures"),
    ],
)
def test_each_change_is_named(edit: Callable[[Any], object], what: str, effect: str) -> None:
    """A change says what it is and whether stored segments are enough for it."""
    assert [(one.what, one.effect) for one in changed(edit)] == [(what, effect)]
