"""A line of a trade that says what a test writes down, and its measures when the loop has run."""

from collections.abc import Mapping, Sequence

import msgspec
import pandas as pd

from analytics.master.data import master_data_of
from analytics.trade.queries import TradeBy, trade_rows
from tests.suites.loop_plant import HOUR, LINE, START, Plant

MINUTE = 60_000
Values = Mapping[str, float | str | None]


class Unit:
    """What one unit says every ten seconds from START to `until`; tests change it at instants."""

    def __init__(self, name: str, *, until: int, **fields: object) -> None:
        self.name = name
        self._until = until
        self._changes: dict[int, dict[str, object]] = {START: fields}
        self._values: dict[int, Values] = {}
        self._silent: list[tuple[int, int]] = []

    def at(self, t: int, **fields: object) -> "Unit":
        """From t on say this; a counter given as `good_per_beat` rises with every heartbeat."""
        self._changes[t] = {**self._changes.get(t, {}), **fields}
        return self

    def told(self, t: int, **values: float | str | None) -> "Unit":
        """Tell process values at t."""
        self._values[t] = values
        return self

    def silent(self, start: int, end: int) -> "Unit":
        """Say nothing between two instants."""
        self._silent.append((start, end))
        return self

    def samples(self) -> pd.DataFrame:
        """Return the samples."""
        said: dict[str, object] = {}
        counters: dict[str, float] = {}
        rows = []
        beats = set(range(START, self._until + 1, 10_000))
        for t in sorted(beats | self._changes.keys() | self._values.keys()):
            for name, amount in said.items():
                if name.endswith("_per_beat") and t in beats and isinstance(amount, float | int):
                    counter = name.removesuffix("_per_beat")
                    counters[counter] = counters.get(counter, 0) + amount
            said |= self._changes.get(t, {})
            for name in said:
                if name.endswith("_per_beat"):
                    counters.setdefault(name.removesuffix("_per_beat"), 0)
            if any(start < t < end for start, end in self._silent):
                continue
            told = self._values.get(t)
            rows.append(
                {
                    "work_unit": self.name,
                    "time": t,
                    "state": "executing",
                    "operation_mode": "processing",
                    "reason": "",
                    **{name: value for name, value in said.items() if "_per_" not in name},
                    **counters,
                    "process_values": msgspec.json.encode(told).decode() if told else None,
                }
            )
        return pd.DataFrame(rows)


def line_plant(line: Mapping[str, object]) -> Plant:
    """Return a plant with one line whose master data are `line`."""
    entry = {"area": LINE.area, "id": LINE.work_center, **line}
    site = {"enterprise": "demo", "site": "chongqing", "zone": "Asia/Shanghai", "lines": [entry]}
    return Plant(master=master_data_of(site, where="test"))


def played(line: Mapping[str, object], units: Sequence[Unit], *, hours: int = 1) -> Plant:
    """Let the loop compute what units of a line said, all of it at once."""
    plant = line_plant(line)
    samples = pd.concat([unit.samples() for unit in units], ignore_index=True)
    plant.commit(samples)
    plant.say(ended=START + hours * HOUR, samples=len(samples))
    plant.deliver(samples=len(samples))
    plant.settle()
    return plant


def values_of(plant: Plant, measure: str, *by: TradeBy) -> dict[tuple[str, ...], float]:
    """Return the values of a measure over the whole run, by unit and what splits it."""
    rows = trade_rows(plant.store, measures=(measure,), by=by)
    keys = zip(*(rows[name] for name in ("path", *by)), strict=True)
    return {
        (path.split("/", 4)[4] if path.count("/") == 4 else "", *words): float(value)
        for (path, *words), value in zip(keys, rows["value"], strict=True)
    }
