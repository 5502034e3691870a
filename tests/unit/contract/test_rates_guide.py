"""The guide of automation and green measures: it explains what the catalogues hold."""

from pathlib import Path

import pytest

from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from contract.rates import STATUSES, RateDefinition

GUIDE = (Path(__file__).parents[3] / "docs" / "automation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("one", [*AUTOMATION_RATES, *GREEN_MEASURES], ids=lambda one: one.id)
def test_guide_explains_every_rate(one: RateDefinition) -> None:
    """Each rate and measure stands in the guide, with the code and indicator of the catalogue."""
    rows = [line for line in GUIDE.splitlines() if line.startswith("|") and f"`{one.id}`" in line]
    assert any(one.code in row and one.indicator in row for row in rows)


def test_guide_explains_every_status() -> None:
    """Each status has a row that says whether there is a value."""
    for status in STATUSES:
        assert f"\n| `{status}` |" in GUIDE
