"""The catalogue of the 28 indicators: one bilingual file in, checked records out."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from analytics.index.config import Direction, Transform

MeasurementClass = Literal["telemetry", "telemetry_with_records", "declared_checked", "survey"]
"""How it comes to a value: by machines alone, with records, declared and checked, or asked."""
RollUp = Literal["mean", "output_weighted", "asset_weighted", "share_of_firms"]
RateSeries = Literal["automation", "green", ""]
Answer = Literal["ticks", "ladder", "number", "amount", "count"]
"""What a survey asks for: how many of n hold, a rung, a number, money, or counted things."""


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a reference, as its publisher gave it.

    Args:
        status: `published` as it stands, or `assumed` for a demonstration.
        definition, level, population: what the value is of; where they are not those of the
            indicator, reports print `reference mismatch`.
    """

    value: float
    status: Literal["published", "assumed"]
    source: str
    date: str
    definition: str
    level: Literal["plant", "region"]
    population: str


class IndicatorRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One indicator.

    Args:
        id: DF1 to GC6.
        dimension: DF, DM, DP or GC.
        rate: id of the rate of series `automation` or measure of `green` that it is; empty for
            survey items.
        factor: what a rate is multiplied by to be in this unit (100 for per cent).
        plausible: smallest and largest value that is believed.
        floor: the score 0 of the reference scale.
        national, benchmark: N and B of the scale.
        goalposts: ends of the alternative scale; the plausible range without.
        minimum_evidence: in words; the rule itself is the rate's.
        not_applicable: in words, when it does not apply; empty where it always does.
        answer, steps: of survey items: what is asked and how many ticks or rungs there are.
    """

    id: str
    dimension: Literal["DF", "DM", "DP", "GC"]
    name_en: str
    name_zh: str
    note_en: str
    note_zh: str
    formula: str
    definition: str
    variants: tuple[str, ...] = ()
    unit: str
    direction: Direction
    transform: Transform = "none"
    plausible: tuple[float, float]
    floor: float
    national: Reference
    benchmark: Reference
    goalposts: tuple[float, float] | None = None
    roll_up: RollUp = "mean"
    measurement: MeasurementClass
    minimum_evidence: str
    not_applicable: str = ""
    basis: Literal["published_formula", "published_name", "standard", "own"]
    series: RateSeries = ""
    rate: str = ""
    factor: float = 1.0
    answer: Answer | None = None
    steps: Annotated[int, Meta(ge=0)] = 0


class DimensionRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the four dimensions."""

    id: Literal["DF", "DM", "DP", "GC"]
    name_en: str
    name_zh: str


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; `edition` names its references and weights."""

    edition: str
    dimensions: tuple[DimensionRecord, ...]
    indicators: tuple[IndicatorRecord, ...]

    def by_id(self) -> Mapping[str, IndicatorRecord]:
        """Return the indicators by their ids."""
        return {one.id: one for one in self.indicators}
