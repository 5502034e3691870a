"""Samples per second from source to PUBACK, beside JSON lines appended to a file in the same run.

Needs mosquitto on PATH; prints microseconds per sample of each stage boundary that can be seen.
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import structlog
from pydantic import SecretStr

from contract.codec import encode_sample
from edge_agent.agent import Agent
from edge_agent.config import AgentConfig, BrokerConfig, SpoolConfig
from edge_agent.report import UnitReport
from edge_agent.source import Batch, Reading, Scalar
from factory.mosquitto import Mosquitto, find_mosquitto

UNITS = 12
SECONDS = 6_000
START = 1_772_402_400_000
TAGS = {
    "produced": "Admin.ProdProcessedCount",
    "scrap": "Admin.ProdDefectiveCount",
    "cycles": "Cycles",
    "order": "Job.Order",
    "product": "Job.Product",
    "operator": "Job.Operator",
    "energy_kwh": "Meter.Energy",
    "water_l": "Meter.Water",
    "compressed_air_m3": "Meter.Air",
}


class Machines:
    """A dozen machines that count each second, as fast as they are read."""

    name = "bench"
    virtual = True

    def readings(self, second: int) -> list[Reading]:
        """What all machines say in one second."""
        t = START + second * 1000
        return [Reading(f"M{unit}", t, t, tags_at(second)) for unit in range(UNITS)]

    async def batches(self, *, resume_after: int | None) -> AsyncIterator[Batch]:
        """Hand over a minute at a time."""
        del resume_after
        for minute in range(0, SECONDS, 60):
            readings = [one for s in range(minute, minute + 60) for one in self.readings(s)]
            ended = minute + 60 >= SECONDS
            world_ms = readings[-1].source_ms
            yield Batch(readings, world_ms=world_ms, live=False, ended=world_ms if ended else None)


def tags_at(second: int) -> dict[str, Scalar]:
    """Return what one machine says."""
    tags: dict[str, Scalar] = {
        "Admin.ProdProcessedCount": second,
        "Admin.ProdDefectiveCount": second // 50,
        "Cycles": second,
        "Meter.Energy": second * 3.7,
        "Meter.Water": second * 0.2,
        "Meter.Air": second * 0.01,
        "Status.Speed": 300.0 + second % 40,
    }
    if second % 600 == 0:
        tags |= {
            "Status.State": 11 if second % 1200 else 6,
            "Status.Mode": 1,
            "Job.Order": f"WO-{second // 1800}",
            "Job.Product": "cola-500",
            "Job.Operator": "op-17",
        }
    return tags


def config_of(broker: Mosquitto, folder: Path) -> AgentConfig:
    """Configure one agent for all machines."""
    return AgentConfig.model_validate(
        {
            "line": "bench/site/area/line",
            "broker": BrokerConfig(
                host=broker.host,
                port=broker.port,
                username=broker.username,
                password=SecretStr(broker.password),
            ),
            "operators": {"pseudonyms": "as_sent"},
            "spool": SpoolConfig(path=folder / "spool.sqlite"),
            "unit": [
                {
                    "unit": f"m{unit}",
                    "source_unit": f"M{unit}",
                    "mapping": "packml",
                    "name_en": "",
                    "name_zh": "",
                    "kind": "filler",
                    "digital_interface": "opc_ua",
                }
                for unit in range(UNITS)
            ],
            "mapping": {
                "packml": {
                    "tags": {field: {"tag": tag} for field, tag in TAGS.items()},
                    "values": {"speed": {"tag": "Status.Speed", "unit": "1/min", "deadband": 5.0}},
                    "rows": [
                        {
                            "when": {"Status.Mode": 1, "Status.State": 6},
                            "then": {
                                "state": "executing",
                                "operation_mode": "processing",
                                "reason": "",
                            },
                        },
                        {
                            "when": {"Status.State": 11},
                            "then": {
                                "state": "not_executing",
                                "operation_mode": "processing",
                                "reason": "starved_upstream",
                            },
                        },
                    ],
                }
            },
        }
    )


def per_sample(samples: int, seconds: float) -> str:
    """Spell a rate."""
    return f"{seconds / samples * 1e6:6.1f} us per sample, {samples / seconds:9,.0f} samples/s"


def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    binary = find_mosquitto()
    if binary is None:
        raise SystemExit("mosquitto is not on PATH; install it to run this benchmark")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(binary, folder / "broker")
        broker.start()
        try:
            config = config_of(broker, folder)
            agent = Agent(
                config,
                Machines(),
                wall_ms=lambda: time.time_ns() // 1_000_000,
                logger=structlog.get_logger(),
            )
            began, cpu = time.perf_counter(), time.process_time()
            asyncio.run(agent.run(asyncio.Event()))
            wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
        finally:
            broker.stop()
        samples = agent.counters.stored
        print(f"{samples:,} samples of {agent.counters.received:,} readings")
        print(f"agent, source to PUBACK : {per_sample(samples, wall_s)} (CPU {cpu_s:.1f} s)")
        peer(config, folder, samples)


def peer(config: AgentConfig, folder: Path, samples: int) -> None:
    """Append the same readings, mapped and encoded, to a plain file: no order, no promise."""
    agent = Agent(config, Machines(), wall_ms=lambda: 0, logger=structlog.get_logger())
    reports: dict[str, UnitReport] = agent.reports()
    began = time.perf_counter()
    with (folder / "peer.jsonl").open("wb") as out:
        for second in range(SECONDS):
            for reading in Machines().readings(second):
                report = reports[reading.unit]
                report.take(reading.tags)
                sample = report.flush(reading.source_ms)
                if sample is not None:
                    out.write(encode_sample(sample))
                    out.write(b"\n")
    wall_s = time.perf_counter() - began
    print(f"peer, mapped into a file: {per_sample(samples, wall_s)}")


if __name__ == "__main__":
    main()
