"""A run that is told to end by the system."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from factory.mosquitto import Mosquitto

LIMIT_S = 60.0


def test_terminated_run_leaves_no_broker_behind(tmp_path: Path, mosquitto: Mosquitto) -> None:
    """SIGTERM ends a played run with its child, so that nothing goes on in its folder."""
    del mosquitto  # only to skip where none is installed
    data = tmp_path / "data"
    run = subprocess.Popen(
        [sys.executable, "-m", "factory.main", "demo", "--once", "--data-dir", str(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        pause, deadline = threading.Event(), time.monotonic() + LIMIT_S
        while not list(data.glob("spool/*.sqlite")):
            assert run.poll() is None
            assert time.monotonic() < deadline
            pause.wait(0.05)
        run.send_signal(signal.SIGTERM)
        run.wait(LIMIT_S)
    finally:
        run.kill()
        run.wait()
    # As Ctrl-C, or as SIGTERM where the shell of this test lets its jobs ignore Ctrl-C.
    assert run.returncode in {128 + signal.SIGINT, 128 + signal.SIGTERM}
    # Mosquitto takes its file away when it ends as it should.
    assert not (data / "broker" / "mosquitto.pid").exists()
