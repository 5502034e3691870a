"""One ingest worker on InfluxDB as its own process, so that what it uses is its own.

    python -m bench.influx_ingest_process CONFIG

It prints a line when it has started, and one JSON object when it ends: with the last status, or
when its input closes.
"""

import json
import sys
import threading
import time
from pathlib import Path

import structlog

from bench.processes import peak_rss_mb
from influx.connection import Influx
from ingest.config import load_config
from ingest.dead_letters import DeadLetters
from ingest.garbage import collect_rarely
from ingest.influx_store import InfluxStore
from ingest.service import Ingest

WAIT_S = 600.0


def wall_ms() -> int:
    """Wall time in ms."""
    return time.time_ns() // 1_000_000


def wait_for_end(closed: threading.Event) -> None:
    """Tell when the input closes."""
    sys.stdin.read()
    closed.set()


def main() -> None:
    """Ingest until told to end, then say what was used from the connection on."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    config = load_config(Path(sys.argv[1]))
    if config.store.influx is None:
        raise SystemExit("this benchmark needs a table [store.influx]")
    letters = DeadLetters.open(config.dead_letters)
    with Influx(config.store.influx) as connection:
        ingest = Ingest(
            config,
            InfluxStore(connection, wall_ms=wall_ms),
            letters,
            wall_ms=wall_ms,
            logger=structlog.get_logger(),
        )
        closed = threading.Event()
        threading.Thread(target=wait_for_end, args=(closed,), daemon=True).start()
        collect_rarely()
        before = peak_rss_mb()
        began, used = time.perf_counter(), time.process_time()
        ingest.start()
        sys.stdout.write("started\n")
        sys.stdout.flush()
        ingest.wait_until(lambda: bool(ingest.ended_lines()) or closed.is_set(), timeout_s=WAIT_S)
        wall, cpu = time.perf_counter() - began, time.process_time() - used
        ingest.stop()
    letters.close()
    said = {
        "samples": ingest.counters.stored,
        "rejected": ingest.counters.rejected,
        "wall_s": wall,
        "cpu_s": cpu,
        "rss_mb": peak_rss_mb(),
        "rss_before_mb": before,
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
