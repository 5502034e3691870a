"""What every column of a listing means, in English and Chinese, with unit, formula and source.

Catalogues and field docs enter; one entry per column leaves, for spreadsheets and `/dictionary`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.dictionary_names import DICTIONARY, FLAGS, KEYS, PLANS, QUANTITIES, Name
from analytics.listings import LISTINGS, Kind
from contract.field_docs import KPI_DOCS
from contract.kpi_catalogue import CATALOGUE

_KINDS: Mapping[str, Kind] = {"1": "percent", "s": "seconds"}
DICTIONARY_COLUMNS = ("listing", "field", "name_en", "name_zh", "unit", "formula", "source")


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of one listing."""

    listing: str
    field: str
    name_en: str
    name_zh: str
    unit: str = ""
    kind: Kind = "text"
    formula: str = ""
    source: str = ""


def entries_of(listing: str, columns: Iterable[str]) -> list[Entry]:
    """Return the entries of these columns; one that nobody named is called as it is."""
    known = _known(listing)
    return [known.get(name) or Entry(listing, name, name.replace("_", " "), "") for name in columns]


def dictionary() -> pd.DataFrame:
    """Return every entry of every listing."""
    rows = [
        [getattr(entry, name) for name in DICTIONARY_COLUMNS]
        for listing in LISTINGS
        for entry in _known(listing).values()
    ]
    return pd.DataFrame(rows, columns=list(DICTIONARY_COLUMNS), dtype=object)


def _known(listing: str) -> Mapping[str, Entry]:
    make = _OWN.get(listing)
    return {} if make is None else {entry.field: entry for entry in make()}


def _keys(listing: str) -> Sequence[Entry]:
    return [_named(listing, name, "time" if name[1] == "UTC" else "text") for name in KEYS]


def _dictionary() -> Sequence[Entry]:
    return [_named("dictionary", name, "text") for name in DICTIONARY]


def _kpis() -> Sequence[Entry]:
    quantities = (
        _named("kpi", name, "seconds" if name[1] == "s" else "count", KPI_DOCS)
        for name in QUANTITIES
    )
    ratios = (
        Entry(
            "kpi",
            kpi.field,
            kpi.name_en,
            kpi.name_zh,
            kpi.unit,
            _KINDS.get(kpi.unit, "number"),
            kpi.formula,
            kpi.source,
        )
        for kpi in CATALOGUE
    )
    plans = (
        _named("kpi", name, "percent" if name[0].startswith("target") else "count", KPI_DOCS)
        for name in PLANS
    )
    flags = (_named("kpi", name, "text", KPI_DOCS) for name in FLAGS)
    return [*_keys("kpi"), *quantities, *ratios, *plans, *flags]


def _named(listing: str, name: Name, kind: Kind, docs: Mapping[str, str] | None = None) -> Entry:
    field, unit, english, chinese = name
    kind = "whole" if field == "revision" else kind
    return Entry(listing, field, english, chinese, unit, kind, (docs or {}).get(field, ""))


_OWN = {"kpi": _kpis, "dictionary": _dictionary}
