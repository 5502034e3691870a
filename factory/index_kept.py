"""What a store keeps of an index: a run of an edition, and the measured cells of that time."""

from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.index_rows import index_rows
from analytics.index.digital.observations_kept import to_keep
from analytics.kpi_store import KpiBatch
from factory.commands.reading import Source
from factory.data_dir import DataDir
from factory.errors import ConfigError
from factory.index_inputs import index_store, measured_now
from factory.when import wall_ms


def keep_index(source: Source, run: EditionRun) -> None:
    """Write a run, in the place of what was known of its period, and what is measured now."""
    directory = DataDir(source.data_dir)
    if source.place is None and not directory.root.exists():
        raise ConfigError(f"{source.data_dir} holds no store: give --data-dir")
    with directory.owned(), index_store(source, write=True) as stores:
        if stores is None:
            raise ConfigError(f"{source.data_dir} holds no store: give --data-dir")
        in_use = stores.in_use()
        if in_use:
            raise ConfigError(in_use)
        _, kpis, books = stores.for_analytics()
        kpis.write(KpiBatch(rates={"index": index_rows(run)}))
        measured = measured_now(stores, run.catalogue).cells
        books.observations.put(to_keep(books.observations.of(), measured, now=wall_ms()))
