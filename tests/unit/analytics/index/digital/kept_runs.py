"""Runs of the demo city kept in memory, for tests of what explains kept rows."""

from collections.abc import Sequence

import msgspec

from analytics.index.config import Aggregator, IndexConfig
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.edition_run import EditionRun, run_edition
from analytics.index.digital.index_rows import index_rows
from analytics.kpi_store import KpiBatch
from analytics.stores.memory_kpi_store import MemoryKpiStore
from tests.unit.analytics.index.digital.city_editions import small_city, with_aggregators
from tests.unit.analytics.index.digital.made_runs import run_config


def run_by(index: IndexConfig, period: str, *, members: Sequence[str] | None = None) -> EditionRun:
    """Run the city's measured and generated units by a configuration."""
    city = small_city()
    plain = run_config()
    study = msgspec.structs.replace(plain.study, index=index)
    return run_edition(
        city.observations,
        city.facts,
        shipped(),
        members=city.members[period] if members is None else members,
        config=msgspec.structs.replace(plain, period=period, study=study),
    )


def added_up_by(aggregators: tuple[Aggregator, ...]) -> IndexConfig:
    """Return the shipped index, added up in another way."""
    return with_aggregators(run_config().study.index, aggregators)


def kept(*runs: EditionRun) -> MemoryKpiStore:
    """Return a store that holds runs."""
    store = MemoryKpiStore()
    for run in runs:
        store.write(KpiBatch(rates={"index": index_rows(run)}))
    return store
