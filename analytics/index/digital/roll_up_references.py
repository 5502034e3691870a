"""Where the references that a score rests on are of something else than what is scored."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from analytics.index.digital.catalogue import Catalogue

ReferenceName = Literal["national", "benchmark"]
_REFERENCES: tuple[ReferenceName, ...] = get_args(ReferenceName)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A reference that is of something else than what is scored by it."""

    indicator: str
    reference: ReferenceName
    field: Literal["definition", "level", "population"]
    of_reference: str
    of_indicator: str


def mismatches(
    catalogue: Catalogue, *, level: Literal["plant", "region"], population: str
) -> Iterator[Mismatch]:
    """Yield where a reference's definition, level or population is not that of what is scored.

    An assumed reference is of no population and cannot differ in it.
    """
    for one in catalogue.indicators:
        for name in _REFERENCES:
            reference = one.national if name == "national" else one.benchmark
            if reference.definition != one.definition:
                yield Mismatch(one.id, name, "definition", reference.definition, one.definition)
            if reference.level != level:
                yield Mismatch(one.id, name, "level", reference.level, level)
            if reference.population not in {population, "none"}:
                yield Mismatch(one.id, name, "population", reference.population, population)
