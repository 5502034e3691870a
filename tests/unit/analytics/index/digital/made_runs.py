"""Runs of a small study over the demo city, for tests of what is made of them."""

from collections.abc import Sequence
from functools import cache

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.edition_run import EditionRun, RunConfig, run_edition
from analytics.index.digital.observation import Observation
from analytics.index.digital.scoring import index_config
from analytics.index.uncertainty_config import Study, UncertaintyConfig
from tests.unit.analytics.index.digital.city_editions import generated, small_city

PERIOD = "2025-Q4"


def run_config(*, as_of: int | None = None, samples: int | None = None) -> RunConfig:
    """Return a study of a few runs."""
    return RunConfig(
        edition=shipped().edition,
        period=PERIOD,
        study=Study(
            index=index_config(shipped()), uncertainty=UncertaintyConfig(runs=40, block=20)
        ),
        as_of=as_of,
        samples=samples,
    )


def run_of(
    config: RunConfig,
    observations: Sequence[Observation] | None = None,
    *,
    members: Sequence[str] | None = None,
) -> EditionRun:
    """Run the city's generated enterprises, or some of them."""
    city = small_city()
    return run_edition(
        city.observations if observations is None else observations,
        city.facts,
        shipped(),
        members=generated(PERIOD) if members is None else members,
        config=config,
    )


@cache
def city_run() -> EditionRun:
    """Return the run with all that is known."""
    return run_of(run_config(samples=16))
