"""An ingest process on DuckDB that is killed again and again loses nothing.

Run as a program, this file is that process: `python test_ingest_kill.py CONFIG`.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Protocol

import duckdb
import paho.mqtt.client as mqtt
import pytest
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import encode
from contract.messages import Data, Status
from contract.path import EquipmentPath
from contract.sample import Sample
from contract.topic import Topic
from ingest.config import load_config
from ingest.dead_letters import DeadLetters
from ingest.duckdb_audit import read_audit
from ingest.duckdb_store import DuckdbStore
from ingest.service import Ingest

LINE = EquipmentPath("kill", "site", "area", "line")
BOOT = 1_700_000_000_000
MESSAGES = 3_000
SAMPLES = 4
KILLS = 10
TIMEOUT_S = 90.0


class Broker(Protocol):
    """What the broker fixtures give."""

    host: str
    port: int
    username: str
    password: str


def wall_ms() -> int:
    """Wall time in ms."""
    return time.time_ns() // 1_000_000


def run_process(config_path: Path) -> None:
    """Be the ingest process until the last status is stored, then end."""
    config = load_config(config_path)
    connection = duckdb.connect(str(config.store.path))
    letters = DeadLetters.open(config.dead_letters)
    ingest = Ingest(
        config,
        DuckdbStore(connection, wall_ms=wall_ms),
        letters,
        wall_ms=wall_ms,
        logger=structlog.wrap_logger(structlog.PrintLogger(sys.stderr)),  # stdout is the test's
    )
    ingest.start()
    print("started", flush=True)  # noqa: T201 - the test waits for this line
    ended = ingest.wait_until(lambda: bool(ingest.ended_lines()), timeout_s=TIMEOUT_S)
    ingest.stop()
    connection.close()
    sys.exit(0 if ended else 1)


@pytest.mark.slow
def test_ingest_killed_ten_times_stores_every_sample_once(
    shared_mosquitto: Broker, tmp_path: Path
) -> None:
    """SIGKILL at any moment leaves nothing missing and no identity twice (contract 4.3, 4.5)."""
    config = tmp_path / "ingest.toml"
    config.write_text(
        f"""
client_id = "kill"
filters = ["kill/+/+/+"]
dead_letters = "{tmp_path}/dead-letters.sqlite"
[broker]
host = "{shared_mosquitto.host}"
port = {shared_mosquitto.port}
longest_wait_s = 1
[batch]
messages = 10
[store]
path = "{tmp_path}/telemetry.duckdb"
""",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "INGEST_BROKER__USERNAME": shared_mosquitto.username,
        "INGEST_BROKER__PASSWORD": shared_mosquitto.password,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, __file__, str(config)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        return process

    agent = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="kill-agent")
    agent.username_pw_set(shared_mosquitto.username, shared_mosquitto.password)
    agent.connect(shared_mosquitto.host, shared_mosquitto.port)
    agent.loop_start()
    # The session must exist before anything is said; from then on the broker queues for it.
    process = start()
    draw = random.Random(3)
    wait_for_session(agent)
    per_kill = MESSAGES // (KILLS + 1)
    seq = 0
    for _ in range(KILLS):
        for seq in range(seq, seq + per_kill):  # noqa: B020 - goes on where it was
            agent.publish(str(Topic(LINE, "data")), message(seq), qos=1)
        seq += 1
        wait_for_commits(tmp_path)
        with contextlib.suppress(subprocess.TimeoutExpired):  # it lives until we kill it
            process.wait(draw.uniform(0.0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = start()
    for rest in range(seq, MESSAGES):
        agent.publish(str(Topic(LINE, "data")), message(rest), qos=1)
    total = MESSAGES * SAMPLES
    last = Status(
        boot=BOOT, session=0, at=wall_ms(), seq=MESSAGES - 1, samples=total, ended=BOOT + 1
    )
    agent.publish(str(Topic(LINE, "status")), encode(last), qos=1).wait_for_publish(TIMEOUT_S)
    assert process.wait(TIMEOUT_S) == 0
    agent.disconnect()
    agent.loop_stop()
    connection = duckdb.connect(str(tmp_path / "telemetry.duckdb"), read_only=True)
    letters = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    (row,) = read_audit(connection, letters.list())
    assert (row.sent, row.stored, row.missing, row.merged) == (total, total, 0, 0)
    found = connection.execute("SELECT count(DISTINCT time) FROM sample").fetchone()
    assert found == (total,)
    twice = connection.execute(
        'SELECT count(*) FROM (SELECT 1 FROM "change" GROUP BY "time" HAVING count(*) > 1)'
    ).fetchone()
    assert twice == (0,)
    connection.close()
    letters.close()


def message(seq: int) -> bytes:
    """Data message number `seq`."""
    return encode(
        Data(
            boot=BOOT,
            seq=seq,
            first=seq * SAMPLES,
            spooled=BOOT + seq,
            historical=False,
            samples=tuple(
                Sample(unit="m1", t=BOOT + seq * SAMPLES + i, state="executing", produced=seq)
                for i in range(SAMPLES)
            ),
        )
    )


def wait_for_session(agent: mqtt.Client) -> None:
    """Wait until the process has subscribed: its rebirth request answers a first message."""
    heard: list[bytes] = []
    agent.on_message = lambda _client, _userdata, said: heard.append(bytes(said.payload))
    agent.subscribe(str(Topic(LINE, "command")), 1)
    deadline = time.monotonic() + TIMEOUT_S
    while not heard:
        assert time.monotonic() < deadline
        agent.publish(str(Topic(LINE, "data")), message(0), qos=1).wait_for_publish(TIMEOUT_S)


def wait_for_commits(folder: Path) -> None:
    """Wait until the database was written at least once more."""
    log = folder / "telemetry.duckdb.wal"
    deadline = time.monotonic() + TIMEOUT_S
    size = log.stat().st_size if log.exists() else 0
    while (log.stat().st_size if log.exists() else 0) == size:
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


if __name__ == "__main__":
    run_process(Path(sys.argv[1]))
