"""Alert rules as Grafana evaluates them: query, reduce, threshold; at a chosen instant."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from contract.series import KPI, PIPELINE
from dashboards.grafana.build import RULES
from influx.connection import Influx
from influx.line_protocol import Value, encode
from tests.influxd import Server
from tests.integration.grafana_world import GrafanaWorld

Labels = tuple[str, ...]
_REDUCERS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "last": lambda values: values[-1],
    "max": max,
    "sum": sum,
}
_BEYOND: Mapping[str, Callable[[float, float], bool]] = {
    "gt": lambda value, limit: value > limit,
    "lt": lambda value, limit: value < limit,
}
_PLACE = ("site", "work_center", "work_unit", "characteristic", "instance")


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says: the reduced value of each series, those that fire, and its silence."""

    reduced: Mapping[Labels, float]
    firing: frozenset[Labels]

    @property
    def nothing(self) -> bool:
        """Whether the query found nothing, so that the rule's noDataState decides."""
        return not self.reduced


def alert_rules() -> dict[str, Mapping[str, Any]]:
    """Return the committed rules by their uid."""
    groups = json.loads(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["uid"]: rule for group in groups for rule in group["rules"]}


def judge(uid: str, world: GrafanaWorld, *, now: int) -> Judged:
    """Evaluate a rule on a world in place of the live one, at an instant (ms)."""
    query, reduction, threshold = (part["model"] for part in alert_rules()[uid]["data"])
    text = query["query"].replace('"live-', f'"{world.world}-').replace("now()", f"{now}ms")
    # A played world has samples after the instant, which the live one has not yet.
    text = text.replace(" AND time >", f" AND time < {now}ms AND time >")
    series: dict[Labels, list[float]] = defaultdict(list)
    for row in world.ask(text):
        labels = tuple(str(row[name]) for name in _PLACE if name in row)
        (value,) = (row[name] for name in row if name not in {*_PLACE, "time"})
        if value is not None:
            series[labels].append(float(str(value)))
    reduced = {labels: _REDUCERS[reduction["reducer"]](found) for labels, found in series.items()}
    evaluator = threshold["conditions"][0]["evaluator"]
    beyond, (limit,) = _BEYOND[evaluator["type"]], evaluator["params"]
    firing = frozenset(labels for labels, value in reduced.items() if beyond(value, limit))
    return Judged(reduced, firing)


def made_world(server: Server, *, now: int) -> GrafanaWorld:
    """Make a world of a few rows: lines under and above their target, a store in trouble."""
    # Cell 3 has no target, line 4 was under it and is withheld now; another site has a line 1 too.
    lines: dict[str, list[Value]] = {
        "time": [*[now - 7_200_000] * 4, now - 36_000_000, now - 7_200_000],
        "level": ["line"] * 6,
        "window": ["shift"] * 6,
        "site": [*["chongqing"] * 5, "chengdu"],
        "work_center": ["line-1", "line-2", "cell-3", "line-4", "line-4", "line-1"],
        "oee_index": [0.5, 0.7, 0.2, 0.0, 0.3, 0.8],
        "oee_index_null": [False, False, False, True, False, False],
        "target_oee_index": [0.65, 0.65, 0.0, 0.65, 0.65, 0.65],
        "target_oee_index_null": [False, False, True, False, False, False],
        "planned_busy_time_s": [7000.0] * 6,
        "void": [False] * 6,
    }
    accounts: dict[str, list[Value]] = {
        "time": [now - 130_000, now - 70_000, now - 10_000],
        "service": ["ingest"] * 3,
        "instance": ["ingest-1"] * 3,
        "kind": ["counters"] * 3,
        "rejected": [4, 4, 7],
        "lag_ms": [500, 90_000, 80_000],
    }
    config = server.new_world()
    with Influx(config) as influx:
        for measurement, columns in ((KPI, lines), (PIPELINE, accounts)):
            refusal = influx.write(
                measurement.bucket, "\n".join(encode(measurement, columns)).encode()
            )
            assert refusal is None
    return GrafanaWorld(
        url=server.url,
        token=server.admin_token,
        world=config.world,
        start=now - 7_200_000,
        end=now,
        accounts_end=now,
        samples=0,
        oee=pd.DataFrame(),
        store=Path(),
    )
