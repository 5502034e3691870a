"""The demo as people run it: it catches up, goes live, ends on Ctrl-C and goes on from there."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from factory.mosquitto import Mosquitto
from tests.command_line import factory

LIMIT_S = 120.0


class Demo:
    """A running demo and its API."""

    def __init__(self, data: Path, *arguments: str) -> None:
        """Start it; `data` may hold a world already."""
        self._data = data
        self.log = data.parent / "demo.log"
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "factory.main", "demo", "--port", "0", "--data-dir",
                 str(data), *arguments],
                stdout=log,
                stderr=log,
            )  # fmt: skip

    def get(self, path: str) -> Any:
        """Ask the API; None while it does not answer."""
        try:
            url = json.loads((self._data / "owner.json").read_text())["url"]
            answer = httpx.get(f"{url}{path}", timeout=30, trust_env=False)
        except (OSError, ValueError, httpx.HTTPError):
            return None
        return answer.json() if answer.is_success else None

    def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Wait for a state, or tell what the demo said."""
        pause = threading.Event()
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline and self.child.poll() is None:
            if ready():
                return
            pause.wait(0.1)
        self.child.kill()
        pytest.fail(f"{what}: not within {LIMIT_S:.0f} s\n{self.log.read_text()[-3000:]}")

    def live(self) -> bool:
        """Tell whether every line has caught up with the wall clock."""
        plant = self.get("/api/v1/plant")
        return bool(plant and plant["lines"]) and all(
            line["badge"] == "live" for line in plant["lines"]
        )

    def stop(self) -> int:
        """Press Ctrl-C."""
        os.kill(self.child.pid, signal.SIGINT)
        return self.child.wait(timeout=60)


@pytest.mark.slow
def test_demo_catches_up_goes_live_stops_and_goes_on(tmp_path: Path, mosquitto: Mosquitto) -> None:
    """A second start fills the time the demo was off, and no sample of either is missing."""
    del mosquitto  # the demo starts its own; this test needs that one is installed
    data = tmp_path / "data"
    began = (int(time.time()) - 1800) // 10 * 10
    start = datetime.fromtimestamp(began, UTC).isoformat()
    first = Demo(data, "--start", start)
    first.wait(first.live, "the demo goes live")
    plant = first.get("/api/v1/plant")
    assert [len(line["units"]) for line in plant["lines"]] == [7, 25, 4]
    assert first.stop() == 0, first.log.read_text()
    audited = factory("audit", "--format", "json", "--data-dir", str(data), cwd=tmp_path)
    assert audited.returncode == 0, audited.stdout + audited.stderr
    sent = sum(row["sent"] for row in json.loads(audited.stdout))
    assert sent > 5_000

    refused = factory("demo", "--seed", "8", "--data-dir", str(data), cwd=tmp_path)
    assert refused.returncode == 2
    assert "--fresh" in refused.stderr

    second = Demo(data)
    second.wait(second.live, "the demo goes live again")
    hours = second.get("/api/v1/oee?by=unit&window=hour&format=json")
    assert len({row["path"] for row in hours}) == 36
    assert second.stop() == 0, second.log.read_text()
    audited = factory("audit", "--format", "json", "--data-dir", str(data), cwd=tmp_path)
    assert audited.returncode == 0, audited.stdout + audited.stderr
    rows = json.loads(audited.stdout)
    assert len(rows) == 6, "three agents, two boots each"
    told = factory(
        "oee", "--by", "unit", "--window", "hour", "--format", "json", "--data-dir", str(data),
        cwd=tmp_path,
    )  # fmt: skip
    for row in json.loads(told.stdout):
        # Nothing is unknown: the time between the two starts was filled from the sources.
        assert row["coverage"] == 1.0, row["path"]
