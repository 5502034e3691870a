"""The last stage of a line's readings: applies the faults that were asked for, orders by arrival.

Chances are drawn from (seed, unit, time) and not from a running stream, so a fault strikes the
same readings whether or not the world was fast-forwarded before.
"""

from collections.abc import Iterable, Sequence
from random import Random

from simulators.faults import (
    ClockSkew,
    CounterReset,
    Duplicates,
    Fault,
    OutOfOrder,
    ReadingDropout,
    SilentMachine,
)
from simulators.plc import Plc, Reading, TagValue
from simulators.scenario import LineConfig

__all__ = ["FaultStage"]

_GRID_MS = 10_000
_MINUTE_MS = 60_000


class _UnitFaults:
    """What strikes one unit, in world time, and what it has to remember."""

    __slots__ = (
        "base",
        "duplicate",
        "lost",
        "lost_minutes",
        "offset_ms",
        "out_of_order",
        "refresh",
        "resets",
        "zeroed",
    )

    def __init__(self, faults: Sequence[Fault], *, start: int) -> None:
        self.offset_ms = 0
        self.resets: set[int] = set()
        self.lost: list[tuple[int, int]] = []
        self.lost_minutes = 0.0
        self.duplicate = 0.0
        self.out_of_order: tuple[float, int] = (0.0, 0)
        self.base: dict[str, float] = {}
        """Counter to its true value when it was last zeroed."""
        self.zeroed = False
        """The counters were zeroed since the last reading."""
        self.refresh = False
        """A reading was lost: the next one carries every tag, as a new connection reads them."""
        for fault in faults:
            match fault:
                case CounterReset(at_s=at_s):
                    # On the keep-alive grid, where a reading with the full count stands for sure.
                    self.resets.add(start + -(-round(at_s * 1000) // _GRID_MS) * _GRID_MS)
                case ReadingDropout(probability=probability, intervals_s=intervals):
                    self.lost_minutes = max(self.lost_minutes, probability)
                    self.lost.extend(_stretch(a, b, start) for a, b in intervals)
                case SilentMachine(from_s=from_s, to_s=to_s):
                    self.lost.append(_stretch(from_s, to_s, start))
                case ClockSkew(offset_ms=offset_ms):
                    self.offset_ms += offset_ms
                case Duplicates(probability=probability):
                    self.duplicate = probability
                case OutOfOrder(probability=probability, delay_ms=delay_ms):
                    self.out_of_order = (probability, delay_ms)


class FaultStage:
    """Stands between the controllers and the reader; holds back what arrives late."""

    @classmethod
    def of(
        cls, config: LineConfig, *, faults: Iterable[Fault], seed: int, start: int
    ) -> "FaultStage | None":
        """Return the stage for the faults of this line, or None when there are none."""
        mine = tuple(fault for fault in faults if fault.line == config.path)
        return cls(config, faults=mine, seed=seed, start=start) if mine else None

    def __init__(
        self, config: LineConfig, *, faults: Sequence[Fault], seed: int, start: int
    ) -> None:
        self._seed = f"{seed}/{config.path}"
        self._units = {
            unit.vendor: _UnitFaults(
                [fault for fault in faults if fault.unit in {"", unit.id}], start=start
            )
            for unit in config.units
        }
        self._resets = {reset for unit in self._units.values() for reset in unit.resets}
        self._waiting: list[tuple[int, int, Reading]] = []
        self._number = 0

    def loses(self, name: str, now: int) -> bool:
        """Say whether the reading of a unit (vendor's name) at this time never arrives."""
        return self._is_lost(self._units[name], name, now)

    def resets_at(self, now: int) -> bool:
        """Say whether counters are zeroed now, which must then be read even in a skip."""
        return now in self._resets

    def admit(self, plc: Plc, now: int, tags: dict[str, TagValue]) -> None:
        """Take one reading in, spoiled as the faults of its unit want it."""
        unit = self._units[plc.name]
        if unit.refresh or unit.zeroed:
            tags = self._completed(unit, plc, tags)
        if unit.base:
            tags = _rebased(tags, unit.base)
        if now in unit.resets:
            unit.base = {tag: _number(plc.values.get(tag)) for tag in plc.counters}
            unit.zeroed = True
        if self._is_lost(unit, plc.name, now):
            unit.refresh = True
            return
        arrival = now
        chance, delay_ms = unit.out_of_order
        if chance:
            random = Random(f"{self._seed}/{plc.name}/late/{now}")
            if random.random() < chance:
                arrival += random.randint(1, delay_ms)
        reading = Reading(plc.name, now + unit.offset_ms, arrival, tags)
        self._put(reading)
        if unit.duplicate and self._draw(plc.name, "twice", now) < unit.duplicate:
            self._put(reading)

    def arrived(self, t: int) -> list[Reading]:
        """Return what has arrived by t, in order of arrival."""
        self._waiting.sort(key=lambda item: item[:2])
        cut = len(self._waiting)
        while cut and self._waiting[cut - 1][0] > t:
            cut -= 1
        out = [item[2] for item in self._waiting[:cut]]
        del self._waiting[:cut]
        return out

    def forget(self) -> None:
        """Drop what waits: a skip delivers nothing."""
        self._waiting.clear()

    def _put(self, reading: Reading) -> None:
        self._number += 1
        self._waiting.append((reading.arrival_ms, self._number, reading))

    def _is_lost(self, unit: _UnitFaults, name: str, now: int) -> bool:
        if any(a <= now < b for a, b in unit.lost):
            return True
        return bool(unit.lost_minutes) and (
            self._draw(name, "lost", now // _MINUTE_MS) < unit.lost_minutes
        )

    def _draw(self, name: str, purpose: str, key: int) -> float:
        return Random(f"{self._seed}/{name}/{purpose}/{key}").random()

    @staticmethod
    def _completed(unit: _UnitFaults, plc: Plc, tags: dict[str, TagValue]) -> dict[str, TagValue]:
        """Add every tag after a loss, every counter after a reset."""
        if unit.refresh:
            tags = dict(plc.values)
        else:
            tags = {**tags, **{tag: plc.values.get(tag) for tag in sorted(plc.counters)}}
        unit.refresh = unit.zeroed = False
        return tags


def _rebased(tags: dict[str, TagValue], base: dict[str, float]) -> dict[str, TagValue]:
    return {
        tag: value - base[tag] if tag in base and isinstance(value, int | float) else value
        for tag, value in tags.items()
    }


def _number(value: TagValue) -> float:
    return value if isinstance(value, int | float) else 0


def _stretch(from_s: float, to_s: float, start: int) -> tuple[int, int]:
    return start + round(from_s * 1000), start + round(to_s * 1000)
