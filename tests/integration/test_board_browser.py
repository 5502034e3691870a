"""A real headless Chromium opens the page over the real server and reads OEE from it."""

import time
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from analytics.export import export
from dashboards.board.app import create_app
from dashboards.board.server import serve
from tests.integration.chromium import assert_all_from, chromium, log_of, text_of, wait
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import HOUR_MS, SHIFT_START, SITE

LINE = f"{SITE}/bottling/line-1"
FILLER = f"{LINE}/filler"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One headless Chromium for this module."""
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture
def made() -> MadePlant:
    """A plant five hours into its early shift, going on at wall speed."""
    began = time.monotonic()
    return MadePlant(
        wall=lambda: SHIFT_START + 5 * HOUR_MS + int((time.monotonic() - began) * 1000)
    )


@pytest.fixture
def url(made: MadePlant) -> Iterator[str]:
    """Where the board over it is served."""
    app = create_app(made, made, made, export=export)
    with serve(app, host="127.0.0.1", port=0) as bound:
        yield bound


@pytest.mark.parametrize(
    ("language", "line", "availability", "tag"),
    [("en", "Bottling line 1", "Availability", "en"), ("zh", "灌装一线", "可用率", "zh-CN")],
)
def test_oee_of_each_line_stands_on_the_page(
    browser: webdriver.Chrome,
    made: MadePlant,
    url: str,
    *,
    language: str,
    line: str,
    availability: str,
    tag: str,
) -> None:
    """In both languages the page shows the OEE that the reader gives, and loads nothing else."""
    browser.get(f"{url}/?lang={language}")
    shown = wait(browser, lambda it: float(text_of(it, "oee", LINE)))
    given = made.plant().lines[0].shift
    assert given is not None
    assert given.oee_index is not None
    assert shown == pytest.approx(given.oee_index * 100, abs=0.2)
    card = browser.find_element(By.CSS_SELECTOR, f'[data-testid="line"][data-path="{LINE}"]')
    assert line in card.text
    assert availability in card.text
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == tag
    assert len(browser.find_elements(By.CSS_SELECTOR, '[data-testid="tile"]')) == 36
    assert_all_from(browser, url)


def test_machine_page_draws_its_charts(browser: webdriver.Chrome, url: str) -> None:
    """A deep link shows timeline, losses, rate and hours, drawn by the bundled plotly.js."""
    browser.get("about:blank")
    browser.get(f"{url}/?lang=en#/unit/{FILLER}")
    wait(browser, lambda it: it.find_element(By.CSS_SELECTOR, 'main[data-charts="drawn"]'))
    for chart in ("timeline", "losses", "rate", "hours"):
        marks = f'[data-testid="{chart}"] .cartesianlayer .trace path'
        assert browser.find_elements(By.CSS_SELECTOR, marks), chart
    assert text_of(browser, "unit-name") == "Filler and capper"
    assert "Availability = APT / PBT" in text_of(browser, "explain")
    assert_all_from(browser, url)


def test_earlier_shift_can_be_chosen(browser: webdriver.Chrome, url: str) -> None:
    """The selector lists earlier shifts from the API, and choosing one shows its OEE."""
    browser.get(f"{url}/?lang=en")
    options = '[data-testid="shift-selector"] option'
    wait(browser, lambda it: len(it.find_elements(By.CSS_SELECTOR, options)) == 4)
    now = text_of(browser, "oee", LINE)
    browser.find_elements(By.CSS_SELECTOR, options)[1].click()
    wait(browser, lambda it: "Earlier shift" in it.find_element(By.TAG_NAME, "main").text)
    wait(browser, lambda it: text_of(it, "oee", LINE) != now)
    assert "no plan" in text_of(browser, "aim-kind", LINE)


def test_line_page_keeps_its_line_in_another_shift(browser: webdriver.Chrome, url: str) -> None:
    """A card leads to the line in the shift that runs; another shift shows the same line's."""
    browser.get("about:blank")
    browser.get(f"{url}/?lang=en")
    link = f'[data-testid="line-link"][data-path="{LINE}"]'
    wait(browser, lambda it: it.find_element(By.CSS_SELECTOR, link)).click()
    wait(browser, lambda it: it.find_element(By.CSS_SELECTOR, 'main[data-charts="drawn"]'))
    assert text_of(browser, "line-name") == "Bottling line 1"
    now = text_of(browser, "oee", LINE)
    options = '[data-testid="shift-selector"] option'
    wait(browser, lambda it: len(it.find_elements(By.CSS_SELECTOR, options)) == 4)
    browser.find_elements(By.CSS_SELECTOR, options)[1].click()
    wait(browser, lambda it: "shift=" in it.current_url)
    wait(browser, lambda it: text_of(it, "oee", LINE) != now)
    assert text_of(browser, "line-name") == "Bottling line 1"
    assert_all_from(browser, url)


def test_language_and_theme_can_be_switched(browser: webdriver.Chrome, url: str) -> None:
    """The two toggles change words and colours without a reload."""
    browser.get(f"{url}/?lang=en&theme=dark")
    wait(browser, lambda it: text_of(it, "oee", LINE))
    browser.find_element(By.CSS_SELECTOR, '[data-testid="language"]').click()
    wait(browser, lambda it: "灌装一线" in it.find_element(By.TAG_NAME, "main").text)
    browser.find_element(By.CSS_SELECTOR, '[data-testid="theme"]').click()
    wait(
        browser,
        lambda it: it.find_element(By.TAG_NAME, "html").get_attribute("data-theme") == "light",
    )


def test_phone_has_one_column_without_sideways_scrolling(
    browser: webdriver.Chrome, url: str
) -> None:
    """At 390 px the cards stand below each other and nothing is wider than the screen."""
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        browser.get(f"{url}/?lang=en")
        wait(browser, lambda it: text_of(it, "oee", LINE))
        cards = browser.find_elements(By.CSS_SELECTOR, '[data-testid="line"]')
        assert len({card.rect["x"] for card in cards}) == 1
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_empty_store_waits_and_fills_without_reload(
    browser: webdriver.Chrome, made: MadePlant, url: str
) -> None:
    """Before any data the page says what it waits for; the first data appears by itself."""
    made.empty = True
    browser.get(f"{url}/?lang=en")
    wait(browser, lambda it: "Waiting for the first data" in text_of(it, "waiting"))
    made.empty = False
    assert wait(browser, lambda it: float(text_of(it, "oee", LINE)))


def test_lost_server_is_told_and_found_again(browser: webdriver.Chrome, made: MadePlant) -> None:
    """When the server goes a banner says so over the last figures; it goes when it is back."""
    app = create_app(made, made, made, export=export)
    with serve(app, host="127.0.0.1", port=0) as url:
        browser.get(f"{url}/?lang=en")
        wait(browser, lambda it: float(text_of(it, "oee", LINE)))
    wait(browser, lambda it: "connection" in it.find_element(By.ID, "banner").text)
    assert float(text_of(browser, "oee", LINE))
    port = int(url.rsplit(":", 1)[1])
    again = create_app(made, made, made, export=export)
    with serve(again, host="127.0.0.1", port=port):
        wait(browser, lambda it: "connection" not in it.find_element(By.ID, "banner").text)
    log_of(browser)  # the failed requests were meant
