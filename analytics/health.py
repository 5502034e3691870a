"""The four counters of analytics, and whether it keeps up: what `/metrics` and `/healthz` say."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from analytics.account import Counted
from analytics.loop import StepResult


@dataclass(frozen=True, slots=True)
class Healthz:
    """Whether analytics is well, and why not."""

    ok: bool
    reason: str


class Health:
    """Counts in its own registry; the same four names as every service.

    received: commits taken from the change feed. stored: KPI rows written. rejected: commits
    beyond the lateness horizon. retried: passes tried again because a store did not answer.
    """

    def __init__(self, *, silent_after_ms: int = 120_000) -> None:
        self._registry = CollectorRegistry()
        self._silent_after_ms = silent_after_ms
        name = "analytics"
        self._received = Counter(f"{name}_received", "commits taken", registry=self._registry)
        self._stored = Counter(f"{name}_stored", "KPI rows written", registry=self._registry)
        self._rejected = Counter(f"{name}_rejected", "commits too late", registry=self._registry)
        self._retried = Counter(f"{name}_retried", "passes tried again", registry=self._registry)
        self._last = Gauge(f"{name}_last_step_ms", "wall time, ms", registry=self._registry)
        self._last_ms: int | None = None
        self._failing = ""
        self._taken: int | None = None
        self._refused: dict[str, None] = {}

    def stepped(self, result: StepResult, *, wall_ms: int) -> None:
        """Count a step that the stores answered."""
        self._received.inc(result.changes)
        self._stored.inc(result.rows + result.revisions)
        self._rejected.inc(result.too_late)
        self._taken = result.taken if result.taken is not None else self._taken
        self._refused |= dict.fromkeys(result.refused)
        self._last.set(wall_ms)
        self._last_ms = wall_ms
        self._failing = ""

    def retried(self, reason: str) -> None:
        """Count a step that a store did not answer."""
        self._retried.inc()
        self._failing = reason

    def counted(self) -> Counted:
        """Return the counters for an account."""
        return Counted(
            received=_value(self._received),
            stored=_value(self._stored),
            rejected=_value(self._rejected),
            retried=_value(self._retried),
            taken=self._taken,
        )

    def healthz(self, *, wall_ms: int) -> Healthz:
        """Tell whether passes are made and stored."""
        if self._failing:
            return Healthz(ok=False, reason=self._failing)
        if self._last_ms is None:
            return Healthz(ok=True, reason="no pass yet")
        if wall_ms - self._last_ms > self._silent_after_ms:
            silent_s = (wall_ms - self._last_ms) // 1000
            return Healthz(ok=False, reason=f"no pass for {silent_s} s")
        # Nothing is wrong, but who changed master data looks here.
        return Healthz(ok=True, reason="; ".join(self._refused))

    def metrics(self) -> bytes:
        """Return the counters as Prometheus text."""
        return generate_latest(self._registry)


def _value(counter: Counter) -> int:
    return int(next(iter(counter.collect())).samples[0].value)
