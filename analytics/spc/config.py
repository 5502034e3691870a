"""What master data say of the characteristics that control charts watch, checked.

One `[[lines.characteristics]]` table enters per chart; nothing wrong gets past `check`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from analytics.errors import BadConfig
from analytics.spc.charts import CHARTS, ChartName, Rule
from contract.sample import Segment, ValueName

# The names of a chart of counts: defects per piece, and the share of pieces with any.
DEFECTS, REJECTS = "defects", "rejects"
EVERY_PRODUCT = "*"
# The range of more values wastes what they know; a handbook says ten, its tables end at 25.
_MOST_OF_A_RANGE = 25


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of this part of the file."""


class FrozenEntry(_Entry, frozen=True, kw_only=True):
    """Limits that people froze; they hold from `frozen_at` on, until the next ones.

    Args:
        sigma: standard deviation of a single value within subgroups; charts of counts have their
            own.
        since, until: first and last value they rest on; `subgroups` is how many.
    """

    frozen_at: datetime
    centre: float
    sigma: Annotated[float, Meta(gt=0)] | None = None
    since: datetime | None = None
    until: datetime | None = None
    subgroups: Annotated[int, Meta(ge=0)] = 0


class ProductEntry(_Entry, frozen=True, kw_only=True):
    """What one product asks for, in the characteristic's unit; a limit left out is none."""

    target: float | None = None
    lower_spec: float | None = None
    upper_spec: float | None = None
    frozen: tuple[FrozenEntry, ...] = ()


class CharacteristicEntry(_Entry, frozen=True, kw_only=True):
    """One control chart of a work unit.

    Args:
        name: the process value that is measured, or `defects` (chart u) or `rejects` (chart p).
        subgroup: values of a subgroup; of a chart of counts the pieces of one point.
        every_product: one chart for all products, whose points name none and whose limits are
            those of the product "*".
        rules: what raises an alarm; left out, what is usual for the chart.
        products: per product; the product "*" stands for every one that is not named.
    """

    unit: Segment
    name: ValueName
    name_en: str = ""
    name_zh: str = ""
    chart: ChartName
    subgroup: Annotated[int, Meta(ge=1, le=100_000)]
    unit_of_measure: str = ""
    every_product: bool = False
    rules: tuple[Rule, ...] | None = None
    products: dict[str, ProductEntry] = {}

    def product(self, name: str) -> ProductEntry:
        """Return what a product asks for, which may be nothing."""
        return self.products.get(name) or self.products.get(EVERY_PRODUCT) or ProductEntry()

    @property
    def alarm_rules(self) -> tuple[Rule, ...]:
        """What raises an alarm."""
        return CHARTS[self.chart].rules if self.rules is None else self.rules


def instant(time: datetime) -> int:
    """Return ms UTC."""
    return round(time.astimezone(UTC).timestamp() * 1000)


def check(entries: Sequence[CharacteristicEntry], units: Sequence[str], where: str) -> None:
    """Refuse characteristics that cannot be charted; `where` names their line."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        place = f"{where}: characteristics.{entry.unit}/{entry.name}"
        if units and entry.unit not in units:
            raise BadConfig(f"{place}: unit {entry.unit!r} is in no stage: correct it")
        if (entry.unit, entry.name) in seen:
            raise BadConfig(f"{place}: stands twice: remove one")
        seen.add((entry.unit, entry.name))
        _check_size(entry, place)
        if entry.every_product and set(entry.products) - {EVERY_PRODUCT}:
            raise BadConfig(f"{place}: products: a chart of every product has the product * only")
        for product, wanted in entry.products.items():
            _check_product(entry, wanted, f"{place}: products.{product}")


def _check_size(entry: CharacteristicEntry, place: str) -> None:
    chart = CHARTS[entry.chart]
    counted = {"u": DEFECTS, "p": REJECTS}.get(entry.chart)
    if (counted or entry.name) != entry.name or (not counted and entry.name in {DEFECTS, REJECTS}):
        raise BadConfig(
            f"{place}: chart = {entry.chart!r} does not fit: defects have the chart u,"
            " rejects the chart p, and process values one of xbar_r, xbar_s, individuals"
        )
    if chart.single and entry.subgroup != 1:
        raise BadConfig(f"{place}: subgroup = {entry.subgroup}: individuals have subgroups of 1")
    if chart.measured and not chart.single and entry.subgroup < 2:
        raise BadConfig(
            f"{place}: subgroup = {entry.subgroup}: a mean needs 2 values or more;"
            " for single values take the chart individuals"
        )
    if entry.chart == "xbar_r" and entry.subgroup > _MOST_OF_A_RANGE:
        raise BadConfig(
            f"{place}: subgroup = {entry.subgroup}: beyond {_MOST_OF_A_RANGE} values take xbar_s"
        )
    if not chart.measured and entry.rules is not None and "spread" in entry.rules:
        raise BadConfig(f"{place}: rules: a chart of counts has no spread: leave it out")


def _check_product(entry: CharacteristicEntry, wanted: ProductEntry, place: str) -> None:
    known = [
        limit
        for limit in (wanted.lower_spec, wanted.target, wanted.upper_spec)
        if limit is not None
    ]
    if known != sorted(set(known)):
        raise BadConfig(f"{place}: write lower_spec < target < upper_spec, or leave some out")
    dates = [frozen.frozen_at for frozen in wanted.frozen]
    times = [d for f in wanted.frozen for d in (f.frozen_at, f.since, f.until) if d is not None]
    if any(time.tzinfo is None for time in times):
        raise BadConfig(f"{place}: frozen: a time needs an offset, as 2026-03-02T06:00:00+08:00")
    if dates != sorted(set(dates)):
        raise BadConfig(f"{place}: frozen: write the limits in the order of their dates, each once")
    for frozen in wanted.frozen:
        if CHARTS[entry.chart].measured and frozen.sigma is None:
            raise BadConfig(f"{place}: frozen: limits of measured values need sigma")
        if not CHARTS[entry.chart].measured:
            if frozen.sigma is not None:
                raise BadConfig(f"{place}: frozen: the centre of counts gives sigma: leave it out")
            if not 0 < frozen.centre < CHARTS[entry.chart].greatest:
                raise BadConfig(
                    f"{place}: frozen: centre = {frozen.centre:g} must be above 0, a share below 1"
                )
