"""The demo city of three quarters and editions of it, for tests."""

from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from analytics.index.config import Aggregator, IndexConfig, WeightConfig
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.city import City, demo_city
from analytics.index.digital.editions import Edition, frozen
from analytics.index.digital.scoring import index_config

LATE = 10**14
"""A vintage at which everything is known, ms UTC."""


@cache
def small_city() -> City:
    """Return three quarters of the city."""
    return demo_city(shipped(), measured="2025-Q4", quarters=3)


def generated(period: str) -> tuple[str, ...]:
    """Return the generated members of a quarter."""
    city = small_city()
    return tuple(unit for unit in city.members[period] if not city.facts[unit].measured)


def with_aggregators(config: IndexConfig, aggregators: tuple[Aggregator, ...]) -> IndexConfig:
    """Add the index up in another way."""
    return msgspec.structs.replace(config, aggregators=aggregators)


def with_reference(catalogue: Catalogue, indicator: str, national: float) -> Catalogue:
    """Return a catalogue with another national reference."""
    return msgspec.structs.replace(
        catalogue,
        indicators=tuple(
            msgspec.structs.replace(
                one, national=msgspec.structs.replace(one.national, value=national)
            )
            if one.id == indicator
            else one
            for one in catalogue.indicators
        ),
    )


def edition_of(
    name: str = "2025",
    *,
    catalogue: Catalogue | None = None,
    aggregators: tuple[Aggregator, ...] = ("mean",),
    weights: WeightConfig | None = None,
    members: Mapping[str, Sequence[str]] | None = None,
    vintage: int = LATE,
) -> Edition:
    """Freeze an edition of the city without its measured plants."""
    city = small_city()
    references = catalogue or shipped()
    config = with_aggregators(index_config(references), aggregators)
    return frozen(
        name,
        vintage=vintage,
        catalogue=references,
        config=msgspec.structs.replace(config, weights=weights or WeightConfig()),
        members=members or {period: generated(period) for period in city.periods},
        facts=city.facts,
    )
