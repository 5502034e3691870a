"""Where the time of units and lines truly went: leaf, cause, whose it was, and its root.

Stretches of the story enter; rows per unit or line and window leave, which add up to the window.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from simulators.journal import Attribution, JournalEvent, Pieces
from simulators.truth.start_up import Earned, PieceFates
from simulators.truth.stops import begins_stop
from simulators.truth.story import Doing, Listener, Story
from simulators.truth.tally import Tally
from simulators.truth.unit import Leaf, Window, WindowKind

__all__ = ["ConstraintTruth", "LossSums", "LossTruth", "Split"]

Split = Literal["", "valuable", "quality", "start_up", "speed"]
_Place = tuple[Literal["unit", "line"], str]


class _Row(msgspec.Struct, frozen=True):
    """Base: the unit or line, and the window."""

    path: str
    window: WindowKind
    window_start: int
    window_end: int


class LossTruth(_Row, frozen=True):
    """Time of one window that went one way."""

    level: Literal["unit", "line"]
    leaf: Leaf
    cause: str
    """In the simulator's words; empty for production and unscheduled time."""
    attribution: Attribution
    root_unit: str
    """Unit that starved or blocked it; empty when no neighbour did, or one outside the line."""
    split: Split
    """What production was worth; empty for every other leaf."""
    duration_s: float
    """A negative `speed` is a gain; a line's is the mean of its constraint's units by capacity."""
    count: float
    """Stops that began in the window; a line's weighted like its time."""
    pieces: float
    """Pieces lost, of quality and start_up: the unit's count, or line items."""


class ConstraintTruth(_Row, frozen=True):
    """Time for which one unit was the line's momentary constraint."""

    unit: str
    """Empty when it lay outside the line."""
    duration_s: float


class _Key(NamedTuple):
    leaf: Leaf
    cause: str
    attribution: Attribution
    root: str


_BUSY: frozenset[Leaf] = frozenset({"production", "setup", "delay", "down", "unknown"})


class LossSums(Listener):
    """Sums time and stops of each unit, and of the line as its running constraint spent it."""

    hears = frozenset({Pieces})

    def __init__(self, story: Story) -> None:
        self._story = story
        self._time: Tally[tuple[str, _Key]] = Tally()
        self._stops: Tally[tuple[str, _Key]] = Tally()
        self._line_time: Tally[tuple[str, str, _Key]] = Tally()
        """By running product, member of its constraint stage, and way."""
        self._line_stops: Tally[tuple[str, str, _Key]] = Tally()
        self._constraint: Tally[str] = Tally()
        self._fates = PieceFates(story.rates, last_counter=story.config.last_counter)

    def spend(self, unit: str, ms: int, doing: Doing) -> None:
        """Give time to the way it went."""
        story, key = self._story, _key_of(doing)
        self._time.add((unit, key), ms)
        members = story.members
        if unit not in members:
            return
        self._line_time.add((story.product, unit, key), ms)
        if unit == members[0] and doing.leaf in _BUSY:
            waits = doing.cause in story.words.starved or doing.cause in story.words.blocked
            self._constraint.add(doing.root if waits else unit, ms)

    def turn(self, unit: str, t: int, before: Doing, after: Doing) -> None:
        """Count stops as they begin."""
        self._fates.turn(unit, t, before, after)
        if begins_stop(before, after):
            key = _key_of(after)
            self._stops.add((unit, key), 1)
            if unit in self._story.members:
                self._line_stops.add((self._story.product, unit, key), 1)

    def take(self, event: JournalEvent, doing: Doing) -> None:
        """Count pieces."""
        self._fates.take(event, doing)

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        for tally in (self._time, self._stops, self._line_time, self._line_stops):
            tally.fold(windows)
        self._constraint.fold(windows)
        self._fates.fold(windows)

    def rows(self) -> list[LossTruth]:
        """Return every row up to where the story has come, units first, then the line."""
        now = self._story.windows()
        ms, stops = _by_unit(self._time.over(now)), _by_unit(self._stops.over(now))
        self._add_line(ms, self._line_time.over(now))
        self._add_line(stops, self._line_stops.over(now))
        earned = self._fates.earned(now)
        rows: list[LossTruth] = []
        nothing = Earned({}, {})
        for (unit, window), ways in sorted(ms.items(), key=lambda item: (not item[0][0], item[0])):
            counts = stops.get((unit, window), {})
            place = self._place(unit)
            production_ms = 0.0
            for way in sorted(ways.keys() | counts.keys()):
                if way.leaf == "production":
                    production_ms += ways[way]
                    continue
                seconds, count = ways.get(way, 0.0) / 1000, counts.get(way, 0.0)
                rows.append(_row(place, window, way, duration_s=seconds, count=count))
            if production_ms or (unit, window) in earned:
                got = earned.get((unit, window), nothing)
                rows.extend(_split(place, window, production_ms / 1000, got))
        return rows

    def constraints(self) -> list[ConstraintTruth]:
        """Return who was the momentary constraint for how long of its planned busy time."""
        path = self._story.config.path
        return [
            ConstraintTruth(path, *window, unit=unit, duration_s=ms / 1000)
            for window, sums in sorted(self._constraint.over(self._story.windows()).items())
            for unit, ms in sorted(sums.items())
        ]

    def _place(self, unit: str) -> _Place:
        path = self._story.config.path
        return ("unit", f"{path}/{unit}") if unit else ("line", path)

    def _add_line(
        self,
        found: dict[tuple[str, Window], dict[_Key, float]],
        line: Mapping[Window, Mapping[tuple[str, str, _Key], float]],
    ) -> None:
        """Add the line's sums under the empty unit, each member's weighted by its capacity."""
        weight = self._story.rates.weight
        for window, sums in line.items():
            mine = found.setdefault(("", window), {})
            for (product, unit, way), amount in sorted(sums.items()):
                mine[way] = mine.get(way, 0.0) + amount * weight[product, unit]


def _key_of(doing: Doing) -> _Key:
    """Return the way of a stretch: only a wait or a stop of the unit keeps whose it was."""
    leaf = doing.leaf
    if leaf == "production":
        return _Key(leaf, "", "own", "")
    if leaf in {"delay", "down"}:
        return _Key(leaf, doing.cause, doing.attribution, doing.root)
    return _Key(leaf, "" if leaf == "unscheduled" else doing.cause, "planned", "")


def _by_unit(
    windows: Mapping[Window, Mapping[tuple[str, _Key], float]],
) -> dict[tuple[str, Window], dict[_Key, float]]:
    found: dict[tuple[str, Window], dict[_Key, float]] = {}
    for window, sums in windows.items():
        for (unit, way), amount in sums.items():
            found.setdefault((unit, window), {})[way] = amount
    return found


def _split(
    place: _Place, window: Window, production_s: float, earned: Earned
) -> Iterable[LossTruth]:
    """Split production into what it was worth; what is left, or too much, is speed."""
    way = _Key("production", "", "own", "")
    worth = earned.seconds
    good, start_up, lost = (worth.get(fate, 0.0) for fate in ("good", "start_up", "lost"))
    pieces = earned.pieces
    parts: tuple[tuple[Split, float, float], ...] = (
        ("valuable", good, 0.0),
        ("quality", lost, pieces.get("lost", 0.0)),
        ("start_up", start_up, pieces.get("start_up", 0.0)),
        ("speed", production_s - (good + start_up + lost), 0.0),
    )
    for split, seconds, n in parts:
        if seconds or n:
            yield _row(place, window, way, duration_s=seconds, split=split, pieces=n)


def _row(  # one value per field
    place: _Place,
    window: Window,
    way: _Key,
    *,
    duration_s: float,
    count: float = 0.0,
    split: Split = "",
    pieces: float = 0.0,
) -> LossTruth:
    return LossTruth(
        path=place[1],
        window=window.kind,
        window_start=window.start,
        window_end=window.end,
        level=place[0],
        leaf=way.leaf,
        cause=way.cause,
        attribution=way.attribution,
        root_unit=way.root,
        split=split,
        duration_s=duration_s,
        count=count,
        pieces=pieces,
    )
