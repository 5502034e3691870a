"""The report of an index on paper, printed by a real Chromium."""

from pathlib import Path

from dashboards.index_report.page import index_page
from factory.index_report import plant_report
from tests.integration.chromium import chromium, wait
from tests.unit.analytics.index.digital.made_runs import city_run

# A4 within margins of 12 mm.
PAPER_PX = 703
_MEASURE_AS_PRINTED = """
const zoom = (one) => Number(getComputedStyle(one.closest(".chart")).zoom);
const printed = matchMedia("print");
printed.addEventListener("change", () => {
  const drawn = [...document.querySelectorAll(".main-svg")];
  if (printed.matches) window.widths = drawn.map((one) => one.clientWidth * zoom(one));
});
"""


def test_no_chart_is_cut_at_the_edge_of_the_paper(tmp_path: Path) -> None:
    """Charts are drawn anew for the paper before they print, whatever the screen was."""
    file = tmp_path / "index.html"
    file.write_text(index_page(plant_report(city_run(), "apparel-01", None)), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        browser.get(file.as_uri())
        wait(browser, lambda one: one.execute_script("return document.querySelector('.main-svg')"))
        browser.execute_script(_MEASURE_AS_PRINTED)
        browser.print_page()
        widths: list[float] = browser.execute_script("return window.widths")
    assert widths
    assert max(widths) <= PAPER_PX
