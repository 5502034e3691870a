"""Evidence as the loop stores it: late samples and restarts end in the rows of one pass."""

import random

import msgspec
import numpy as np
import pandas as pd
import pytest

from analytics.kpi_store import KpiTable
from contract.messages import Metric
from tests.suites.loop_plant import HOUR, LINE, START, Plant, tagged
from tests.unit.analytics.automation.worked_line import REGISTER, story
from tests.unit.analytics.trade.played_trade import MINUTE, Unit

UNITS = ("filler", "packer-1")
TABLES: tuple[KpiTable, ...] = ("evidence", "automatic_run")


def born() -> Plant:
    """Return a plant whose births name what units must tell."""
    plant = Plant()
    for unit, register in REGISTER.items():
        metrics = [
            Metric(name=name, unit="1", heartbeat_s=beat / 1000, modulus=register.moduli.get(name))
            for name, beat in register.heartbeats_ms.items()
        ]
        row = {"work_unit": unit, "time": 1, "metrics": msgspec.json.encode(metrics).decode()}
        plant.history.append("register", tagged(pd.DataFrame([row]), LINE))  # type: ignore[attr-defined]  # in memory
    return plant


def stored(*parts: pd.DataFrame, end: int) -> list[pd.DataFrame]:
    """Commit parts one by one, each computed before the next comes."""
    plant = born()
    for part in parts:
        plant.commit(part)
        plant.settle()
    plant.say(ended=end)
    plant.settle()
    return [plant.read(table) for table in TABLES]


def assert_same(got: list[pd.DataFrame], wanted: list[pd.DataFrame]) -> None:
    """Compare every row and field."""
    for a, b in zip(got, wanted, strict=True):
        pd.testing.assert_frame_equal(a, b, check_exact=True)


@pytest.mark.parametrize("seed", range(5))
def test_late_samples_give_the_same_rows(seed: int) -> None:
    """A hole that is filled hours later changes what it must, and nothing else."""
    draw = random.Random(seed)
    rows = story(seed, minutes=240, units=UNITS)
    rows = rows[rows["time"] >= START]
    first = START + draw.randrange(200) * MINUTE
    hole = rows["time"].between(first, first + draw.choice([30_000, 600_000, HOUR]))
    end = int(rows["time"].max())
    assert_same(stored(rows[~hole], rows[hole], end=end), stored(rows, end=end))


@pytest.mark.parametrize("seed", range(2))
def test_any_order_of_arrival_gives_the_same_rows(seed: int) -> None:
    """Batches of samples from anywhere in the run end in the rows of one pass."""
    rows = story(seed, minutes=190, units=UNITS)
    rows = rows[rows["time"] >= START]
    end = int(rows["time"].max())
    plant = born()
    for part in np.array_split(np.random.default_rng(seed).permutation(len(rows)), 6):
        plant.commit(rows.iloc[part])
        plant.step()
    plant.say(ended=end)
    plant.settle()
    assert_same([plant.read(table) for table in TABLES], stored(rows, end=end))


def test_late_event_takes_the_next_hour_into_its_assist() -> None:
    """A door opened ten seconds before the hour: the reset right behind it is no assist more."""
    unit = Unit("filler", until=START + 2 * HOUR, operator_door=0, operator_reset=0)
    unit.at(START + HOUR - 10_000, operator_door=1).at(START + HOUR + 15_000, operator_reset=1)
    rows = unit.samples()
    late = rows["time"].between(START + HOUR - 10_000, START + HOUR)
    end = START + 2 * HOUR
    before = rows[~late].assign(
        operator_door=rows["operator_door"].where(rows["time"] > START + HOUR, 0)
    )
    got = stored(before[before["time"] <= end], rows[late], end=end)
    assert_same(got, stored(rows, end=end))
    assert got[0].groupby("time")["assists"].sum().loc[START + HOUR] == 0


def test_value_lost_late_is_lost_until_it_is_told_again() -> None:
    """Speed was unavailable from the first hour on, which comes late; it is told in the third."""
    unit = Unit("filler", until=START + 4 * HOUR, order="O1").told(START, speed=1.0)
    unit.told(START + 20 * MINUTE, speed=None).told(START + 2 * HOUR + 30 * MINUTE, speed=1.0)
    rows = unit.samples()
    late = rows["time"] == START + 20 * MINUTE
    end = START + 4 * HOUR
    got = stored(rows[~late], rows[late], end=end)
    assert_same(got, stored(rows, end=end))
    lost = got[0]["expected_values"] - got[0]["good_values"]
    assert lost.sum() > 0


def test_restarts_give_the_same_rows() -> None:
    """A run computed in pieces, with restarts between, ends in the rows of one pass."""
    rows = story(7, minutes=200, units=UNITS).sort_values("time", kind="stable")
    rows = rows[rows["time"] >= START]
    plant = born()
    for number in range(8):
        plant.commit(rows.iloc[number * len(rows) // 8 : (number + 1) * len(rows) // 8])
        plant.step()
        if number % 3 == 2:
            plant.restart()
    end = int(rows["time"].max())
    plant.say(ended=end)
    plant.settle()
    assert_same([plant.read(table) for table in TABLES], stored(rows, end=end))
