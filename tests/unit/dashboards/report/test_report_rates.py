"""The section of automation and energy in a day report: stored rows to bars and tables."""

import pandas as pd

from analytics.kpi_store import KpiBatch
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.automation_rates import AUTOMATION_RATES
from contract.green_measures import GREEN_MEASURES
from dashboards.report.figures import intervals
from dashboards.report.model import SiteRates, Text
from dashboards.report.rates import rate_section
from factory.report_rates import site_rates
from tests.made_rates import DAY_MS, automation, green
from tests.suites.kpi_stores import LINE, SITE


def rates() -> SiteRates:
    """Return what is stored of the second of two days, with one machine."""
    store = MemoryKpiStore()
    days = [(0, DAY_MS), (DAY_MS, 2 * DAY_MS)]
    unit = LINE.unit("filler")
    measures = [green(SITE, "site", start=a, end=b) for a, b in days]
    measures += [green(unit, "unit", start=a, end=b) for a, b in days]
    written = [automation(SITE, "site", start=a, end=b) for a, b in days]
    store.write(KpiBatch(rates={"automation": pd.concat(written), "green": pd.concat(measures)}))
    names = {str(unit): Text("Filler", "灌装机")}
    return site_rates(store, SITE, names, start=DAY_MS, end=2 * DAY_MS)


def test_section_has_every_rate_and_measure_once() -> None:
    """All rates of the catalogue, all measures without parts, and the machines that idled."""
    found = rates()
    assert len(found.automation) == len(AUTOMATION_RATES)
    assert len(found.green) == len(GREEN_MEASURES) - 1
    assert [(one.name.zh, one.idle_kwh) for one in found.idle] == [("灌装机", 10.0)]


def test_section_says_values_bounds_and_status_in_both_languages() -> None:
    """Observed beside declared with bounds; too little evidence is said, not shown as 0."""
    text = "\n".join(rate_section(rates()))
    assert "A1 automatic execution share" in text
    assert "A1 自动运行占比" in text
    assert "7.5 %" in text
    assert "5.0 % – 20.0 %" in text
    assert "75.0 %" in text
    assert "证据不足" in text
    assert "too little evidence" in text
    assert 'id="intervals-site"' in text


def test_bars_lie_between_the_bounds() -> None:
    """Each share has a bar from its lower to its upper bound, marks for observed and declared."""
    shares = [one for one in rates().automation if one.unit == "1"]
    bars, observed, declared = intervals(shares).data
    assert list(bars.y) == [one.name.both() for one in shares]
    ends = [base + length for base, length in zip(bars.base, bars.x, strict=True)]
    assert [round(end, 9) for end in ends] == [round(one.upper or 0, 9) for one in shares]
    assert list(observed.x) == [one.value for one in shares if one.value is not None]
    assert set(declared.x) == {0.75}


def test_a_day_without_rates_has_no_section() -> None:
    """A report of what no rate was computed of says nothing of rates."""
    assert rate_section(SiteRates()) == []
