"""How fast ingest brings MQTT into InfluxDB, beside the same lines sent by a bare loop of posts.

    python -m bench.influx_ingest [--messages 30000] [--seconds 20]

Starts a mosquitto and an influxd of its own on loopback; every figure is of one run on one machine.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from bench.influx_ingest_stream import PER_MESSAGE, birth, queued
from bench.ingest_stream import BOOT, LINE, remember_sessions
from bench.processes import child_named, cpu_s
from contract.codec import decode_data, encode
from contract.messages import Status
from contract.series import SAMPLE
from contract.topic import Topic
from factory.mosquitto import Mosquitto, find_mosquitto
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.line_protocol import encode as encode_lines
from ingest.rows import Part, columns
from tests.influxd import Influxd, Server, find_influxd

LIVE_PER_S = 5_000
PROBE_PAUSE_S = 0.005


class Bench:
    """The servers of one run."""

    def __init__(self, broker: Mosquitto, influxd: Influxd, folder: Path) -> None:
        self.broker = broker
        self.folder = folder
        self.server: Server = influxd.onboard()
        self.influxd_pid = child_named("influxd")

    def config_file(self, name: str, world: InfluxConfig, *, messages: int) -> Path:
        """Write the configuration of one worker."""
        path = self.folder / f"{name}.toml"
        path.write_text(
            f'client_id = "{name}"\nfilters = ["{LINE}"]\n'
            f'dead_letters = "{self.folder}/{name}.sqlite"\n'
            f'[broker]\nhost = "{self.broker.host}"\nport = {self.broker.port}\n'
            f"[batch]\nmessages = {messages}\n"
            '[store]\nkind = "influx"\n'
            f'[store.influx]\nurl = "{world.url}"\nworld = "{world.world}"\n'
            f'token_file = "{world.token_file}"\n',
            encoding="utf-8",
        )
        return path

    def start_worker(self, config: Path) -> subprocess.Popen[str]:
        """Start ingest as a process of its own."""
        secrets = {
            "INGEST_BROKER__USERNAME": self.broker.username,
            "INGEST_BROKER__PASSWORD": self.broker.password,
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "bench.influx_ingest_process", str(config)],
            env={**os.environ, **secrets},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if worker.stdout is None or worker.stdout.readline() != "started\n":
            raise SystemExit("the worker did not start")
        return worker


def result_of(worker: subprocess.Popen[str]) -> dict[str, float]:
    """Return what the worker says at its end."""
    if worker.stdout is None:
        raise RuntimeError("the worker was started without a pipe")
    said: dict[str, float] = json.loads(worker.stdout.readline())
    worker.wait()
    return said


def bodies_of(kind: str, messages: int, per_body: int) -> list[bytes]:
    """Return the lines that ingest writes for these messages, in bodies of as many messages."""
    parts = []
    for payload in queued(kind, messages):
        data = decode_data(payload)[0]
        size = range(len(data.samples))
        parts.append(Part(LINE, data.boot, data.seq, data.spooled, False, data.samples, size, ()))
    return [
        "\n".join(encode_lines(SAMPLE, columns(parts[i : i + per_body]))).encode()
        for i in range(0, len(parts), per_body)
    ]


def post_bare(world: InfluxConfig, bodies: list[bytes]) -> float:
    """Post the bodies one after the other, as fast as they are answered; return the seconds."""
    place = f"org={world.org}&bucket={world.buckets.name('telemetry')}&precision=ms"
    headers = {"Authorization": f"Token {world.token()}", "Content-Type": "text/plain"}
    connection = http.client.HTTPConnection(world.url.removeprefix("http://"))
    began = time.perf_counter()
    for body in bodies:
        connection.request("POST", f"/api/v2/write?{place}", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 204:
            raise SystemExit(f"InfluxDB refused lines of ours: {answer.status} {said!r}")
    wall = time.perf_counter() - began
    connection.close()
    return wall


def drain(bench: Bench, kind: str, *, messages: int, per_batch: int) -> None:
    """Measure the bare loop, then ingest on the same messages, and print both."""
    samples = messages * PER_MESSAGE
    bodies = bodies_of(kind, messages, per_batch)
    line = bodies[-1].rpartition(b"\n")[2]
    fields = line.split(b" ", 1)[1].count(b"=")
    print(
        f"-- {kind}: {samples:,} samples, {fields} fields and {len(line)} bytes a line,"
        f" {PER_MESSAGE} samples a message, {per_batch * PER_MESSAGE:,} lines a body"
    )
    used = cpu_s(bench.influxd_pid)
    bare = post_bare(bench.server.new_world(), bodies)
    del bodies
    show("bare loop of posts", samples, fields, bare, influxd=cpu_s(bench.influxd_pid) - used)
    name = f"bench-{kind}"
    remember_sessions(bench.broker, name)
    publish_queued(bench.broker, kind, messages)
    config = bench.config_file(name, bench.server.new_world(), messages=per_batch)
    used = cpu_s(bench.influxd_pid)
    worker = bench.start_worker(config)
    said = result_of(worker)
    if said["samples"] != samples or said["rejected"]:
        raise SystemExit(
            f"ingest stored {said['samples']:.0f} of {samples}: no figure to be believed"
        )
    show(
        "ingest, MQTT QoS 1 to InfluxDB", samples, fields, said["wall_s"],
        influxd=cpu_s(bench.influxd_pid) - used, ingest=said["cpu_s"],
    )  # fmt: skip
    print(
        f"   {bare / said['wall_s']:.0%} of the bare loop; resident {said['rss_mb']:.0f} MB at its"
        f" peak, {said['rss_before_mb']:.0f} MB before the first message"
    )


def show(
    name: str,
    samples: int,
    fields: int,
    wall: float,
    *,
    influxd: float,
    ingest: float | None = None,
) -> None:
    """Print rates, and processor time per sample and per million values."""
    text = (
        f"   {name:<32}{samples / wall:9,.0f} samples/s {samples * fields / wall:11,.0f} values/s"
        f"   influxd {influxd / samples * 1e6:5.1f} us/sample"
    )
    if ingest is not None:
        text += (
            f"   ingest {ingest / samples * 1e6:5.1f} us/sample,"
            f" {ingest / samples / fields * 1e6:.2f} s/million values"
        )
    print(text)


def publish_queued(broker: Mosquitto, kind: str, messages: int) -> None:
    """Publish a history and its end, for the sessions that are remembered."""
    client = client_of(broker)
    client.publish(str(Topic(LINE, "birth")), birth(), qos=1)
    for payload in queued(kind, messages):
        client.publish(str(Topic(LINE, "data")), payload, qos=1)
    total = messages * PER_MESSAGE
    last = Status(boot=BOOT, session=0, at=BOOT, seq=messages - 1, samples=total, ended=BOOT + 1)
    client.publish(str(Topic(LINE, "status")), encode(last), qos=1).wait_for_publish(600)
    client.disconnect()
    client.loop_stop()


def client_of(broker: Mosquitto) -> mqtt.Client:
    """Connect a publisher."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bench-agent")
    client.username_pw_set(broker.username, broker.password)
    client.max_inflight_messages_set(100)
    client.connect(broker.host, broker.port)
    client.loop_start()
    return client


def follow(bench: Bench, seconds: float, *, per_batch: int) -> None:
    """Measure from the making of a sample until a query finds it, at a steady rate."""
    world = bench.server.new_world()
    remember_sessions(bench.broker, "bench-live")
    worker = bench.start_worker(bench.config_file("bench-live", world, messages=per_batch))
    broker = bench.broker
    publisher = subprocess.Popen(
        [sys.executable, "-m", "bench.influx_ingest_stream", broker.host, str(broker.port),
         str(seconds), str(LIVE_PER_S)],
        env={**os.environ, "BENCH_USERNAME": broker.username, "BENCH_PASSWORD": broker.password},
    )  # fmt: skip
    seen: list[tuple[int, int]] = []  # event time of the newest sample found, and when it was
    with Influx(world) as connection:
        ended = round(seconds * LIVE_PER_S / PER_MESSAGE) - 1
        seq = -1
        while seq < ended and not publisher.poll():
            newest = connection.query(
                'SELECT last("seq") AS "seq" FROM "sample"', bucket="telemetry", types={}
            )
            if len(newest):
                seq = int(newest["seq"].iloc[0])
                seen.append((int(newest["time"].iloc[0]), time.time_ns() // 1_000_000))
            time.sleep(PROBE_PAUSE_S)
        if publisher.wait() or seq < ended:
            raise SystemExit("the publisher failed: no figure to be believed")
        if worker.stdin is not None:
            worker.stdin.close()
        said = result_of(worker)
        made = connection.query(
            """SELECT "seq" FROM "sample" WHERE "work_unit" = 'm-0'""",
            bucket="telemetry",
            types={},
        )["time"].tolist()
    waits: list[int] = []
    probes = iter(seen)
    newest_time, at = next(probes)
    for t in sorted(made):
        while newest_time < t:
            newest_time, at = next(probes)
        waits.append(at - t)
    cuts = statistics.quantiles(waits, n=100)
    print(
        f"-- live: {LIVE_PER_S:,} samples/s for {seconds:.0f} s, {said['samples']:,.0f} stored,"
        f" event to queryable: median {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, longest"
        f" {max(waits)} ms; ingest {said['cpu_s'] / seconds:.0%} of a core,"
        f" {said['rss_mb']:.0f} MB resident"
    )


def main() -> None:
    """Start the servers, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=30_000)
    parser.add_argument("--batch", type=int, default=400, help="messages in one commit")
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    mosquitto, influxd = find_mosquitto(), find_influxd()
    if mosquitto is None or influxd is None:
        raise SystemExit("this benchmark needs mosquitto and influxd (`make influxd` builds one)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker, store = (
            Mosquitto(mosquitto, folder / "broker"),
            Influxd(influxd, folder / "influxd"),
        )
        try:
            broker.start()
            store.start()
            bench = Bench(broker, store, folder)
            print(f"load of this machine before the run: {os.getloadavg()[0]:.1f}")
            drain(bench, "narrow", messages=given.messages, per_batch=given.batch)
            drain(bench, "wide", messages=given.messages // 2, per_batch=given.batch)
            follow(bench, given.seconds, per_batch=given.batch)
        finally:
            broker.kill()
            store.kill()


if __name__ == "__main__":
    main()
