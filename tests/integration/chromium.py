"""A real headless Chromium for tests of the page, and what they ask of it."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.conftest import missing

WAIT_S = 30
T = TypeVar("T")
_SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Any name but the loopback address fails at once, so a forgotten outside address shows.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1920,1080",
)


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[webdriver.Chrome]:
    """Start the browser with its profile in `folder`; end it afterwards."""
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        missing("chromium with chromedriver")
    options = Options()
    options.binary_location = binary
    for switch in (*_SWITCHES, f"--user-data-dir={folder}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        chrome.set_page_load_timeout(WAIT_S)
        yield chrome
    finally:
        chrome.quit()


def wait(browser: webdriver.Chrome, condition: Callable[[webdriver.Chrome], T]) -> T:
    """Wait until the condition gives something true."""
    return WebDriverWait(browser, WAIT_S, ignored_exceptions=[Exception]).until(condition)


def text_of(browser: webdriver.Chrome, hook: str, path: str | None = None) -> str:
    """Return the text of the element with this hook."""
    place = "" if path is None else f'[data-path="{path}"]'
    return browser.find_element(By.CSS_SELECTOR, f'[data-testid="{hook}"]{place}').text


def log_of(browser: webdriver.Chrome) -> list[dict[str, str]]:
    """Return and empty the console of the browser."""
    entries: list[dict[str, str]] = browser.get_log("browser")  # type: ignore[no-untyped-call] # selenium gives it no types
    return entries


def assert_all_from(browser: webdriver.Chrome, url: str) -> None:
    """Fail when a request left the host, or the page told of an error."""
    asked: list[str] = browser.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert asked
    assert [name for name in asked if not name.startswith(f"{url}/")] == []
    told = [entry for entry in log_of(browser) if entry["level"] == "SEVERE"]
    assert told == []
