"""Years of the city: what its quarters say, and what was known of them at each time."""

from collections.abc import Sequence
from statistics import fmean

import msgspec
import pytest

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.city_years import members_of_years, observations_of_years
from analytics.index.digital.demo_region import city_plants, demo_region
from analytics.index.digital.observation import Observation
from analytics.index.digital.scoring import cell_table
from tests.unit.analytics.index.digital.city_editions import small_city

UNIT = "furniture-01"
CELL = Observation(
    unit=UNIT,
    indicator="DP2",
    period="2025-Q1",
    vintage=10,
    status="observed",
    source="generated",
    definition="",
    value=40.0,
    low=30.0,
    high=50.0,
)


def cell(**other: object) -> Observation:
    """Return a quarter's cell with something else."""
    return msgspec.structs.replace(CELL, **other)


def year(told: Sequence[Observation]) -> Observation:
    """Return the newest cell of the one year of a unit and indicator."""
    found = list(observations_of_years(told, shipped()))
    assert {(one.unit, one.indicator, one.period) for one in found} == {
        (UNIT, told[0].indicator, "2025")
    }
    return max(found, key=lambda one: one.vintage)


def test_measured_values_are_the_mean_of_quarters() -> None:
    """So are their bounds, and a quarter without a value is left out."""
    found = year(
        [
            CELL,
            cell(period="2025-Q2", vintage=20, value=60.0, low=58.0, high=62.0),
            cell(period="2025-Q3", vintage=30, value=None, low=None, high=None, status="missing"),
        ]
    )
    assert (found.value, found.low, found.high, found.status) == (50.0, 44.0, 56.0, "observed")
    assert found.note == "mean of 2025-Q1, 2025-Q2"


def test_an_answer_is_that_of_the_last_quarter() -> None:
    """What an enterprise says of its institutions holds at the end of the year."""
    told = [
        cell(indicator="DM1", period=f"2025-Q{number}", vintage=number, value=20.0 * number)
        for number in (1, 2, 3, 4)
    ]
    assert year(told).value == 80.0


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (("none_automatic", "none_automatic"), "none_automatic"),
        (("none_automatic", "observed"), "observed"),
        (("censored", "observed"), "censored"),
        (("missing", "insufficient"), "insufficient"),
        (("not_applicable", "not_applicable"), "not_applicable"),
        (("not_applicable", "observed"), "observed"),
    ],
)
def test_the_status_of_a_year_is_that_of_its_quarters(
    statuses: tuple[str, str], found: str
) -> None:
    """Values count before gaps; a lower limit in the mean makes it one."""
    valued = {"none_automatic", "observed", "censored"}
    told = [
        cell(
            period=f"2025-Q{number}",
            status=status,
            value=1.0 if status in valued else None,
            low=None,
            high=None,
        )
        for number, status in enumerate(statuses, start=1)
    ]
    assert year(told).status == found


def test_a_bound_that_is_open_in_a_quarter_is_open_in_the_year() -> None:
    """A mean with a lower limit in it has no upper bound."""
    told = [CELL, cell(period="2025-Q2", status="censored", value=70.0, low=70.0, high=None)]
    assert (year(told).low, year(told).high) == (50.0, None)


def test_a_year_is_known_as_its_quarters_were() -> None:
    """Before the second quarter was known the year is the first one; a correction is a vintage."""
    told = [CELL, cell(period="2025-Q2", vintage=20, value=60.0), cell(vintage=30, value=20.0)]
    found = list(observations_of_years(told, shipped()))
    assert [(one.vintage, one.value) for one in found] == [(10, 40.0), (20, 50.0), (30, 40.0)]


def test_the_year_of_the_city_is_the_mean_of_its_quarters() -> None:
    """Of every generated enterprise that told all of them; who left is a member of its year."""
    city = small_city()
    years = list(observations_of_years(city.observations, shipped()))
    units = [unit for unit, facts in city.facts.items() if not facts.measured]
    tables = {
        period: cell_table([*city.observations, *years], shipped(), units=units, period=period)
        for period in (*city.periods, "2025")
    }
    quarters = [tables[period].value["DP2"] for period in city.periods]
    for unit in units:
        told = [float(one[unit]) for one in quarters if one.notna()[unit]]
        assert tables["2025"].value["DP2"][unit] == pytest.approx(fmean(told))
    assert set(members_of_years(city.members)["2025"]) >= set(units)


def test_a_plant_is_in_a_year_that_was_measured() -> None:
    """Its survey items are generated there, too; without rates of the year it is no member."""
    plant = city_plants()[0].unit
    measured = [
        cell(unit=plant, indicator="DP3", period=period, source="telemetry")
        for period in ("2026-Q1", "2026")
    ]
    without = demo_region(shipped(), period="2026-Q1", measured=measured[:1])
    assert plant in without.members["2026-Q1"]
    assert plant not in without.members["2026"]
    found = demo_region(shipped(), period="2026-Q1", measured=measured)
    assert plant in found.members["2026"]
    assert plant not in found.members["2025"]
    cells = cell_table(found.observations, shipped(), units=(plant,), period="2026")
    assert cells.source["DP3"][plant] == "telemetry"
    assert cells.source["DM1"][plant] == "generated"
    assert cells.source["DP4"][plant] == ""
