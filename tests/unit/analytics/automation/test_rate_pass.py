"""When the loop computes rates: days as they go, longer periods behind them, all at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analytics.automation.rate import PeriodOf, RateValue
from analytics.automation.rate_places import RateFunctions
from analytics.automation.sums import PeriodSums
from analytics.config import AnalyticsConfig
from analytics.kpi_store import KpiQuery
from analytics.master.data import master_data_of
from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.path import EquipmentPath
from contract.rates import PERIODS
from tests.suites.loop_plant import HOUR, LINE, SITE, START, Plant, working

DAY = 24 * HOUR


@dataclass
class Called:
    """A stand-in for the rates: every place has its scheduled hours, and calls are noted."""

    periods: list[tuple[str, PeriodOf]] = field(default_factory=list)
    bases: list[PeriodSums | None] = field(default_factory=list)

    def automation(self, sums: PeriodSums) -> Sequence[RateValue]:
        """Return how long a place was scheduled."""
        self.periods.append((str(sums.path), sums.period))
        hours = float(sums.evidence["scheduled_time_s"].sum()) / 3600
        return [
            RateValue(
                AUTOMATION_RATES[0],
                sums.level,
                sums.path,
                sums.period,
                "observed",
                hours,
                1.0,
                hours,
            )
        ]

    def green(self, sums: PeriodSums, base: PeriodSums | None) -> Sequence[RateValue]:
        """Return a measure that nobody knows."""
        self.bases.append(base)
        return [
            RateValue(
                GREEN_MEASURES[0], sums.level, sums.path, sums.period, "missing", 0.0, 0.0, None
            )
        ]

    @property
    def functions(self) -> RateFunctions:
        """Return both as the loop takes them."""
        return RateFunctions(self.automation, self.green)

    def count(self, period: str) -> int:
        """Return how often the line's rates of a kind of period were computed."""
        return sum(one.period == period for path, one in self.periods if path == str(LINE))


def rated(called: Called, **settings: float) -> Plant:
    """Return a plant whose rates are noted."""
    config = AnalyticsConfig(duty=1.0, live_duty=1.0, **settings)  # type: ignore[arg-type]  # floats
    return Plant(rates=called.functions, config=config)


def hours(rows: pd.DataFrame, level: str, window: str) -> list[float]:
    """Return the values of a level and period, in order of time."""
    chosen = rows[(rows["level"] == level) & (rows["window"] == window)]
    return [round(float(value), 6) for value in chosen["value"]]


def test_run_that_is_over_has_rates_of_every_place_and_period() -> None:
    """Thirty hours: two days, and the week, month, quarter and year that they lie in."""
    plant = rated(Called())
    plant.commit(working(START, START + 30 * HOUR))
    plant.say(ended=START + 30 * HOUR)
    plant.settle()
    rows = plant.read("automation")
    assert set(rows["level"]) == {"line", "site", "enterprise"}
    # Half an hour of each day is a break, and the machines work through it.
    for level in ("line", "site", "enterprise"):
        assert hours(rows, level, "day") == [72.0, 18.0]
        for period in ("week", "month", "quarter", "year"):
            assert hours(rows, level, period) == [90.0]
    assert list(rows["definition"].unique()) == [AUTOMATION_RATES[0].definition]
    green = plant.read("green")
    assert len(green) == len(rows)
    assert green["value_null"].all()
    assert not plant.store.read(KpiQuery("green", levels=("line",), below=LINE)).empty


def test_day_is_computed_seldom_while_it_lasts() -> None:
    """Passes in eight minutes compute the rates of the day every five minutes, no week yet."""
    called = Called()
    plant = rated(called)
    plant.birth("wall")
    plant.wall = START + HOUR
    plant.commit(working(START, START + HOUR))
    plant.step()
    before = called.count("day")
    for beat in range(16):
        now = START + HOUR + (beat + 1) * 30_000
        plant.commit(working(now, now))
        plant.wall = now
        plant.step()
    assert called.count("day") - before == 1
    assert called.count("week") == 0


def test_closed_day_brings_its_longer_periods() -> None:
    """A quarter of an hour behind its end a day is closed, and so are the sums it belongs to."""
    called = Called()
    plant = rated(called, long_windows_every_s=0.0)
    plant.commit(working(START, START + DAY))
    for _ in range(3):
        plant.step()
    assert called.count("week") == 0
    plant.commit(working(START + DAY + 10_000, START + DAY + 16 * 60_000))
    for _ in range(3):
        plant.step()
    assert [called.count(period) for period in PERIODS[1:]] == [1, 1, 1, 1]


def test_late_samples_are_in_the_rates_of_their_day() -> None:
    """What came a day late changes that day and the longer periods that it lies in."""
    rows = working(START, START + 26 * HOUR)
    late = rows["time"].between(START + 2 * HOUR, START + 3 * HOUR)
    whole, holed = rated(Called()), rated(Called())
    whole.commit(rows)
    holed.commit(rows[~late])
    holed.settle()
    holed.commit(rows[late])
    for plant in (whole, holed):
        plant.say(ended=START + 26 * HOUR)
        plant.settle()
    for table in ("automation", "green"):
        pd.testing.assert_frame_equal(whole.read(table), holed.read(table))


def test_restart_computes_rates_that_were_not_written() -> None:
    """A process that ended between its rows and their rates finds the rates missing."""
    plant = rated(Called(), long_windows_every_s=86_400.0)
    plant.commit(working(START, START + HOUR))
    plant.step()
    plant.commit(working(START + HOUR + 10_000, START + HOUR + 20 * 60_000))
    plant.step()
    assert hours(plant.read("automation"), "line", "day") == [3.0]
    plant.restart()
    plant.step()
    assert hours(plant.read("automation"), "line", "day") == [4.0]


def test_base_period_is_read_from_master_data() -> None:
    """Green measures are given the sums of the base period; without one they are given none."""
    called = Called()
    master = master_data_of({**SITE, "green_base_period": "2026-03-02/2026-03-02"}, where="test")
    plant = Plant(rates=called.functions, master=master)
    plant.commit(working(START, START + HOUR))
    plant.say(ended=START + HOUR)
    plant.settle()
    bases = {(str(base.path), base.period.end - base.period.start) for base in called.bases if base}
    assert bases == {
        (path, DAY) for path in (str(LINE), str(LINE.at_site), str(EquipmentPath("demo")))
    }
    assert max(len(base.segments) for base in called.bases if base) > 0
