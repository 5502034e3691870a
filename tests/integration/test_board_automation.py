"""The page of automation in a real headless Chromium: rates, bounds, machines, idle energy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from analytics.export import export
from contract.automation_rates import AUTOMATION_RATE, AUTOMATION_RATES
from dashboards.board.app import create_app
from dashboards.board.server import serve
from tests.integration.chromium import assert_all_from, chromium, text_of, wait
from tests.integration.served_store import served
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import HOUR_MS, SHIFT_START, SITE

LINE = f"{SITE}/bottling/line-1"
RATE = "equipment_networking_rate"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One headless Chromium for this module."""
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where the board over a made plant is served, five hours into a shift."""
    made = MadePlant(wall=lambda: SHIFT_START + 5 * HOUR_MS)
    with serve(create_app(made, made, made, export=export), host="127.0.0.1", port=0) as bound:
        yield bound


def opened(browser: webdriver.Chrome, address: str) -> None:
    """Open an address of the page from nothing and wait for its charts."""
    browser.get("about:blank")
    browser.get(address)
    wait(browser, lambda it: it.find_element(By.CSS_SELECTOR, 'main[data-charts="drawn"]'))


@pytest.mark.parametrize(
    ("language", "title", "status"),
    [("en", "Automation", "too little evidence"), ("zh", "自动化", "证据不足")],
)
def test_every_rate_stands_beside_what_is_declared(
    browser: webdriver.Chrome, url: str, language: str, title: str, status: str
) -> None:
    """All rates with name, value or status, and shares with a bar; nothing comes from elsewhere."""
    opened(browser, f"{url}/?lang={language}#/automation/{SITE}")
    shown = browser.find_elements(By.CSS_SELECTOR, '[data-testid="rate"]')
    assert [one.get_attribute("data-rate") for one in shown] == [one.id for one in AUTOMATION_RATES]
    shares = sum(one.unit == "1" for one in AUTOMATION_RATES)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".interval .band")) == shares
    assert title in text_of(browser, "place-name")
    first = AUTOMATION_RATES[0]
    name = first.name_zh if language == "zh" else first.name_en
    assert name.lower() in shown[0].text.lower()
    assert "75.0 %" in shown[0].text
    insufficient = browser.find_element(By.CSS_SELECTOR, '[data-status="insufficient"]')
    assert status in insufficient.text
    assert_all_from(browser, url)


def test_a_rate_leads_to_its_machines_and_its_trend(browser: webdriver.Chrome, url: str) -> None:
    """Choosing a rate names it over its trend and lists the machines behind it."""
    opened(browser, f"{url}/?lang=en#/automation/{LINE}")
    browser.find_element(By.CSS_SELECTOR, f'[data-testid="rate"][data-rate="{RATE}"]').click()
    name = AUTOMATION_RATE[RATE].name_en
    wait(browser, lambda it: name in text_of(it, "items").lower())
    items = browser.find_elements(By.CSS_SELECTOR, '[data-testid="item"]')
    assert [one.get_attribute("data-path") for one in items] == [
        f"{LINE}/filler",
        f"{LINE}/inspector",
    ]
    assert "Filler and capper" in items[0].text
    assert name in text_of(browser, "trend").lower()
    assert browser.find_elements(By.CSS_SELECTOR, '[data-testid="trend"] .scatterlayer .trace')


def test_idle_energy_and_energy_by_leaf_are_listed(browser: webdriver.Chrome, url: str) -> None:
    """Each machine says what it used outside production, each time leaf what a good item took."""
    opened(browser, f"{url}/?lang=en#/automation/{LINE}")
    assert len(browser.find_elements(By.CSS_SELECTOR, '[data-testid="idle-machine"]')) == 7
    leaves = browser.find_elements(By.CSS_SELECTOR, '[data-testid="leaf-energy"]')
    assert leaves[0].get_attribute("data-leaf") == "production"
    assert "kWh" in leaves[0].text
    assert "Material loss rate" in text_of(browser, "green")


def test_a_period_without_rates_says_so(browser: webdriver.Chrome, url: str) -> None:
    """Where nothing is stored for a length of period the page says it, and stays usable."""
    opened(browser, f"{url}/?lang=en#/automation/{SITE}")
    browser.find_element(By.CSS_SELECTOR, '[data-testid="period-quarter"]').click()
    wait(browser, lambda it: "No rate" in text_of(it, "none"))
    browser.find_element(By.CSS_SELECTOR, '[data-testid="period-day"]').click()
    wait(browser, lambda it: it.find_elements(By.CSS_SELECTOR, '[data-testid="rate"]'))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_phone_shows_one_column(browser: webdriver.Chrome, url: str, language: str) -> None:
    """At 400 px nothing of the page is wider than the screen."""
    metrics = {"width": 400, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        opened(browser, f"{url}/?lang={language}#/automation/{SITE}")
        panels = browser.find_elements(By.CSS_SELECTOR, ".unit-grid > .panel")
        assert len({panel.rect["x"] for panel in panels}) == 1
        assert browser.execute_script("return document.documentElement.scrollWidth") == 400
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_page_shows_the_rates_of_a_played_plant(browser: webdriver.Chrome, tmp_path: Path) -> None:
    """Over a real store the networking rate is 100 % of 36 machines, each of them named."""
    with served(tmp_path, hours=0.5) as world:
        opened(browser, f"{world.url}/?lang=en#/automation/{SITE}?rate={RATE}")
        shown = browser.find_element(By.CSS_SELECTOR, f'[data-testid="rate"][data-rate="{RATE}"]')
        assert "100.0 %" in shown.text
        assert len(browser.find_elements(By.CSS_SELECTOR, '[data-testid="item"]')) == 36
        assert browser.find_elements(By.CSS_SELECTOR, '[data-testid="idle-machine"]')
        assert_all_from(browser, world.url)
