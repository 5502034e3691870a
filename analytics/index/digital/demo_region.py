"""The demo city around plants that a pipeline measured: their survey items are generated.

What was measured enters; observations, facts and members of eight quarters and their years leave.
Of the measured plants only what telemetry and records tell counts as measured.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.city import QUARTERS, SEED, City, demo_city
from analytics.index.digital.city_plan import MEASURED_PLANTS, Enterprise
from analytics.index.digital.city_values import observations_of
from analytics.index.digital.city_years import members_of_years, observations_of_years, year_of
from analytics.index.digital.observation import Observation, UnitFacts

# Streams of random numbers behind those of the generated enterprises.
_FIRST_STREAM = 1000
_LEVEL = 0.4


def city_plants() -> tuple[UnitFacts, ...]:
    """Return the facts of the plants that `factory city-plants` plays, under their own paths."""
    return tuple(
        msgspec.structs.replace(one, unit=f"{one.unit.replace('demo-', 'cq-', 1)}/plant")
        for one in MEASURED_PLANTS
    )


def demo_region(
    catalogue: Catalogue,
    *,
    period: str,
    measured: Sequence[Observation] = (),
    quarters: int = QUARTERS,
    seed: int = SEED,
) -> City:
    """Return the city up to a quarter, by quarter and year.

    Plants of which nothing was measured in a period are no members of it. Others than the last
    quarter and its year are not asked of them.
    """
    there = {one.unit for one in measured if one.period == period}
    plants = tuple(one for one in city_plants() if one.unit in there)
    city = demo_city(catalogue, measured=period, plants=plants, quarters=quarters, seed=seed)
    told = {(one.unit, one.indicator, one.period) for one in measured}
    answers = [
        one
        for number, facts in enumerate(plants)
        for one in _answers(facts, number, catalogue, city.periods, seed)
    ]
    known = [one for one in answers if (one.unit, one.indicator, one.period) not in told]
    asked = {one.indicator for one in answers}
    own = [one for one in measured if one.period == period and one.indicator in asked]
    years = [
        one
        for one in observations_of_years([*city.observations, *known, *own], catalogue)
        if (one.unit, one.indicator, one.period) not in told
    ]
    members = members_of_years(city.members)
    absent = {one.unit for one in plants} - {
        one.unit for one in measured if one.period == year_of(period)
    }
    return replace(
        city,
        members={
            **city.members,
            **{year: tuple(one for one in members[year] if one not in absent) for year in members},
        },
        observations=(*city.observations, *measured, *known, *years),
    )


def _answers(
    facts: UnitFacts, number: int, catalogue: Catalogue, periods: Sequence[str], seed: int
) -> list[Observation]:
    """Return generated answers of a plant to the survey of the last quarter."""
    asked = {one.id for one in catalogue.indicators if one.measurement == "survey"}
    last = len(periods) - 1
    one = Enterprise(facts, _FIRST_STREAM + number, _LEVEL, 0.0, last, last)
    return [
        told
        for told in observations_of(one, catalogue, tuple(periods), seed)
        if told.indicator in asked
    ]
