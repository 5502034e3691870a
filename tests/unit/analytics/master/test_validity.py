"""Rates and targets that hold from a date on, and what a wrong date is told."""

from datetime import UTC, date, datetime

import pytest

from analytics.errors import BadConfig
from analytics.master.data import LineMaster, MasterData, master_data_of
from analytics.oee.rates import LineRates
from analytics.register import UnitRegister
from contract.path import EquipmentPath

LINE = EquipmentPath.parse("e/s/a/l")


def at(text: str) -> int:
    """Return ms UTC of a time."""
    moment = datetime.fromisoformat(text)
    return round(moment.astimezone(UTC).timestamp() * 1000)


# Production days of this line begin at six.
SIX = at("2026-03-02T06:00:00+08:00")


def master(units: dict[str, object], **more: object) -> MasterData:
    """Return a site with one line of two stages."""
    line = {
        "area": "a",
        "id": "l",
        "stages": [{"id": "cut", "units": ["m"]}, {"id": "sew", "units": ["n"]}],
        "units": units,
    }
    shift = {"name": "day", "start": "06:00", "end": "18:00"}
    site = {
        "enterprise": "e",
        "site": "s",
        "zone": "Asia/Shanghai",
        "calendar": "c",
        "calendars": {"c": {"shifts": [shift]}},
    }
    return master_data_of({**site, "lines": [line], **more}, where="test")


def line(units: dict[str, object]) -> LineMaster:
    """Return that line."""
    return master(units).line(LINE)


RATES = {
    "m": {
        "planned_run_time_s": {
            "p": [
                {"from": date(2026, 3, 2), "seconds": 2.0},
                {"from": "2026-04-01", "seconds": 1.0},
                {"from": datetime(2026, 5, 1, 9, 30, tzinfo=UTC), "seconds": 0.5},
            ],
            "*": 9.0,
        }
    },
    "n": {"planned_run_time_s": {"p": [{"seconds": 1.5}]}},
}


def test_rate_holds_from_the_start_of_its_production_day() -> None:
    """One ms before six there is no rate yet, at six there is; the newest is the default."""
    rates = LineRates(line(RATES), {"m": UnitRegister({"p": 7.0})})
    before = rates.unit_rate("m", "p", at=SIX - 1)
    assert (before.planned_run_time_s, before.source) == (0.0, "none")
    for instant, seconds in (
        (SIX, 2.0),
        (at("2026-04-01T05:59:59+08:00"), 2.0),
        (at("2026-04-01T06:00:00+08:00"), 1.0),
        (at("2026-05-01T09:29:59+00:00"), 1.0),
        (at("2026-05-01T09:30:00+00:00"), 0.5),
    ):
        assert rates.unit_rate("m", "p", at=instant).planned_run_time_s == seconds
    assert rates.unit_rate("m", "p").planned_run_time_s == 0.5
    assert rates.unit_rate("m", "other", at=0).planned_run_time_s == 9.0


def test_entry_without_a_date_holds_from_the_beginning() -> None:
    """A rate that nobody dated is valid as far back as there is time."""
    rates = LineRates(line(RATES), {})
    assert rates.unit_rate("n", "p", at=0).planned_run_time_s == 1.5


def test_constraint_is_that_of_the_rates_in_force() -> None:
    """With two seconds cutting is the slowest stage, with one it is sewing."""
    rates = LineRates(line(RATES), {})
    assert rates.constraint_unit("p", at=SIX) == "m"
    assert rates.constraint_unit("p", at=at("2026-04-01T06:00:00+08:00")) == "n"
    assert rates.line_rate("p", at=SIX).planned_run_time_s == 2.0
    # Nobody knows how slow cutting was before its first rate.
    assert rates.line_rate("p", at=SIX - 1).planned_run_time_s == 1.5
    assert rates.valid_since(SIX + 5) == SIX
    assert line(RATES).rate_changes[0] == SIX


def test_targets_hold_from_their_date_on() -> None:
    """Line, unit and site each have the targets of the time asked for; before the first, none."""
    dated = [
        {"from": "2026-03-02", "oee_index": 0.6},
        {"from": "2026-04-01", "oee_index": 0.7, "availability": 0.9},
    ]
    data = master({"m": {"targets": dated}}, targets=dated)
    april = at("2026-04-01T06:00:00+08:00")
    known = data.line(LINE)
    for targets in (data.targets, lambda *, at: known.unit_targets("m", at=at)):
        assert targets(at=SIX - 1).oee_index is None
        assert targets(at=SIX).oee_index == 0.6
        assert (targets(at=april).oee_index, targets(at=april).availability) == (0.7, 0.9)
    assert data.targets().oee_index == 0.7
    assert known.targets(at=april).oee_index is None


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ([{"from": "2026-02-30", "seconds": 1.0}], "lines.a/l.m.p.from = '2026-02-30'"),
        (
            [
                {"from": "2026-03-02", "seconds": 1.0},
                {"from": "2026-03-02T06:00:00", "seconds": 2.0},
            ],
            "stands twice",
        ),
        ([{"from": "spring", "seconds": 1.0}], "from"),
        ([], "length"),
    ],
)
def test_wrong_date_is_refused_with_a_sentence(rates: list[object], said: str) -> None:
    """A date that does not exist, or one twice, is told with its place."""
    with pytest.raises(BadConfig) as refused:
        line({"m": {"planned_run_time_s": {"p": rates}}})
    assert said in str(refused.value)
