"""Losses and stops of the pipeline against those of the simulator's own journal, row by row.

The simulator has its own words for causes: they are led through the numbers that its machines send
and the mapping files of the agents to our reasons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from analytics.kpi_store import KpiStore
from analytics.loss_queries import LossKey, loss_rows
from analytics.queries import iso
from analytics.stop_queries import stop_rows
from contract.kpi import KpiLevel, Window
from contract.reasons import UNMAPPED
from factory.world_run import PlantSetup
from simulators.trade import find_trade
from simulators.world import World

_LEVELS: tuple[KpiLevel, ...] = ("unit", "line")
# The windows that truth is summed over.
_WINDOWS: tuple[Window, ...] = ("hour", "shift", "day")
_BY: tuple[LossKey, ...] = ("leaf", "loss_group", "attribution", "reason", "root_unit")
_TOLERANCE = 1e-6
# Seconds, stops, pieces.
Amounts = tuple[float, float, float]
Reasons = Mapping[str, Mapping[str, str]]
_NOTHING = (0.0, 0.0, 0.0)


class LossAt(NamedTuple):
    """A way that time of a unit or line went in one window; `split` is production's worth."""

    path: str
    window: str
    window_start: str
    leaf: str
    attribution: str
    reason: str
    root_unit: str
    split: str


class StopAt(NamedTuple):
    """A stop of a unit or line."""

    path: str
    start: str
    leaf: str
    attribution: str
    reason: str
    root_unit: str
    order: str
    product: str


Key = LossAt | StopAt
K = TypeVar("K", LossAt, StopAt)


@dataclass(frozen=True, slots=True)
class LossMismatch:
    """A way of a place and window, or a stop, that is not what really happened."""

    key: Key
    got: Amounts
    want: Amounts

    def __str__(self) -> str:
        """Say where and by how much, in one line."""
        what = "stop" if isinstance(self.key, StopAt) else "time"
        named = " ".join(word or "-" for word in self.key)
        return f"{what} {named}: got {self.got}, truth {self.want} (seconds, stops, pieces)"


def loss_mismatches(
    store: KpiStore, world: World, setup: PlantSetup, *, end: int
) -> list[LossMismatch]:
    """Return every loss and stop of a played world that differs from its truth."""
    losses = measured_losses(store), true_losses(world, setup, end=end)
    stops = measured_stops(store), true_stops(world, setup, end=end)
    return compare_amounts(*losses) + compare_amounts(*stops)


def reasons_of(setup: PlantSetup, path: str) -> dict[str, str]:
    """Return our reason for each cause of a line of the simulator."""
    line = next(line for line in setup.scenario.lines if line.config.path == path)
    codes = find_trade(line.config.trade).words(line.config, line.section).codes
    words: dict[str, str] = {}
    for mapping in setup.agents[path].mapping.values():
        words |= mapping.words.get("stop_reasons", {})
    return {cause: words.get(str(code), UNMAPPED) for cause, code in codes.items()}


def compare_amounts(got: Mapping[K, Amounts], want: Mapping[K, Amounts]) -> list[LossMismatch]:
    """Return the amounts that differ, and those that are on one side only."""
    return [
        LossMismatch(key, got.get(key, _NOTHING), want.get(key, _NOTHING))
        for key in sorted(got.keys() | want.keys())
        if not _close(got.get(key, _NOTHING), want.get(key, _NOTHING))
    ]


def measured_losses(store: KpiStore) -> dict[LossAt, Amounts]:
    """Read the losses of every hour, shift and day."""
    found: dict[LossAt, Amounts] = {}
    names = ["path", "window", "window_start", "leaf", "attribution", "reason", "root_unit"]
    for level in _LEVELS:
        for window in _WINDOWS:
            rows = loss_rows(store, level=level, window=window, by=_BY)
            # What production was worth is its group; the groups of stops follow from reasons.
            split = rows["loss_group"].where(rows["leaf"] == "production", "")
            keys = rows[names].assign(split=split).itertuples(index=False, name=None)
            sums = rows[["duration_s", "count", "pieces"]].itertuples(index=False, name=None)
            found |= _summed(zip(map(LossAt._make, keys), sums, strict=True))
    return found


def true_losses(world: World, setup: PlantSetup, *, end: int) -> dict[LossAt, Amounts]:
    """Spell the true losses under our names; several true causes may be one reason of ours."""
    reasons = _all_reasons(setup)
    return _summed(
        (
            LossAt(
                row.path,
                row.window,
                iso(row.window_start),
                row.leaf,
                row.attribution,
                _ours(row.path, row.cause, reasons),
                row.root_unit,
                row.split,
            ),
            (row.duration_s, row.count, row.pieces),
        )
        for row in world.truth_losses(end)
    )


def measured_stops(store: KpiStore) -> dict[StopAt, Amounts]:
    """Read every stop."""
    rows = stop_rows(store)
    keys = rows[list(StopAt._fields)].itertuples(index=False, name=None)
    lengths = ((float(length), 1.0, 0.0) for length in rows["duration_s"])
    return _summed(zip(map(StopAt._make, keys), lengths, strict=True))


def true_stops(world: World, setup: PlantSetup, *, end: int) -> dict[StopAt, Amounts]:
    """Spell the true stops under our names."""
    reasons = _all_reasons(setup)
    return _summed(
        (
            StopAt(
                stop.path,
                iso(stop.start),
                stop.leaf,
                stop.attribution,
                _ours(stop.path, stop.cause, reasons),
                stop.root_unit,
                stop.order,
                stop.product,
            ),
            ((stop.end - stop.start) / 1000, 1.0, 0.0),
        )
        for stop in world.truth_stops(end)
    )


def _all_reasons(setup: PlantSetup) -> Reasons:
    paths = (line.config.path for line in setup.scenario.lines)
    return {path: reasons_of(setup, path) for path in paths}


def _ours(path: str, cause: str, reasons: Reasons) -> str:
    if not cause:
        return ""
    line = next(line for line in reasons if path == line or path.startswith(f"{line}/"))
    return reasons[line].get(cause, UNMAPPED)


def _summed(amounts: Iterable[tuple[K, Amounts]]) -> dict[K, Amounts]:
    found: dict[K, Amounts] = {}
    for key, (seconds, count, pieces) in amounts:
        before = found.get(key, _NOTHING)
        found[key] = (before[0] + seconds, before[1] + count, before[2] + pieces)
    return found


def _close(got: Amounts, want: Amounts) -> bool:
    pairs = zip(got, want, strict=True)
    return all(abs(a - b) <= _TOLERANCE * max(1.0, abs(b)) for a, b in pairs)
