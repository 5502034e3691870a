"""The demo city: enterprises of four sectors over eight quarters, all but three generated.

The measured quarter and a seed enter; facts, members and observations of source `generated` leave.
The distributions stand in `city_plan` (who), `city_laws` (values) and `city_values` (gaps, bounds).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.errors import BadQuery
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.city_plan import MEASURED_PLANTS, enterprises
from analytics.index.digital.city_values import observations_of
from analytics.index.digital.observation import Observation, UnitFacts
from analytics.index.digital.observations_period import span_of

QUARTERS = 8
SEED = 4


@dataclass(frozen=True, slots=True)
class City:
    """A region as the index takes it.

    Args:
        periods: quarters, the measured one last.
        facts: of every unit that is a member in any of them, the measured plants first.
        members: of each quarter; the measured plants only in the last.
        observations: of the generated units; those of the measured plants come from elsewhere.
    """

    periods: tuple[str, ...]
    facts: Mapping[str, UnitFacts]
    members: Mapping[str, tuple[str, ...]]
    observations: tuple[Observation, ...]


def demo_city(
    catalogue: Catalogue,
    *,
    measured: str,
    plants: Sequence[UnitFacts] = MEASURED_PLANTS,
    quarters: int = QUARTERS,
    seed: int = SEED,
) -> City:
    """Generate the city up to the measured quarter, `2025-Q4` for one, around measured plants."""
    periods = quarters_until(measured, quarters)
    known = enterprises(seed, quarters)
    places = tuple(one.unit for one in plants)
    members = {
        period: (
            *(places if period == measured else ()),
            *(one.facts.unit for one in known if one.first <= number <= one.last),
        )
        for number, period in enumerate(periods)
    }
    return City(
        periods,
        {one.unit: one for one in (*plants, *(one.facts for one in known))},
        members,
        tuple(told for one in known for told in observations_of(one, catalogue, periods, seed)),
    )


def quarters_until(last: str, count: int) -> tuple[str, ...]:
    """Return so many quarters in order, the last of them `last`; raises BadQuery."""
    if span_of(last) != "quarter" or count < 1:
        raise BadQuery(
            f"a city has one quarter or more, up to one as 2025-Q4: not {count}, {last!r}"
        )
    end = int(last[:4]) * 4 + int(last[-1]) - 1
    return tuple(f"{at // 4:04d}-Q{at % 4 + 1}" for at in range(end - count + 1, end + 1))
