"""A plant's worth of samples in an embedded store: states, orders, counters that reset and roll.

Deterministic; times come every few seconds, with silences that are long enough to be unknown.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from contract.duckdb_tables import create_statements, quote
from contract.path import EquipmentPath

START = 1_772_402_400_000
SILENCE_MS = 30_000
MODULUS = 2**31
UNITS_PER_LINE = 10
PRODUCTS = {"cola-500": 0.2, "lemonade-500": 0.25, "water-500": 0.3}
"""Product to its planned run time per item, s."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many units, and how many samples in all."""

    units: int
    samples: int

    @property
    def lines(self) -> tuple[EquipmentPath, ...]:
        """Lines of ten units each."""
        count = -(-self.units // UNITS_PER_LINE)
        return tuple(EquipmentPath("bench", "site", "area", f"line-{n}") for n in range(count))

    def units_of(self, line: int) -> list[str]:
        """Return the units of a line by its number."""
        here = min(UNITS_PER_LINE, self.units - line * UNITS_PER_LINE)
        return [f"unit-{n}" for n in range(here)]


def write_samples(path: Path, size: Size) -> None:
    """Write a store whose table `sample` holds that many rows."""
    with duckdb.connect(str(path)) as connection:
        for statement in create_statements():
            connection.execute(statement)
        for number, line in enumerate(size.lines):
            parts = [
                _unit(line, unit, rows=size.samples // size.units, seed=number * 100 + n)
                for n, unit in enumerate(size.units_of(number))
            ]
            rows = pd.concat(parts, ignore_index=True).sort_values("time", kind="stable")
            rows["arrival"] = np.arange(len(rows))
            names = ", ".join(quote(str(name)) for name in rows.columns)
            connection.register("incoming", rows)
            connection.execute(f"INSERT INTO sample ({names}) SELECT {names} FROM incoming")  # noqa: S608 - contract names
            connection.unregister("incoming")


def _unit(line: EquipmentPath, unit: str, *, rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    step = random.integers(2_000, 10_001, rows)
    # One interval in 400 is a silence; whole ms, so that sums are exact on both sides.
    silent = random.random(rows) < 1 / 400
    step[silent] = random.integers(SILENCE_MS + 1, 600_000, int(silent.sum()))
    time = START + np.cumsum(step)
    block = np.cumsum(random.random(rows) < 1 / 30)
    doing = random.choice([0, 0, 0, 0, 1, 1, 2, 3], block[-1] + 1)[block]
    # Pieces of an interval are shown by the sample that ends it.
    ran = np.concatenate(([False], doing[:-1] == 0))
    made = np.where(ran, random.integers(0, 40, rows), 0)
    lost = np.where(random.random(rows) < 0.05, np.minimum(made, 2), 0)
    product = np.array(list(PRODUCTS))[(np.cumsum(random.random(rows) < 1 / 3_000)) % len(PRODUCTS)]
    order = np.char.add("O-", (np.cumsum(random.random(rows) < 1 / 2_500)).astype(str))
    idle = doing == 3
    return pd.DataFrame(
        {
            "time": time,
            "enterprise": line.enterprise,
            "site": line.site,
            "area": line.area,
            "work_center": line.work_center,
            "work_unit": unit,
            "state": np.where(doing == 0, "executing", "not_executing"),
            "operation_mode": np.where(doing == 2, "setup", "processing"),
            "reason": np.where(doing == 1, "cap_jam", ""),
            "order": np.where(idle, "", order),
            "product": np.where(idle, "", product),
            "produced": _counter(random, made, ran),
            "scrap": _counter(random, lost, ran),
            "energy_kwh": np.cumsum(random.integers(0, 8, rows)) / 1024,
        }
    )


def _counter(random: np.random.Generator, amounts: np.ndarray, ran: np.ndarray) -> np.ndarray:
    """Return a cumulative counter that rolls over its modulus and is reset now and then."""
    total = int(amounts.sum())
    values = MODULUS - max(1, total // 3) + np.cumsum(amounts)
    values %= MODULUS
    # Near the modulus a reset looks like a rollover; while a product runs both have a rate.
    for at in np.flatnonzero(ran & (random.random(len(amounts)) < 1 / 5_000)):
        values[at:] -= values[at] - amounts[at]
        values[at:] %= MODULUS
    return values
