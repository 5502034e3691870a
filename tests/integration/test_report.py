"""The report of a shift over a played world: by the command, by the API, and in a browser."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from factory.errors import ConfigError
from factory.site_report import site_report
from tests.command_line import factory
from tests.conftest import missing
from tests.integration.served_store import Served, served


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the world is played."""
    return tmp_path_factory.mktemp("reported")


@pytest.fixture(scope="module")
def world(folder: Path) -> Iterator[Served]:
    """Half an hour of the demo plant."""
    with served(folder, hours=0.5) as found:
        yield found


def test_report_is_the_same_from_store_and_owner(world: Served) -> None:
    """The page has every line and chart, and the owner gives the bytes that the store gives."""
    page = site_report(world.store, site="chongqing", kind="shift", at=None)
    for line in ("line-1", "line-2", "cell-3"):
        for chart in ("waterfall", "pareto_duration", "pareto_count", "states", "rate"):
            assert f'id="{chart}-{line}"' in page
    assert "B1-" in page
    assert world.asked.report("chongqing", kind="shift", at=None) == page
    day = world.asked.report("demo/chongqing", kind="day", at=None)
    assert "Day report" in day
    assert "日报" in day
    assert 'id="intervals-site"' in day
    assert 'id="intervals-site"' not in page


@pytest.mark.parametrize(
    ("params", "status", "words"),
    [
        ({"site": "nowhere"}, 404, "no place"),
        ({"site": "line-1"}, 404, "a report is of a site"),
        ({"site": "chongqing", "at": "2001-01-01T00:00:00Z"}, 404, "no shift of"),
        ({"site": "chongqing", "window": "decade"}, 400, "window"),
        ({"sight": "chongqing"}, 400, "sight"),
    ],
)
def test_report_that_cannot_be_made_is_told(
    world: Served, params: dict[str, str], status: int, words: str
) -> None:
    """A wrong parameter is answered with a sentence that says what is allowed."""
    answer = httpx.get(f"{world.url}/api/v1/report", params=params, trust_env=False)
    assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.text


def test_report_of_an_instant_without_a_shift_says_which_there_are(world: Served) -> None:
    """Who asks for a window that is not stored learns of those that are."""
    with pytest.raises(ConfigError, match=r"there are: from 2026-03-01T22:00:00Z to"):
        site_report(world.store, site="chongqing", kind="shift", at=0)


def test_report_command_draws_in_a_browser(world: Served, folder: Path, tmp_path: Path) -> None:
    """The file that the command writes shows its charts in a browser without any server."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        missing("chromium")
    del world  # its store is at rest while the command reads it, too
    copy = tmp_path / "world"
    shutil.copytree(folder / ".factory", copy)
    out = tmp_path / "shift.html"
    done = factory(
        *("report", "shift", "--site", "chongqing", "--out", str(out), "--data-dir", str(copy)),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    switches = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    dom = subprocess.run(
        [chromium, *switches, profile, "--dump-dom", out.as_uri()],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    ).stdout
    assert dom.count('class="main-svg"') >= 3 * 5
