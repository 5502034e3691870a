"""A run of an edition to files: the same run, the same bytes, and its configuration with them.

JSON and XLSX hold every table and the configuration, JSON also the edition with its observations;
CSV, Parquet and SDMX-CSV hold the values of all levels in one table, and their configuration is a
file of its own.
"""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import msgspec

from analytics.errors import BadConfig
from analytics.export import to_csv, to_parquet
from analytics.index.digital.edition_run import EditionRun, RunConfig, config_from, config_json
from analytics.index.digital.published import published_of
from analytics.index.digital.run_sdmx import sdmx_csv
from analytics.index.digital.run_tables import metadata_of, tables_of, values_table
from analytics.index.digital.run_workbook import workbook
from analytics.records import records

RunFormat = Literal["csv", "json", "parquet", "xlsx", "sdmx"]
RUN_FORMATS: tuple[RunFormat, ...] = get_args(RunFormat)
# Files of these do not hold the configuration themselves.
APART: frozenset[RunFormat] = frozenset(("csv", "parquet", "sdmx"))


def exported(run: EditionRun, form: RunFormat) -> bytes:
    """Return a run as a file."""
    return _WRITERS[form](run)


def configuration_in(content: bytes) -> RunConfig:
    """Read the configuration of an exported JSON, or one that stands alone; raises BadConfig."""
    try:
        found = msgspec.json.decode(content)
        inner = found["run"] if isinstance(found, dict) and "run" in found else found
        return config_from(msgspec.json.encode(inner))
    except msgspec.MsgspecError as error:
        raise BadConfig(f"the configuration of a run cannot be read: {error}") from error


def _json(run: EditionRun) -> bytes:
    whole: Mapping[str, object] = {
        "run": msgspec.json.decode(config_json(run.config)),
        "published": published_of(run),
        "metadata": metadata_of(run),
        "tables": {name: records(table) for name, table in tables_of(run).items()},
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


_WRITERS: Mapping[RunFormat, Callable[[EditionRun], bytes]] = {
    "csv": lambda run: to_csv(values_table(run)),
    "json": _json,
    "parquet": lambda run: to_parquet(values_table(run)),
    "xlsx": workbook,
    "sdmx": lambda run: sdmx_csv(values_table(run), run.catalogue),
}
