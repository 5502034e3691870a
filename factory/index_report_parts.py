"""Parts of the report of an index from frames of a run."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.city_plan import SECTORS
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.raise_most import Raise
from analytics.index.digital.reference_table import POPULATION
from analytics.index.digital.roll_up_references import mismatches
from analytics.index.digital.run_tables import index_table, metadata_of
from analytics.index.digital.unit_story import Supposed
from analytics.records import records
from dashboards.index_report.model import (
    Extra,
    Indicator,
    Node,
    Number,
    Step,
    UnitLine,
    WhatIf,
)
from dashboards.index_report.texts import WORDS
from dashboards.report.model import Text

Row = Mapping[str, float]


def row_of(frame: pd.DataFrame, unit: str) -> Row:
    """Return one row of a frame by its columns."""
    row = frame.loc[[unit]].astype("float64").iloc[0]
    return {str(name): float(value) for name, value in row.items()}


def series_of(numbers: "pd.Series[float]") -> Row:
    """Return numbers by the names of their rows."""
    return {str(name): float(value) for name, value in numbers.items()}


def indicators_of(
    run: EditionRun,
    *,
    values: Row,
    scores: Row,
    bands: pd.DataFrame,
    points: Row,
    notes: Mapping[str, Text],
    unit: str | None = None,
) -> tuple[Indicator, ...]:
    """Return the 28; the cells' states only of one unit."""
    mismatch: dict[str, list[str]] = {one.id: [] for one in run.catalogue.indicators}
    level: Literal["plant", "region"] = "region" if unit is None else "plant"
    for told in mismatches(run.catalogue, level=level, population=POPULATION):
        if told.reference == "national":
            mismatch[told.indicator].append(told.field)
    lower, upper = (series_of(bands[name]) for name in ("lower", "upper"))
    found = []
    for one in run.catalogue.indicators:
        status, source = "", ""
        if unit is not None:
            status = str(run.cells.status.loc[unit, one.id])
            source = str(run.cells.source.loc[unit, one.id])
        found.append(
            Indicator(
                id=one.id,
                name=Text(one.name_en, one.name_zh),
                dimension=one.dimension,
                unit=one.unit,
                value=number(values[one.id]),
                score=number(scores[one.id]),
                lower=number(lower[one.id]),
                upper=number(upper[one.id]),
                points=number(points[one.id]),
                national=one.national.value,
                national_status=one.national.status,
                national_source=one.national.source,
                benchmark=one.benchmark.value,
                mismatch=tuple(mismatch[one.id]),
                status=status,
                source=source,
                note=notes.get(one.id),
            )
        )
    return tuple(found)


def dimensions_of(catalogue: Catalogue, scores: Row) -> tuple[Node, ...]:
    """Return the four dimensions."""
    return tuple(
        Node(one.id, Text(one.name_en, one.name_zh), number(scores[one.id]))
        for one in catalogue.dimensions
    )


def lines_of(run: EditionRun) -> tuple[UnitLine, ...]:
    """Return every unit, the best first."""
    return tuple(
        UnitLine(
            unit=str(row["unit"]),
            name=Text(str(row["name_en"]), str(row["name_zh"])),
            sector=sector_name(str(row["sector"])),
            index=number(row["index"]),
            low=number(row["band_low"]),
            high=number(row["band_high"]),
            rank=number(row["rank"]),
            rank_low=number(row["rank_low"]),
            rank_high=number(row["rank_high"]),
            above=number(row["share_above_threshold"]),
            measured=float(str(row["share_measured"])),
        )
        for row in records(index_table(run))
    )


def steps_of(raises: Sequence[Raise], catalogue: Catalogue) -> tuple[Step, ...]:
    """Return the steps that raise most."""
    known = catalogue.by_id()
    return tuple(
        Step(
            one.indicator,
            Text(known[one.indicator].name_en, known[one.indicator].name_zh),
            WORDS[f"{one.step}_target"],
            known[one.indicator].unit,
            one.value,
            one.target,
            one.gain,
            tuple(f"{item.path} {item.part}: {item.share:.0%}" for item in one.items),
        )
        for one in raises
    )


def what_if_of(supposed: Sequence[Supposed], names: Mapping[str, Text]) -> tuple[WhatIf, ...]:
    """Return what was supposed."""
    return tuple(
        WhatIf(tuple(names[name] for name in one.indicators), one.index, one.shift)
        for one in supposed
    )


def shares_of(shares: Row) -> dict[str, float]:
    """Return shares of weight by kind."""
    return dict(shares)


def extras_of(table: pd.DataFrame, run: EditionRun) -> tuple[Extra, ...]:
    """Return green figures beside the index."""
    found = []
    for row in records(table):
        facts = run.facts.get(str(row["unit"]))
        if facts is not None:
            found.append(
                Extra(
                    Text(facts.name_en, facts.name_zh),
                    Text(str(row["name_en"]), str(row["name_zh"])),
                    number(row["value"]),
                    str(row["measured_in"]),
                )
            )
    return tuple(found)


def provenance_of(run: EditionRun) -> dict[str, str]:
    """Return what a run rests on."""
    told = metadata_of(run)
    return {name: str(told[name]) for name in ("edition", "inputs", "vintage", "runs", "seed")}


def names_of(catalogue: Catalogue) -> dict[str, Text]:
    """Return names of the indicators."""
    return {one.id: Text(f"{one.id} {one.name_en}", one.name_zh) for one in catalogue.indicators}


def sector_name(name: str) -> Text:
    """Return a sector in both languages."""
    return Text(name, SECTORS.get(name, name))


def number(value: object) -> Number:
    """Return a number, None for none."""
    if value is None or isinstance(value, str):
        return None
    number = float(str(value))
    return None if math.isnan(number) else number
