"""Explanations of rates: items add up to the rate, text and data say the same."""

from typing import cast

import msgspec
import pytest

from analytics.explain.rate import rate_data, rate_text
from contract.automation_rates import AUTOMATION_RATE
from tests.unit.analytics.automation.test_apparel_plant import now

_NETWORKING = "equipment_networking_rate"


def test_items_add_up_to_the_rate() -> None:
    """Numerators and denominators of all machines are those of the networking rate: 4 of 20."""
    data = rate_data([now()[_NETWORKING]])
    items = cast("list[dict[str, float]]", data["items"])
    assert len(items) == 20
    assert sum(one["numerator"] for one in items) == 4.0
    assert sum(one["denominator"] for one in items) == 20.0
    (part,) = cast("list[dict[str, object]]", data["parts"])
    assert (part["value"], part["declared"], part["status"]) == (0.2, 0.2, "observed")


def test_text_names_machines_formula_and_bounds() -> None:
    """People read name, place, formula, definition, value with bounds, and a line per machine."""
    text = rate_text([now()[_NETWORKING]])
    known = AUTOMATION_RATE[_NETWORKING]
    for words in (known.name_en, known.name_zh, known.formula, known.definition, "20.00%"):
        assert words in text
    assert "4 of 20, between 20.00% and 20.00%, declared 20.00%" in text
    below = "  sewing/line-1/"
    assert f"{below}cutter-1" in text
    assert len([line for line in text.splitlines() if line.startswith(below)]) == 20


@pytest.mark.parametrize("rate", list(AUTOMATION_RATE))
def test_every_rate_can_be_told(rate: str) -> None:
    """Text and JSON exist for every rate, whatever its status."""
    value = now()[rate]
    assert value.status in rate_text([value])
    assert msgspec.json.decode(msgspec.json.encode(rate_data([value])))["name"] == rate
