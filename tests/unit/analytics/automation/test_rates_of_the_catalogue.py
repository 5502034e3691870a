"""The table of rates and the catalogue of the contract name the same."""

from dataclasses import replace
from random import Random

import pytest

from analytics.automation.rates import COUNTED, rates_of
from analytics.automation.records import LinkRecord, Records
from contract.automation_rates import AUTOMATION_RATES
from contract.evidence_series import EVIDENCE_FIELDS
from contract.kpi import BASE_FIELD_NAMES
from contract.path import EquipmentPath
from contract.sample import SAMPLE_FIELDS
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


@pytest.mark.parametrize("field", SAMPLE_FIELDS)
def test_link_is_seen_by_any_field_of_samples_and_only_then(field: str) -> None:
    """Where everything came, every field shows its link; where nothing came, none does."""
    sums = PLANT.sums()
    link = LinkRecord(
        "quality", "", "", captured_automatically=True, run_on_system=True, evidence=(field,)
    )
    numbers = [name for name, _, _ in EVIDENCE_FIELDS]
    for count in (0.0, 1.0):
        came = replace(
            sums,
            records=Records(links=(link,)),
            evidence=sums.evidence.assign(
                **dict.fromkeys(numbers, count) | {"unknown_time_s": 0.0},
                **{} if count else dict.fromkeys(("order", "operation", "product"), ""),
            ),
            segments=sums.segments.assign(**dict.fromkeys(BASE_FIELD_NAMES, count)),
        )
        rates = {value.definition.id: value for value in rates_of(came)}
        assert rates["acquisition_link_coverage"].numerator == count
