"""How fast ingest drains a broker's queue, beside a plain client that decodes and throws away.

    python bench/ingest_throughput.py [--messages 4000] [--samples 50]

Every figure of one run: the same messages, broker and machine, one after the other.
"""

import argparse
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import paho.mqtt.client as mqtt
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from bench.ingest_stream import LINE, Stream, publish, remember_sessions
from contract.codec import decode_data
from factory.mosquitto import Mosquitto, find_mosquitto
from ingest.config import BrokerConfig, IngestConfig
from ingest.counting_store import CountingStore
from ingest.dead_letters import DeadLetters
from ingest.duckdb_store import DuckdbStore
from ingest.service import Ingest
from ingest.store import Store

WAIT_S = 600.0


def wall_ms() -> int:
    """Wall time in ms."""
    return time.time_ns() // 1_000_000


def cpu_s() -> float:
    """Processor time of this process, user and system, in seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def drain_plain(broker: Mosquitto, client_id: str, stream: Stream) -> None:
    """The peer: paho acknowledges each message itself, we decode it and throw it away."""
    done = threading.Event()
    count = 0

    def on_message(_client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        nonlocal count
        if message.topic.endswith("/data"):
            decode_data(bytes(message.payload))
            count += 1
            if count == stream.messages:
                done.set()

    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    client.username_pw_set(broker.username, broker.password)
    client.on_message = on_message
    client.connect(broker.host, broker.port)
    client.loop_start()
    done.wait(WAIT_S)
    client.disconnect()
    client.loop_stop()


def drain_ingest(broker: Mosquitto, client_id: str, store: Store, folder: Path) -> None:
    """Ingest with this store, until the last status is stored."""
    letters = DeadLetters.open(folder / f"{client_id}.sqlite")
    config = IngestConfig(
        client_id=client_id,
        filters=(str(LINE),),
        broker=BrokerConfig.model_validate(
            {
                "host": broker.host,
                "port": broker.port,
                "username": broker.username,
                "password": broker.password,
            }
        ),
        queue_limit_mb=1024,  # the peer has no limit either
    )
    ingest = Ingest(config, store, letters, wall_ms=wall_ms, logger=structlog.get_logger())
    ingest.start()
    ingest.wait_until(lambda: bool(ingest.ended_lines()), timeout_s=WAIT_S)
    ingest.stop()
    letters.close()


def measure(name: str, stream: Stream, drain: Callable[[], None]) -> None:
    """Print messages and samples per second, and processor time per sample."""
    started, used = time.perf_counter(), cpu_s()
    drain()
    wall, cpu = time.perf_counter() - started, cpu_s() - used
    print(
        f"{name:<34}{wall:7.2f} s {stream.messages / wall:10,.0f} messages/s "
        f"{stream.samples / wall:11,.0f} samples/s {cpu / stream.samples * 1e6:7.1f} us CPU/sample"
    )


def main() -> None:
    """Run the three and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=4_000)
    parser.add_argument("--samples", type=int, default=50)
    given = parser.parse_args()
    stream = Stream(given.messages, given.samples)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    binary = find_mosquitto()
    if binary is None:
        raise SystemExit("mosquitto is not installed; this benchmark needs it")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(binary, folder / "broker")
        broker.start()
        try:
            remember_sessions(broker, "plain", "counting", "duckdb")
            size = publish(broker, stream)
            print(f"{stream.messages:,} messages, {stream.samples:,} samples, {size / 1e6:.1f} MB")
            measure(
                "plain paho, decode and discard",
                stream,
                lambda: drain_plain(broker, "plain", stream),
            )
            measure(
                "ingest, counting store",
                stream,
                lambda: drain_ingest(broker, "counting", CountingStore(), folder),
            )
            connection = duckdb.connect(
                str(folder / "bench.duckdb"), config={"memory_limit": "512MB"}
            )
            store = DuckdbStore(connection, wall_ms=wall_ms)
            measure("ingest, DuckDB", stream, lambda: drain_ingest(broker, "duckdb", store, folder))
            found = connection.execute("SELECT count(*) FROM sample").fetchone()
            print(f"rows in DuckDB: {found[0] if found else 0:,}")
            connection.close()
        finally:
            broker.kill()


if __name__ == "__main__":
    main()
