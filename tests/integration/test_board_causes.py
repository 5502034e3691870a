"""From the overview to the cause of a bad shift: a real Chromium over a played plant."""

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from contract.reasons import REASONS
from tests.integration.bad_shift import FILLER, LINE, PLANTED, bad_shift_board
from tests.integration.chromium import assert_all_from, chromium, text_of, wait

MOST_CLICKS = 3
HOURS = 8.25
BAD_SHIFT = "2026-03-02/early"
BLOCKED = "blocked_downstream"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the board is served, a quarter of an hour after the bad shift."""
    with bad_shift_board(tmp_path_factory.mktemp("bad"), hours=HOURS) as bound:
        yield bound


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One headless Chromium for this module."""
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


def opened(browser: webdriver.Chrome, address: str) -> None:
    """Open an address of the page from nothing and count the clicks of whoever uses it."""
    browser.get("about:blank")
    browser.get(address)
    browser.execute_script(
        "window.clicked = 0; addEventListener('click', (event) => {"
        " window.clicked += event.isTrusted; }, true)"
    )


def shown(browser: webdriver.Chrome, selector: str) -> WebElement:
    """Wait for the first element that a selector names."""
    return wait(browser, lambda it: it.find_element(By.CSS_SELECTOR, selector))


def click(browser: webdriver.Chrome, selector: str) -> None:
    """Click as a person does, once the element is there."""

    def clicked(it: webdriver.Chrome) -> bool:
        it.find_element(By.CSS_SELECTOR, selector).click()
        return True

    wait(browser, clicked)


def cause(reason: str = PLANTED) -> str:
    """Return the selector of the largest cause if it is this one."""
    return f'li:first-child > [data-testid="cause"][data-reason="{reason}"]'


def first_stop(reason: str, path: str) -> str:
    """Return the selector of the first stop of the list if it is one of these."""
    row = f'[data-testid="stop"][data-reason="{reason}"][data-path="{path}"]'
    return f"tbody tr:first-child {row}"


@pytest.mark.parametrize(
    ("language", "name", "duration"),
    [
        ("en", REASONS[PLANTED].name_en, "1 h 25 min"),
        ("zh", REASONS[PLANTED].name_zh, "1 小时 25 分"),
    ],
)
def test_named_stop_is_found_in_three_clicks(
    browser: webdriver.Chrome, url: str, language: str, name: str, duration: str
) -> None:
    """Overview, line, cause, stop: the planted breakdown by name, length and machine."""
    opened(browser, f"{url}/?lang={language}#/?shift={BAD_SHIFT}")
    click(browser, f'[data-testid="causes"][data-path="{LINE}"]')
    largest = shown(browser, cause())
    assert name in largest.text.lower()
    assert largest.get_attribute("data-units") == "filler"
    click(browser, cause())
    wait(browser, lambda it: "reason=" in it.current_url)
    click(browser, first_stop(PLANTED, FILLER))
    stop = shown(browser, '[data-testid="named-stop"]')
    assert stop.get_attribute("data-reason") == PLANTED
    assert stop.get_attribute("data-path") == FILLER
    assert name in stop.text.lower()
    assert duration in stop.text
    assert browser.execute_script("return window.clicked") <= MOST_CLICKS
    assert_all_from(browser, url)


def test_reason_is_named_three_clicks_after_the_shift_is_over(
    browser: webdriver.Chrome, url: str
) -> None:
    """Opening the list of shifts, choosing the bad one, and the line: its causes stand there."""
    opened(browser, f"{url}/?lang=en")
    option = f'[data-testid="shift-selector"] option[value="{BAD_SHIFT}"]'
    click(browser, option)
    picked = 2  # a person opens the list, and then picks from it
    address = f'[data-testid="causes"][data-path="{LINE}"][href*="{BAD_SHIFT}"]'
    before = browser.execute_script("return window.clicked")
    click(browser, address)
    assert REASONS[PLANTED].name_en in shown(browser, cause()).text.lower()
    assert (
        "1 h 25 min"
        in shown(browser, first_stop(PLANTED, FILLER)).find_element(By.XPATH, "../..").text
    )
    assert picked + browser.execute_script("return window.clicked") - before <= MOST_CLICKS


def test_line_page_shows_where_the_time_went(browser: webdriver.Chrome, url: str) -> None:
    """Waterfall, constraint and control charts are drawn; figures and stops stand beside them."""
    opened(browser, f"{url}/?lang=en#/line/{LINE}?shift={BAD_SHIFT}")
    shown(browser, 'main[data-charts="drawn"]')
    for chart in ("losses", "constraint", "control"):
        marks = f'[data-testid="{chart}"] .cartesianlayer .trace path'
        assert browser.find_elements(By.CSS_SELECTOR, marks), chart
    share = shown(browser, '[data-testid="constraint-share"]')
    assert share.get_attribute("data-units") == "filler"
    assert "after DIN 8743" in text_of(browser, "trade")
    assert "Alarms" in text_of(browser, "alarms")
    assert "limits frozen" in text_of(browser, "control")
    assert "kWh" in text_of(browser, "trade")


LOST_AT = """
const done = arguments[arguments.length - 1];
const stages = { saw: "cutting", "router-1": "nesting", "router-2": "nesting", drill: "drilling" };
const units = Object.entries(stages).map(([name, stage]) => ({ path: `l/${name}`, stage }));
const row = ([name, reason, loss_group, duration_s, pieces]) =>
  ({ path: `l/${name}`, reason, loss_group, attribution: "own", duration_s, pieces });
const lost = [
  ["saw", "jam", "minor_stop", 99, 0], ["router-1", "jam", "minor_stop", 5, 0],
  ["router-2", "jam", "minor_stop", 7, 0], ["router-2", "repair", "breakdown", 8, 0],
  ["saw", "", "quality", 9, 3], ["drill", "", "quality", 1, 2], ["router-1", "", "quality", 4, 1],
].map(row);
const asked = [["", "jam", "minor_stop"], ["", "repair", "breakdown"], ["", "", "start_up"]];
import("/static/losses.js").then(({ lostAt }) => {
  const at = (...held) => lostAt({ units }, held.map((unit) => ({ constraint_unit: unit })), lost);
  const [jam, repair, start] = asked.map(row);
  done([...[jam, repair, start].map(at("router-1", "")), at("router-1", "drill")(repair)]);
});
"""


def test_parallel_machines_of_the_constraint_are_named(browser: webdriver.Chrome, url: str) -> None:
    """A line's cause names the machines of the stage that had it; scrap those that lost pieces."""
    opened(browser, f"{url}/?lang=en")
    assert browser.execute_async_script(LOST_AT) == [
        {"units": ["router-2", "router-1"], "sure": True},
        {"units": ["router-2"], "sure": True},
        {"units": ["router-1", "drill"], "sure": True},
        {"units": ["router-2"], "sure": False},
    ]


def test_causes_are_ranked_by_duration_or_by_count(browser: webdriver.Chrome, url: str) -> None:
    """The breakdown is first by duration; by count something more frequent is."""
    opened(browser, f"{url}/?lang=en#/line/{LINE}?shift={BAD_SHIFT}")
    shown(browser, cause())
    click(browser, '[data-testid="by-count"]')
    wait(
        browser,
        lambda it: it.find_element(By.CSS_SELECTOR, '[data-testid="by-count"][aria-current]'),
    )
    first = shown(browser, '[data-testid="cause"]')
    assert first.get_attribute("data-reason") != PLANTED
    assert "×" in first.text


def test_a_wait_leads_to_the_machine_that_caused_it(browser: webdriver.Chrome, url: str) -> None:
    """A machine blocked through its neighbours names the filler, and links to the filler's stop."""
    opened(browser, f"{url}/?lang=en#/unit/{LINE}/depalletiser?shift={BAD_SHIFT}")
    click(browser, first_stop(BLOCKED, f"{LINE}/depalletiser"))
    shown(browser, f'[data-testid="named-stop"][data-reason="{BLOCKED}"]')
    assert shown(browser, '[data-testid="root"]').text.startswith("Filler and capper")
    click(browser, '[data-testid="root"]')
    shown(browser, f'[data-testid="named-stop"][data-reason="{PLANTED}"][data-path="{FILLER}"]')


@pytest.mark.parametrize("place", [f"line/{LINE}", f"unit/{FILLER}"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_phone_shows_causes_in_one_column(
    browser: webdriver.Chrome, url: str, place: str, language: str
) -> None:
    """At 400 px nothing of a line's or a machine's page is wider than the screen."""
    metrics = {"width": 400, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        opened(browser, f"{url}/?lang={language}#/{place}?shift={BAD_SHIFT}")
        shown(browser, 'main[data-charts="drawn"]')
        panels = browser.find_elements(By.CSS_SELECTOR, ".unit-grid > .panel")
        assert len({panel.rect["x"] for panel in panels}) == 1
        assert browser.execute_script("return document.documentElement.scrollWidth") == 400
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
