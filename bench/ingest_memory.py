"""Peak resident memory of ingest as its own process, into a store that counts and discards.

    python bench/ingest_memory.py [--messages 20000] [--samples 10] [--limit-mb 200]

Exits 1 above the limit. `--config FILE` is that process itself.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import structlog

from ingest.config import load_config
from ingest.counting_store import CountingStore
from ingest.dead_letters import DeadLetters
from ingest.service import Ingest


def peak_rss_mb() -> float:
    """Peak resident memory of this process since its start, in MB (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("this system does not tell VmHWM")


def run_process(config_path: Path) -> None:
    """Ingest until the last status, then print samples, seconds and peak memory."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    config = load_config(config_path)
    store = CountingStore()
    letters = DeadLetters.open(config.dead_letters)
    ingest = Ingest(
        config,
        store,
        letters,
        wall_ms=lambda: time.time_ns() // 1_000_000,
        logger=structlog.get_logger(),
    )
    started = time.perf_counter()
    ingest.start()
    ingest.wait_until(lambda: bool(ingest.ended_lines()), timeout_s=600)
    seconds = time.perf_counter() - started
    ingest.stop()
    print(f"{store.samples} {seconds:.3f} {peak_rss_mb():.1f} {ingest.left_unread}", flush=True)


def measure(messages: int, samples: int, limit_mb: float) -> int:
    """Queue the whole stream at the broker, let the process take it, print what it needed."""
    from bench.ingest_stream import LINE, Stream, publish, remember_sessions  # noqa: PLC0415 - the measured process must not load them
    from factory.mosquitto import Mosquitto, find_mosquitto  # noqa: PLC0415 - likewise

    binary = find_mosquitto()
    if binary is None:
        raise SystemExit("mosquitto is not installed; this benchmark needs it")
    stream = Stream(messages, samples)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(binary, folder / "broker")
        broker.start()
        try:
            remember_sessions(broker, "memory")
            size = publish(broker, stream)
            config = folder / "ingest.toml"
            config.write_text(
                f'client_id = "memory"\nfilters = ["{LINE}"]\n'
                f'dead_letters = "{folder}/dead-letters.sqlite"\n'
                f'[broker]\nhost = "{broker.host}"\nport = {broker.port}\n'
                '[store]\nkind = "count"\n',
                encoding="utf-8",
            )
            secrets = {
                "INGEST_BROKER__USERNAME": broker.username,
                "INGEST_BROKER__PASSWORD": broker.password,
            }
            done = subprocess.run(
                [sys.executable, __file__, "--config", str(config)],
                env={**os.environ, **secrets},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        finally:
            broker.kill()
    counted, seconds, peak, left = done.stdout.split()
    print(
        f"{int(counted):,} of {stream.samples:,} samples ({size / 1e6:.0f} MB) in {seconds} s, "
        f"peak {peak} MB resident, {left} messages asked for again"
    )
    return 0 if float(peak) < limit_mb and int(counted) >= stream.samples else 1


def main() -> None:
    """Measure, or be the process that is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--samples", type=int, default=10)
    parser.add_argument("--limit-mb", type=float, default=200.0)
    given = parser.parse_args()
    if given.config is not None:
        run_process(given.config)
        return
    raise SystemExit(measure(given.messages, given.samples, given.limit_mb))


if __name__ == "__main__":
    main()
