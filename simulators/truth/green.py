"""What energy, water, air, gas and material truly went into: by leaf, product and order.

Amounts and pieces of the story enter; cells that add up to the meters leave, and fractions of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from simulators.journal import JournalEvent, MeterAmount, Pieces
from simulators.meter import BASE_UNITS_PER
from simulators.scenario import LineConfig
from simulators.truth.line import LineRates
from simulators.truth.story import Doing, Listener, Story
from simulators.truth.tally import Tally
from simulators.truth.unit import Leaf, Window, WindowKind

__all__ = ["Amount", "GreenSums", "GreenTruth", "Level", "LineCells", "Made", "green_rows"]

By = Literal["", "leaf", "product", "order"]
Counted = Literal["good", "scrap", "rework"]
Level = Literal["unit", "line", "site"]


class Amount(NamedTuple):
    """Where an amount of a meter went."""

    unit: str
    kind: str
    leaf: Leaf
    order: str
    product: str


class Made(NamedTuple):
    """Which pieces: of whom, for what, and how they came out."""

    unit: str
    order: str
    product: str
    counted: Counted


class GreenTruth(msgspec.Struct, frozen=True):
    """One measure of a unit, line or site in one window, whole or for one part."""

    level: Level
    path: str
    window: WindowKind
    window_start: int
    window_end: int
    measure: str
    by: By
    part: str
    """Time leaf, product or order, as `by` says; empty for the whole."""
    numerator: float
    denominator: float


class GreenSums(Listener):
    """An amount at t belongs to the leaf, order and product that end at t."""

    hears = frozenset({MeterAmount, Pieces})

    def __init__(self, story: Story) -> None:
        self._story = story
        self._amounts: Tally[Amount] = Tally()
        self._made: Tally[Made] = Tally()
        self._idle: Tally[str] = Tally()

    def spend(self, unit: str, ms: int, doing: Doing) -> None:
        """Sum time outside production, in which a unit might have slept."""
        if doing.leaf != "production":
            self._idle.add(unit, ms)

    def take(self, event: JournalEvent, doing: Doing) -> None:
        """Sum amounts and pieces."""
        match event:
            case MeterAmount(unit=unit, kind=kind, amount=amount):
                key = Amount(unit, kind, doing.leaf, doing.order, doing.product)
                self._amounts.add(key, amount)
            case Pieces(unit=unit, order=order, product=product):
                if event.good:
                    self._made.add(Made(unit, order, product, "good"), event.good)
                if event.scrap:
                    self._made.add(Made(unit, order, product, "scrap"), event.scrap)
                if event.rework:
                    self._made.add(Made(unit, order, product, "rework"), event.rework)
            case _:
                pass

    def fold(self, windows: list[Window]) -> None:
        """End the slot."""
        self._amounts.fold(windows)
        self._made.fold(windows)
        self._idle.fold(windows)

    def amounts(self) -> dict[Window, dict[Amount, float]]:
        """Return what meters gained, in whole base units of their kind."""
        return self._amounts.over(self._story.windows())

    def idle_ms(self) -> dict[Window, dict[str, float]]:
        """Return the time outside production of each unit."""
        return self._idle.over(self._story.windows())

    def made(self) -> dict[Window, dict[Made, float]]:
        """Return pieces, in the units' own counts."""
        return self._made.over(self._story.windows())


class LineCells(NamedTuple):
    """What one line used and made over some windows."""

    config: LineConfig
    rates: LineRates
    amounts: Mapping[Amount, float]
    made: Mapping[Made, float]
    idle_ms: Mapping[str, float]
    """By unit."""


def green_rows(
    level: Level, path: str, window: Window, lines: Sequence[LineCells]
) -> list[GreenTruth]:
    """Return every measure of a place; a unit is given as a line whose cells are its own."""
    found: list[GreenTruth] = []

    def row(measure: str, by: By, part: str, share: tuple[float, float]) -> None:
        if any(share):
            found.append(GreenTruth(level, path, *window, measure, by, part, *share))

    amounts = [cell for line in lines for cell in line.amounts.items()]
    good = _good(lines, "", of_unit=level == "unit")
    for kind, per in BASE_UNITS_PER.items():
        mine = [(key, amount) for key, amount in amounts if key.kind == kind]
        total = sum(amount for _, amount in mine) / per
        row(f"{kind}_per_item", "", "", (total, sum(good.values())))
        for by in ("leaf", "product", "order"):
            parts = _by(mine, by)
            items = {} if by == "leaf" else _good(lines, by, of_unit=level == "unit")
            for part in sorted(parts.keys() | items.keys()):
                used = parts.get(part, 0) / per
                of = sum(good.values()) if by == "leaf" else items.get(part, 0.0)
                row(f"{kind}_per_item", by, part, (used, of))
                if (kind, by) == ("energy_kwh", "leaf"):
                    row("energy_by_leaf", by, part, (used, total))
        if kind == "energy_kwh":
            outside = sum(amount for key, amount in mine if key.leaf != "production") / per
            row("idle_energy_share", "", "", (outside, total))
    for product, (scrap, rework, made) in sorted(_material(lines, of_unit=level == "unit").items()):
        row("material_scrap_pieces", "product", product, (scrap, made))
        row("material_rework_pieces", "product", product, (rework, made))
    return found


def _by(cells: Iterable[tuple[Amount, float]], by: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, amount in cells:
        part: str = getattr(key, by)
        found[part] = found.get(part, 0) + amount
    return found


def _good(lines: Iterable[LineCells], by: str, *, of_unit: bool) -> dict[str, float]:
    """Return good line items of last counters (or of the unit), by product, order or at all."""
    found: dict[str, float] = {}
    for line, key, items in _items(lines):
        if key.counted == "good" and (of_unit or key.unit == line.config.last_counter):
            part: str = getattr(key, by) if by else ""
            found[part] = found.get(part, 0.0) + items
    return found


def _material(
    lines: Iterable[LineCells], *, of_unit: bool
) -> dict[str, tuple[float, float, float]]:
    """Return line items scrapped, to mend and produced by product, as the line's KPIs count them.

    Good ones count at the last counter, scrap (produced, too) and rework from the constraint on. A
    unit's own count all, rework among the produced.
    """
    found: dict[str, tuple[float, float, float]] = {}
    for line, key, items in _items(lines):
        good = key.counted == "good"
        if not of_unit and not (
            key.unit == line.config.last_counter if good else _is_late(line, key)
        ):
            continue
        scrap, rework, made = found.get(key.product, (0.0, 0.0, 0.0))
        mended = key.counted == "rework"
        found[key.product] = (
            scrap + items * (key.counted == "scrap"),
            rework + items * mended,
            made + items * (of_unit or not mended),
        )
    return found


def _is_late(line: LineCells, key: Made) -> bool:
    """Return whether a unit stands at its product's constraint or behind it."""
    return line.rates.stage_of[key.unit] >= line.rates.constraint[key.product]


def _items(lines: Iterable[LineCells]) -> Iterable[tuple[LineCells, Made, float]]:
    for line in lines:
        for key, n in sorted(line.made.items()):
            yield line, key, n * line.rates.items[key.unit]
