"""The demo city around measured plants: what they were not asked is generated, and says so."""

import pandas as pd

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.demo_region import city_plants, demo_region
from analytics.index.digital.observation import Observation
from analytics.index.digital.scoring import cell_table
from analytics.index.digital.supplementary import SUPPLEMENTARY, supplementary_figures
from contract.path import EquipmentPath
from contract.rates import RateLevel
from tests.made_rates import green

PERIOD = "2026-Q1"
UNIT = city_plants()[0].unit


def told(indicator: str, value: float) -> Observation:
    """Return what was measured of the first plant, or answered by it."""
    record = shipped().by_id()[indicator]
    return Observation(
        unit=UNIT,
        indicator=indicator,
        period=PERIOD,
        vintage=1,
        status="observed",
        source="survey" if record.measurement == "survey" else "telemetry",
        definition=record.definition,
        value=value,
    )


def test_only_plants_that_were_measured_are_members() -> None:
    """A plant of which nothing is known does not stand in the city."""
    assert not any(one.unit in demo_region(shipped(), period=PERIOD).facts for one in city_plants())
    city = demo_region(shipped(), period=PERIOD, measured=(told("DP3", 90.0),))
    measured = [unit for unit, facts in city.facts.items() if facts.measured]
    assert measured == [UNIT]
    assert UNIT in city.members[PERIOD]


def test_survey_items_are_generated_until_somebody_answers() -> None:
    """A generated answer is marked, an answer that was given stays, nothing measured is made up."""
    given = (told("DP3", 90.0), told("DM1", 80.0))
    city = demo_region(shipped(), period=PERIOD, measured=given)
    cells = cell_table(city.observations, shipped(), units=(UNIT,), period=PERIOD)
    for one in shipped().indicators:
        source = cells.source.loc[UNIT, one.id]
        if one.id == "DP3":
            assert source == "telemetry"
        elif one.id == "DM1":
            assert source == "survey"
        else:
            assert source == ("generated" if one.measurement == "survey" else "")


def test_green_figures_beside_the_index_are_those_of_sites() -> None:
    """Water and waste per good item stand once for a site and period, other rows do not."""
    site, line = EquipmentPath("e", "s"), EquipmentPath("e", "s", "a", "l")
    start, end = 1_767_196_800_000, 1_774_972_800_000
    places: list[tuple[EquipmentPath, RateLevel]] = [(site, "site"), (line, "line")]
    quarters = [
        green(path, level, start=start, end=end).assign(window="quarter") for path, level in places
    ]
    days = green(site, "site", start=start, end=start + 86_400_000)
    found = supplementary_figures(pd.concat([*quarters, days]), PERIOD)
    assert list(found["measure"]) == sorted(SUPPLEMENTARY)
    assert set(found["unit"]) == {"e/s"}
    assert supplementary_figures(pd.concat(quarters), "2026-Q2").empty
