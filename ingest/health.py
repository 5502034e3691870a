"""Counters and lines go in; Prometheus text and a verdict with its reason come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingest.counters import Counters
from ingest.lines import Lines
from ingest.store import PipelineRow, Value

SERVICE = "ingest"
_COUNTED: Mapping[str, str] = {
    "received": "Samples that arrived, redeliveries included",
    "stored": "Samples committed to the store",
    "rejected": "Samples or unreadable messages written to the dead letters",
    "retried": "Samples whose write was tried again",
}

# What the broker says of itself in $SYS; alert when dropped rises, or backlog does not fall.
_BROKER: Mapping[str, str] = {
    "dropped": "Messages the broker dropped since it started",
    "backlog": "Messages the broker holds, retained ones included",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the service does its work, and if not, why not."""

    ok: bool
    reason: str


class Health(Collector):
    """Reads the live counters; keeps none of its own. A registry of its own, never the global."""

    def __init__(
        self,
        *,
        counters: Counters,
        lines: Lines,
        worker: str,
        started_wall_ms: int,
        silent_after_ms: int,
        is_connected: Callable[[], bool],
        broker_said: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self._counters = counters
        self._lines = lines
        self._worker = worker
        self._started_wall_ms = started_wall_ms
        self._silent_after_ms = silent_after_ms
        self._is_connected = is_connected
        self._broker_said = broker_said
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def collect(self) -> list[Metric]:
        """Return the metric families of one scrape."""
        families: list[Metric] = []
        for name, documentation in _COUNTED.items():
            counter = CounterMetricFamily(f"ingest_{name}", documentation, labels=["worker"])
            counter.add_metric([self._worker], getattr(self._counters, name))
            families.append(counter)
        missing = GaugeMetricFamily(
            "ingest_missing",
            "Samples announced by later messages that have not come",
            labels=["worker"],
        )
        missing.add_metric([self._worker], self._counters.missing)
        families.append(missing)
        lag = self._counters.lag_ms()
        if lag is not None:
            gauge = GaugeMetricFamily(
                "ingest_lag_seconds",
                "Wall time of the last commit minus the spool time of its newest message",
                labels=["worker"],
            )
            gauge.add_metric([self._worker], lag / 1000)
            families.append(gauge)
        connected = GaugeMetricFamily(
            "ingest_connected", "1 while the broker has accepted us", labels=["worker"]
        )
        connected.add_metric([self._worker], float(self._is_connected()))
        families.append(connected)
        said = self._broker_said()
        for name, documentation in _BROKER.items():
            if name in said:
                gauge = GaugeMetricFamily(f"ingest_broker_{name}", documentation, labels=["worker"])
                gauge.add_metric([self._worker], said[name])
                families.append(gauge)
        return families

    def metrics(self) -> bytes:
        """Return the Prometheus text exposition."""
        return generate_latest(self._registry)

    def healthz(self, *, wall_ms: int) -> Verdict:
        """Judge now: broker, store, and whether lines that must speak are heard."""
        counters = self._counters
        if counters.store_error is not None:
            return Verdict(ok=False, reason=f"nothing can be stored: {counters.store_error}")
        if not self._is_connected():
            return Verdict(ok=False, reason="not connected to the broker")
        speaking = self._lines.speaking()
        last = counters.last_received_wall_ms or self._started_wall_ms
        silent_ms = wall_ms - last
        if speaking and silent_ms > self._silent_after_ms:
            names = ", ".join(str(line) for line in speaking)
            return Verdict(
                ok=False, reason=f"nothing arrived for {silent_ms / 1000:.0f} s from {names}"
            )
        return Verdict(ok=True, reason="ok")

    def row(self, *, wall_ms: int) -> PipelineRow:
        """Return the account of this worker for the series `pipeline`."""
        counters = self._counters
        fields: dict[str, Value] = {
            "received": counters.received,
            "stored": counters.stored,
            "rejected": counters.rejected,
            "retried": counters.retried,
            "missing": counters.missing,
            "lag_ms": counters.lag_ms(),
            "alive": True,
        }
        return PipelineRow(wall_ms, SERVICE, self._worker, "counters", None, fields)
