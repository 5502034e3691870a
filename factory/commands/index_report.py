"""`factory index report`: the page of a region or a plant, or its brief."""

import sys
from collections.abc import Iterable
from pathlib import Path

from analytics.errors import BadQuery
from analytics.index.digital.compare import compare
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.editions import stand
from dashboards.index_report.brief import brief_page
from dashboards.index_report.page import index_page
from factory.commands.index import IndexOptions, items_of, named, put, run_of
from factory.commands.index_compare import edition_of
from factory.index_bases import bases_inside
from factory.index_inputs import IndexInputs
from factory.index_report import plant_report, region_report


def report_index(
    options: IndexOptions, unit: str | None, *, out: Path, brief: bool, public: bool
) -> None:
    """Write the page of the region or of one plant, or its brief.

    Raises BadQuery for a public report of a plant: it is all about one enterprise.
    """
    if public and unit is not None:
        raise BadQuery("--public is of the region: leave out --unit")
    run, inputs = run_of(options)
    if unit is not None:
        name = named(unit, run.facts)
        items = items_of(options, run, inputs, name)
        found = plant_report(run, name, items, bases=_bases(options, run, inputs, [name]))
    else:
        edition = edition_of(inputs, run.catalogue, run.config.study.index, as_of=options.as_of)
        told, period = inputs.observations, run.config.period
        periods = inputs.until(period)
        stands = [stand(edition, told, one) for one in periods]
        before = inputs.year_before(period)
        change = None
        if before is not None:
            change = compare(stands[periods.index(before)], stands[-1], told)
        bases = _bases(options, run, inputs, run.facts)
        found = region_report(run, stands, change, public=public, bases=bases)
    put(out, (brief_page(found) if brief else index_page(found)).encode())
    sys.stdout.write(f"{out}\n")


def _bases(
    options: IndexOptions, run: EditionRun, inputs: IndexInputs, units: Iterable[str]
) -> dict[str, str]:
    """Return the base periods of measured units that lie inside the period."""
    measured = [unit for unit in units if run.facts[unit].measured]
    span = inputs.spans.get(run.config.period)
    if span is None or not measured:
        return {}
    return bases_inside(options.source.masters(), measured, span)
