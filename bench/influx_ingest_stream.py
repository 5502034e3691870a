"""Streams of data messages for the benchmark of ingest into InfluxDB, and their publisher.

    python -m bench.influx_ingest_stream HOST PORT SECONDS SAMPLES_PER_SECOND

publishes live, each sample with the wall time at which it was made.
"""

import os
import sys
import time
from collections.abc import Iterator

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from bench.ingest_stream import BOOT, LINE
from contract.codec import encode
from contract.messages import Birth, Data, WorkUnit
from contract.sample import Sample
from contract.topic import Topic

UNITS = 12
PER_MESSAGE = 10


def narrow(number: int, t: int) -> Sample:
    """A sample of which the machine fills eight fields."""
    unit = number % UNITS
    return Sample(
        unit=f"m-{unit}",
        t=t,
        state="executing" if number // UNITS % 50 else "not_executing",
        operation_mode="processing",
        order=f"WO-{1000 + unit // 4}",
        product=f"water-{unit // 4}",
        produced=number // UNITS,
        good=number // UNITS - number // 600,
        scrap=number // 600,
        energy_kwh=number * 0.013,
    )


def wide(number: int, t: int) -> Sample:
    """A sample with the fields that a bottling machine fills, nineteen of them."""
    unit, count = number % UNITS, number // UNITS
    return Sample(
        unit=f"m-{unit}",
        t=t,
        state="executing" if count % 50 else "not_executing",
        operation_mode="processing",
        control_mode="automatic",
        reason="" if count % 50 else "starved_upstream",
        order=f"WO-{1000 + unit // 4}",
        product=f"water-{unit // 4}",
        program=f"P{unit}",
        operator=f"op-{unit // 3}",
        produced=count,
        good=count - count // 50,
        scrap=count // 50,
        rework=0,
        cycles=count,
        operator_acknowledge=count // 400,
        operator_reset=count // 900,
        energy_kwh=number * 0.013,
        compressed_air_m3=number * 0.002,
        values={"speed": 380 + count % 40 + 0.5, "fill_level": round(count % 97 / 97, 3)},
    )


KINDS = {"narrow": narrow, "wide": wide}


def message(kind: str, seq: int, *, spooled: int, times: tuple[int, ...]) -> bytes:
    """Return message number `seq` of one boot, with a sample at each of these times."""
    first = seq * len(times)
    samples = tuple(KINDS[kind](first + i, t) for i, t in enumerate(times))
    return encode(
        Data(boot=BOOT, seq=seq, first=first, spooled=spooled, historical=False, samples=samples)
    )


def birth() -> bytes:
    """Return the birth that names all machines, as an agent says it before anything else."""
    units = tuple(
        WorkUnit(
            unit=f"m-{unit}",
            name_en="",
            name_zh="",
            kind="filler",
            vendor="",
            model="",
            controller="",
            digital_interface="opc_ua",
            numerically_controlled=False,
            asset_value_cny=0.0,
            key_process=False,
        )
        for unit in range(UNITS)
    )
    return encode(Birth(boot=BOOT, session=0, clock="played", agent_version="1", units=units))


def queued(kind: str, messages: int) -> Iterator[bytes]:
    """Yield the messages of a history, a sample of some machine every 100 ms."""
    for seq in range(messages):
        start = BOOT + seq * PER_MESSAGE * 100
        times = tuple(start + i * 100 for i in range(PER_MESSAGE))
        yield message(kind, seq, spooled=BOOT + seq, times=times)


def live(host: str, port: int, seconds: float, per_second: float) -> None:
    """Publish at this rate on the wall clock; ten samples a message, twelve machines in turn."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bench-live-agent")
    client.username_pw_set(os.environ["BENCH_USERNAME"], os.environ["BENCH_PASSWORD"])
    client.max_inflight_messages_set(100)
    client.connect(host, port)
    client.loop_start()
    client.publish(str(Topic(LINE, "birth")), birth(), qos=1)
    pause = PER_MESSAGE / per_second
    topic = str(Topic(LINE, "data"))
    began = time.perf_counter()
    for seq in range(round(seconds / pause)):
        wait = began + seq * pause - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        now = time.time_ns() // 1_000_000
        # Twelve machines and ten samples: no two of one machine in one message, so in one ms.
        info = client.publish(
            topic, message("narrow", seq, spooled=now, times=(now,) * PER_MESSAGE), qos=1
        )
    info.wait_for_publish(60)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    live(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
