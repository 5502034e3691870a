"""The loop over a real InfluxDB ends in the rows that it computes in memory, whatever happens."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analytics.automation.rate_places import RateFunctions
from analytics.errors import StoreUnavailable
from analytics.kpi_store import KpiTable
from analytics.stores.influx_history import InfluxHistory
from analytics.stores.influx_kpi_store import InfluxKpiStore
from contract.series import Bucket
from influx.answers import Refusal
from influx.config import InfluxConfig
from influx.connection import Influx
from tests.influxd import Influxd
from tests.suites.influx_rows import InfluxRows
from tests.suites.loop_plant import HOUR, LINE, NO_RATES, START, Plant, story

TABLES: tuple[KpiTable, ...] = (
    "segment",
    "stop",
    "evidence",
    "automatic_run",
    "kpi",
    "kpi_revision",
    "automation",
    "green",
)


def over(connection: Influx, rates: RateFunctions = NO_RATES) -> Plant:
    """Return a plant whose history and KPIs stand in InfluxDB."""
    return Plant(
        history=InfluxHistory(connection),
        store=InfluxKpiStore(connection),
        append=InfluxRows(connection),
        rates=rates,
    )


@pytest.fixture
def plants(influx_world: InfluxConfig) -> Iterator[tuple[Plant, Plant]]:
    """The same plant over InfluxDB and in memory, with rates."""
    with Influx(influx_world) as connection:
        yield over(connection, RateFunctions()), Plant(rates=RateFunctions())


def assert_same(got: Plant, wanted: Plant, *, but: tuple[str, ...] = ()) -> None:
    """Compare all rows of all tables but for some columns."""
    for table in TABLES:
        a, b = (
            plant.read(table).drop(columns=list(but), errors="ignore") for plant in (got, wanted)
        )
        pd.testing.assert_frame_equal(a, b, check_dtype=False, rtol=0, atol=1e-9)


def test_growing_history_gives_the_rows_of_memory(plants: tuple[Plant, Plant]) -> None:
    """A run computed while it is played and across restarts has every row and revision equal."""
    rows = story(4, minutes=190).sort_values("time", kind="stable")
    edges = [0, *np.sort(np.random.default_rng(4).integers(0, len(rows), 6)), len(rows)]
    for plant in plants:
        for number, (a, b) in enumerate(pairwise(edges)):
            plant.commit(rows.iloc[a:b])
            plant.step()
            if number % 3 == 2:
                plant.restart()
        plant.say(ended=int(rows["time"].max()))
        plant.settle()
    assert_same(*plants)


def test_late_data_and_commands_give_the_rows_of_memory(plants: tuple[Plant, Plant]) -> None:
    """Late samples and a recomputation by command lead to the same rows and revisions."""
    rows = story(31, minutes=240, change=0.01)
    hole = (rows["time"] >= START + HOUR) & (rows["time"] < START + HOUR + 600_000)
    for plant in plants:
        plant.commit(rows[~hole])
        plant.settle()
        plant.commit(rows[hole])
        plant.settle()
        plant.loop.recompute(LINE, start=START, end=START + 2 * HOUR)
        plant.settle()
        plant.say(ended=int(rows["time"].max()))
        plant.settle()
    assert_same(*plants)
    assert set(plants[0].read("kpi_revision")["revision"]) == {1, 2}


class Dying(Influx):
    """A connection whose InfluxDB is killed within the write of a given number."""

    def __init__(self, config: InfluxConfig, server: Influxd) -> None:
        super().__init__(config)
        self._server = server
        self.left: int | None = None

    def write(self, bucket: Bucket, body: bytes) -> Refusal | None:
        """Write, or write the first half of the lines and kill the server."""
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                lines = body.splitlines()
                super().write(bucket, b"\n".join(lines[: len(lines) // 2 or 1]))
                self._server.kill()
        return super().write(bucket, body)


def test_store_killed_within_any_write_is_right_afterwards(
    influxd_server: Callable[[], Influxd],
) -> None:
    """Late data of closed hours, cut off within each write in turn, end in the rows of memory."""
    server = influxd_server()
    rows = story(33, minutes=240, change=0.01)
    holes = [
        (rows["time"] >= START + n * 1_500_000) & (rows["time"] < START + n * 1_500_000 + 300_000)
        for n in range(1, 7)
    ]
    late = np.logical_or.reduce(holes)
    wanted = Plant()
    for part in (rows[~late], *(rows[hole] for hole in holes)):
        wanted.commit(part)
        wanted.settle()
    wanted.say(ended=int(rows["time"].max()))
    wanted.settle()
    with Dying(server.onboard().new_world(), server) as connection:
        plant = over(connection)
        plant.commit(rows[~late])
        plant.settle()
        # Far enough behind to be read no more: only what was noted leads back to it.
        plant.wall += 60_000
        for number, hole in enumerate(holes, start=1):
            plant.commit(rows[hole])
            connection.left = number
            with pytest.raises(StoreUnavailable):
                plant.settle()
            connection.left = None
            server.start()
            plant.restart()
            plant.settle()
        plant.say(ended=int(rows["time"].max()))
        plant.settle()
        assert_same(plant, wanted, but=("committed_at",))
