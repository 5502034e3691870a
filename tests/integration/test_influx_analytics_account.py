"""The account of analytics stands in the series `pipeline` of a real InfluxDB."""

import pytest

from analytics.errors import StoreUnavailable
from analytics.health import Health
from analytics.loop import StepResult
from analytics.stores.influx_account import InfluxAccount
from contract.series import PIPELINE
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.table import types_of


def test_account_is_a_row_of_the_pipeline(influx_world: InfluxConfig) -> None:
    """The four counters, the lag behind the newest change and life itself are written."""
    health = Health()
    health.stepped(
        StepResult(changes=3, rows=20, revisions=4, too_late=1, taken=4_500), wall_ms=5_000
    )
    health.stepped(StepResult(), wall_ms=5_500)
    health.retried("away")
    with Influx(influx_world) as connection:
        InfluxAccount(connection).write(health.counted(), wall_ms=6_000)
        rows = connection.query_exact(
            'SELECT "received", "stored", "rejected", "retried", "lag_ms", "alive", "service", '
            '"instance", "kind", "work_center" FROM "pipeline"',
            bucket="telemetry",
            types=types_of(PIPELINE),
        )
    assert rows.to_dict("records") == [
        {
            "time": 6_000,
            "received": 3,
            "stored": 24,
            "rejected": 1,
            "retried": 1,
            "lag_ms": 1_500,
            "alive": True,
            "service": "analytics",
            "instance": "analytics",
            "kind": "counters",
            "work_center": None,
        }
    ]


def test_account_of_a_store_that_is_away(influx_world: InfluxConfig) -> None:
    """Where nobody answers the account is unavailable, as everything else of the store."""
    nobody = influx_world.model_copy(update={"url": "http://127.0.0.1:9"})
    with Influx(nobody) as connection, pytest.raises(StoreUnavailable):
        InfluxAccount(connection).write(Health().counted(), wall_ms=1)
