"""What every column of a listing means, in English and Chinese, with unit, formula and source.

Catalogues and field docs enter; one entry per column leaves, for spreadsheets and `/dictionary`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analytics.listing.comparison_names import COMPARED, COMPARED_SHARES, FORMULAS
from analytics.listing.dictionary_names import DICTIONARY, FLAGS, KEYS, PLANS, QUANTITIES, Name
from analytics.listing.index import INDEX_NAMES, INDEX_SHARES
from analytics.listing.index_catalogue import INDEX_CATALOGUE_NAMES
from analytics.listing.listing import Kind
from analytics.listing.listings import LISTINGS
from analytics.listing.names import FIGURES, LISTED, SHARES
from analytics.listing.plan import PLAN_SHARES
from analytics.listing.rate_names import CATALOGUES, RATED
from contract.evidence_series import AUTOMATION, GREEN
from contract.field_docs import KPI_DOCS
from contract.kpi_catalogue import CATALOGUE
from contract.rates import RateDefinition
from contract.series import LINE_TRADE, LOSS, SPC, STOP, Measurement
from contract.trade_measures import TRADE_MEASURES

_KINDS: Mapping[str, Kind] = {"1": "percent", "s": "seconds"}
_UNIT_KINDS: Mapping[str, Kind] = {
    "": "text",
    "UTC": "time",
    "s": "seconds",
    "1": "count",
    "own": "number",
    "h": "number",
}
_RATED_AS = {"automation": "rate", "green": "measure"}
# Whose field docs tell what a column of a list means.
_SERIES: Mapping[str, Measurement] = {
    "losses": LOSS,
    "pareto": LOSS,
    "stops": STOP,
    "trade": LINE_TRADE,
    "spc": SPC,
    "automation": AUTOMATION,
    "green": GREEN,
}
_NAMED = {
    **LISTED,
    **COMPARED,
    **RATED,
    "index": INDEX_NAMES,
    "index_catalogue": INDEX_CATALOGUE_NAMES,
}
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


def beside(listing: str) -> list[Entry]:
    """Return what a dictionary says beside the columns: the catalogue that a list has rows of."""
    if listing in CATALOGUES:
        return [_rated(listing, one) for one in CATALOGUES[listing]]
    if listing != "trade":
        return []
    return [
        Entry(
            "trade measure",
            measure.id,
            measure.name_en,
            measure.name_zh,
            measure.unit,
            "number",
            measure.formula,
            measure.source,
        )
        for measure in TRADE_MEASURES.values()
    ]


def _rated(listing: str, one: RateDefinition) -> Entry:
    return Entry(
        f"{listing} {_RATED_AS[listing]}",
        one.id,
        one.name_en,
        one.name_zh,
        one.unit,
        "number",
        f"{one.formula}; {one.definition}"
        + (f"; declared: {one.declared}" if one.declared else ""),
        one.source,
    )


def dictionary() -> pd.DataFrame:
    """Return every entry of every listing, and the catalogues of measures and rates."""
    rows = [
        [getattr(entry, name) for name in DICTIONARY_COLUMNS]
        for listing in LISTINGS
        for entry in (*_known(listing).values(), *beside(listing))
    ]
    return pd.DataFrame(rows, columns=list(DICTIONARY_COLUMNS), dtype=object)


def _known(listing: str) -> Mapping[str, Entry]:
    if listing in _NAMED:
        return {entry.field: entry for entry in _listed(listing)}
    make = _OWN.get(listing)
    return {} if make is None else {entry.field: entry for entry in make()}


def _listed(listing: str) -> Sequence[Entry]:
    series = _SERIES.get(listing)
    docs = {} if series is None else {field.name: field.doc for field in series.fields}
    entries = [_named(listing, name, _kind(name), docs) for name in _NAMED[listing]]
    said = FORMULAS.get(listing, {})
    return [
        replace(entry, formula=said[entry.field][0], source=said[entry.field][1])
        if entry.field in said
        else entry
        for entry in entries
    ]


def _kind(name: Name) -> Kind:
    field, unit, *_ = name
    if field in SHARES | COMPARED_SHARES | PLAN_SHARES | INDEX_SHARES:
        return "percent"
    if field in FIGURES:
        return "number"
    return _UNIT_KINDS[unit]


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
