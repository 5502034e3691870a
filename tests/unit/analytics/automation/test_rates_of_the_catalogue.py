"""The table of rates and the catalogue of the contract name the same."""

from random import Random

import pytest

from analytics.automation.rates import COUNTED, rates_of
from contract.automation_rates import AUTOMATION_RATES
from contract.path import EquipmentPath
from tests.unit.analytics.automation.rate_plant import made_plant

PLANT = made_plant(Random(1))


def test_every_rate_has_its_function_and_every_function_its_rate() -> None:
    """What is in the catalogue is counted, and nothing else is."""
    assert list(COUNTED) == [rate.id for rate in AUTOMATION_RATES]


@pytest.mark.parametrize("place", ["e/s/a/l0", "e/s", "e"])
def test_place_of_any_level_has_every_rate_in_the_order_of_the_catalogue(place: str) -> None:
    """A line, a site and an enterprise have the same rates."""
    values = rates_of(PLANT.sums(EquipmentPath.parse(place)))
    assert [value.definition for value in values] == list(AUTOMATION_RATES)
    assert {str(value.path) for value in values} == {place}


def test_value_stands_only_where_enough_was_seen() -> None:
    """A rate has a value if and only if its status says so."""
    for value in rates_of(PLANT.sums()):
        shown = value.status in {"observed", "none_automatic", "censored"}
        assert (value.value is not None) == shown
