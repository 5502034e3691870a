"""A run of an edition to files: the same run, the same bytes, and its configuration with them.

JSON and XLSX hold every table and the configuration, JSON also the edition with its observations;
CSV, Parquet and SDMX-CSV hold the values of all levels in one table, and their configuration is a
file of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec
import pandas as pd

from analytics.errors import BadConfig
from analytics.export import to_csv, to_parquet
from analytics.index.digital.edition_run import EditionRun, RunConfig, config_from, config_json
from analytics.index.digital.published import published_of
from analytics.index.digital.run_public import public_metadata, public_tables, public_values
from analytics.index.digital.run_sdmx import sdmx_csv
from analytics.index.digital.run_tables import metadata_of, tables_of, values_table
from analytics.index.digital.run_workbook import workbook
from analytics.records import Value, records

RunFormat = Literal["csv", "json", "parquet", "xlsx", "sdmx"]
RUN_FORMATS: tuple[RunFormat, ...] = get_args(RunFormat)
# Files of these do not hold the configuration themselves.
APART: frozenset[RunFormat] = frozenset(("csv", "parquet", "sdmx"))


def exported(run: EditionRun, form: RunFormat, *, public: bool = False) -> bytes:
    """Return a run as a file; a public one holds no unit, and no figure that would tell one's."""
    return _WRITERS[form](_Public(run) if public else _Whole(run))


def beside(run: EditionRun, *, public: bool = False) -> bytes:
    """Return the file that goes with one without room for the configuration.

    That of a public one says what is withheld, too.
    """
    if not public:
        return config_json(run.config).encode() + b"\n"
    return _spelled({"run": _config(run), "metadata": public_metadata(run)})


def configuration_in(content: bytes) -> RunConfig:
    """Read the configuration of an exported JSON, or one that stands alone; raises BadConfig."""
    try:
        found = msgspec.json.decode(content)
        inner = found["run"] if isinstance(found, dict) and "run" in found else found
        return config_from(msgspec.json.encode(inner))
    except msgspec.MsgspecError as error:
        raise BadConfig(f"the configuration of a run cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class _Whole:
    """What goes into a file of a run."""

    run: EditionRun

    def values(self) -> pd.DataFrame:
        return values_table(self.run)

    def tables(self) -> Mapping[str, pd.DataFrame]:
        return tables_of(self.run)

    def metadata(self) -> Mapping[str, Value]:
        return metadata_of(self.run)

    def edition(self) -> Mapping[str, object]:
        return {"published": published_of(self.run)}


class _Public(_Whole):
    """What goes into a file that is published: not the edition, which is the units themselves."""

    def values(self) -> pd.DataFrame:
        return public_values(self.run)

    def tables(self) -> Mapping[str, pd.DataFrame]:
        return public_tables(self.run)

    def metadata(self) -> Mapping[str, Value]:
        return public_metadata(self.run)

    def edition(self) -> Mapping[str, object]:
        return {}


def _json(content: _Whole) -> bytes:
    return _spelled(
        {
            "run": _config(content.run),
            **content.edition(),
            "metadata": content.metadata(),
            "tables": {name: records(table) for name, table in content.tables().items()},
        }
    )


def _spelled(whole: Mapping[str, object]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _config(run: EditionRun) -> object:
    return msgspec.json.decode(config_json(run.config))


_WRITERS: Mapping[RunFormat, Callable[[_Whole], bytes]] = {
    "csv": lambda content: to_csv(content.values()),
    "json": _json,
    "parquet": lambda content: to_parquet(content.values()),
    "xlsx": lambda content: workbook(content.run, content.tables(), content.metadata()),
    "sdmx": lambda content: sdmx_csv(content.values(), content.run.catalogue),
}
