"""Losses and stops of the pipeline against those of the simulator's own journal, row by row.

The simulator has its own words for causes: they are led through the numbers that its machines send
and the mapping files of the agents to our reasons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.kpi_store import KpiStore
from analytics.loss_queries import LossKey, loss_rows
from analytics.queries import iso
from analytics.stop_queries import stop_rows
from contract.kpi import KpiLevel, Window
from contract.reasons import UNMAPPED
from factory.world_run import PlantSetup
from simulators.trade import find_trade
from simulators.truth_loss import LossTruth
from simulators.truth_stops import StopTruth
from simulators.world import World

_LEVELS: tuple[KpiLevel, ...] = ("unit", "line")
# The windows that truth is summed over.
_WINDOWS: tuple[Window, ...] = ("hour", "shift", "day")
_BY: tuple[LossKey, ...] = ("leaf", "loss_group", "attribution", "reason", "root_unit")
_TOLERANCE = 1e-6
# Seconds, stops, pieces.
Amounts = tuple[float, float, float]
Key = tuple[str, ...]
Reasons = Mapping[str, Mapping[str, str]]
_NOTHING = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class LossMismatch:
    """A way of a place and window, or a stop, that is not what really happened."""

    key: Key
    got: Amounts
    want: Amounts

    def __str__(self) -> str:
        """Say where and by how much, in one line."""
        named = " ".join(word or "-" for word in self.key)
        return f"{named}: got {self.got}, truth {self.want} (seconds, stops, pieces)"


def loss_mismatches(
    store: KpiStore, world: World, setup: PlantSetup, *, end: int
) -> list[LossMismatch]:
    """Return every loss and stop of a played world that differs from its truth."""
    reasons = {
        line.config.path: reasons_of(setup, line.config.path) for line in setup.scenario.lines
    }
    losses = compare_amounts(measured_losses(store), true_losses(world.truth_losses(end), reasons))
    return losses + compare_amounts(
        measured_stops(store), true_stops(world.truth_stops(end), reasons)
    )


def reasons_of(setup: PlantSetup, path: str) -> dict[str, str]:
    """Return our reason for each cause of a line of the simulator."""
    line = next(line for line in setup.scenario.lines if line.config.path == path)
    codes = find_trade(line.config.trade).words(line.config, line.section).codes
    words: dict[str, str] = {}
    for mapping in setup.agents[path].mapping.values():
        words |= mapping.words.get("stop_reasons", {})
    return {cause: words.get(str(code), UNMAPPED) for cause, code in codes.items()}


def compare_amounts(
    got: Iterable[tuple[Key, Amounts]], want: Iterable[tuple[Key, Amounts]]
) -> list[LossMismatch]:
    """Add up amounts of equal keys and return those that differ."""
    ours, true = _summed(got), _summed(want)
    return [
        LossMismatch(key, ours.get(key, _NOTHING), true.get(key, _NOTHING))
        for key in sorted({*ours, *true})
        if not _close(ours.get(key, _NOTHING), true.get(key, _NOTHING))
    ]


def measured_losses(store: KpiStore) -> Iterator[tuple[Key, Amounts]]:
    """Read the losses of every hour, shift and day."""
    names = ["path", "window", "window_start", "leaf", "attribution", "reason", "root_unit"]
    for level in _LEVELS:
        for window in _WINDOWS:
            rows = loss_rows(store, level=level, window=window, by=_BY)
            # What production was worth is its group; the groups of stops follow from reasons.
            split = rows["loss_group"].where(rows["leaf"] == "production", "")
            keys = rows[names].assign(split=split).itertuples(index=False, name=None)
            sums = rows[["duration_s", "count", "pieces"]].itertuples(index=False, name=None)
            yield from zip(keys, sums, strict=True)


def true_losses(truth: Sequence[LossTruth], reasons: Reasons) -> Iterator[tuple[Key, Amounts]]:
    """Spell the true losses under our names."""
    for row in truth:
        place = row.path, row.window, iso(row.window_start), row.leaf, row.attribution
        key = (*place, _ours(row.path, row.cause, reasons), row.root_unit, row.split)
        yield key, (row.duration_s, row.count, row.pieces)


def measured_stops(store: KpiStore) -> Iterator[tuple[Key, Amounts]]:
    """Read every stop."""
    rows = stop_rows(store)
    names = ["path", "start", "leaf", "attribution", "reason", "root_unit", "order", "product"]
    keys = rows[names].itertuples(index=False, name=None)
    for key, duration_s in zip(keys, rows["duration_s"], strict=True):
        yield ("stop", *key), (duration_s, 1.0, 0.0)


def true_stops(truth: Sequence[StopTruth], reasons: Reasons) -> Iterator[tuple[Key, Amounts]]:
    """Spell the true stops under our names."""
    for stop in truth:
        place = "stop", stop.path, iso(stop.start), stop.leaf, stop.attribution
        cause = _ours(stop.path, stop.cause, reasons), stop.root_unit
        yield (
            (*place, *cause, stop.order, stop.product),
            ((stop.end - stop.start) / 1000, 1.0, 0.0),
        )


def _ours(path: str, cause: str, reasons: Reasons) -> str:
    if not cause:
        return ""
    line = next(line for line in reasons if path == line or path.startswith(f"{line}/"))
    return reasons[line].get(cause, UNMAPPED)


def _summed(amounts: Iterable[tuple[Key, Amounts]]) -> dict[Key, Amounts]:
    # Several causes of the truth may be one reason of ours.
    found: dict[Key, Amounts] = {}
    for key, (seconds, count, pieces) in amounts:
        before = found.get(key, _NOTHING)
        found[key] = (before[0] + seconds, before[1] + count, before[2] + pieces)
    return found


def _close(got: Amounts, want: Amounts) -> bool:
    pairs = zip(got, want, strict=True)
    return all(abs(a - b) <= _TOLERANCE * max(1.0, abs(b)) for a, b in pairs)
