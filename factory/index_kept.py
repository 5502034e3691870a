"""What a store keeps of an index: a run of an edition, and the measured cells of that time."""

from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.index_rows import index_rows
from analytics.index.digital.observations_kept import to_keep
from analytics.kpi_store import KpiBatch
from factory.commands.reading import Source
from factory.errors import ConfigError
from factory.index_inputs import measured_now, written_store
from factory.when import wall_ms


def keep_index(source: Source, run: EditionRun) -> None:
    """Write a run, in the place of what was known of its period, and what is measured now."""
    with written_store(source) as stores:
        in_use = stores.in_use()
        if in_use:
            raise ConfigError(in_use)
        _, kpis, books = stores.for_analytics()
        kpis.write(KpiBatch(rates={"index": index_rows(run)}))
        measured = measured_now(stores, run.catalogue).cells
        books.observations.put(to_keep(books.observations.of(), measured, now=wall_ms()))
