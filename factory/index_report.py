"""The report of an index from a run: of the region, or of one plant with its machines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analytics.index.digital.compare import Comparison
from analytics.index.digital.compare_published import shown_parts
from analytics.index.digital.decompose import gaps, national_baseline
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.editions import Stand
from analytics.index.digital.raise_most import Item
from analytics.index.digital.region_story import region_story, scored_bounds
from analytics.index.digital.roll_up import REGION, region_and_sectors
from analytics.index.digital.roll_up_published import ShownRegion, shown_region
from analytics.index.digital.run_tables import group_band
from analytics.index.digital.stand_published import region_reason, total_reason
from analytics.index.digital.unit_story import unit_story
from analytics.records import records
from dashboards.index_report.model import Anchors, IndexReport, SmePoints
from dashboards.index_report.texts import NOT_SHOWN
from dashboards.report.model import Text
from factory.index_bases import base_notes
from factory.index_report_parts import (
    dimensions_of,
    extras_of,
    indicators_of,
    lines_of,
    names_of,
    number,
    provenance_of,
    row_of,
    series_of,
    shares_of,
    steps_of,
    what_if_of,
)
from factory.index_report_region import (
    CAUSES,
    growth_of,
    moment_of,
    parts_of,
    public_parts_of,
    sectors_of,
    withheld_of,
    without_mean,
    without_region,
)

_REGION = Text("Demo region", "示范地区")


def region_report(
    run: EditionRun,
    trend: Sequence[Stand],
    change: Comparison | None,
    *,
    public: bool = False,
    bases: Mapping[str, str] | None = None,
) -> IndexReport:
    """Return the report of the region; it names enterprises unless it is public, never machines.

    `bases` are the base periods of units that lie inside the period.
    """
    groups = region_and_sectors(list(run.facts), run.facts)
    shown = shown_region(run.rolled, groups, run.facts, run.config.disclosure)
    story = region_story(run)
    result = run.rolled.result
    values = result.values
    names = names_of(run.catalogue)
    band = group_band(run, REGION)
    report = IndexReport(
        subject=_REGION,
        plant=False,
        edition=run.config.edition,
        period=run.config.period,
        index=number(run.index),
        mean=number(float(run.own.index.mean())),
        low=number(band["low"]),
        high=number(band["high"]),
        rank=None,
        units=len(run.facts),
        dimensions=dimensions_of(run.catalogue, row_of(result.scores, REGION)),
        sectors=sectors_of(run, shown),
        indicators=indicators_of(
            run,
            values=row_of(values, REGION),
            scores=row_of(result.scores, REGION),
            bands=story.quartiles,
            points=series_of(story.points),
            notes=base_notes(run.catalogue, bases or {}, units=len(run.facts)),
        ),
        lines=lines_of(run),
        steps=steps_of(story.raises, run.catalogue),
        what_if=what_if_of(story.supposed, names),
        trend=tuple(moment_of(one) for one in trend),
        change=() if change is None else parts_of(change, names),
        growth=None if change is None else number(growth_of(change)),
        compared_with="" if change is None else change.first.partition(" ")[2],
        shares=shares_of(series_of(run.shares.mean())),
        sme=(),
        extras=extras_of(run.supplementary, run),
        anchors=Anchors(),
        provenance=provenance_of(run),
        withheld=tuple(withheld_of(shown)),
    )
    return _published(report, run, shown, trend, change) if public else report


def _published(
    report: IndexReport,
    run: EditionRun,
    shown: ShownRegion,
    trend: Sequence[Stand],
    change: Comparison | None,
) -> IndexReport:
    """Leave out of a region's report what is of one enterprise, or would tell its figures."""
    rule = run.config.disclosure
    moments = tuple(moment_of(one, rule) for one in trend)
    found = replace(report, lines=(), extras=(), trend=moments)
    if reason := str(shown.reason[REGION]):
        return without_region(found, reason)
    if change is not None:
        found = _published_change(found, run, trend, change)
    reason = total_reason(run.by_size.table)
    return without_mean(found, reason) if reason else found


def _published_change(
    report: IndexReport, run: EditionRun, trend: Sequence[Stand], change: Comparison
) -> IndexReport:
    rule = run.config.disclosure
    by_name = {f"{one.edition.id} {one.period}": one for one in trend}
    stands = by_name[change.first], by_name[change.second]
    parts = shown_parts(change, stands, rule=rule, most=CAUSES)
    if parts is None:
        growth = None if region_reason(stands[0], rule) else report.growth
        said = (*report.withheld, NOT_SHOWN["change"])
        return replace(report, change=(), growth=growth, withheld=said)
    few = (NOT_SHOWN["membership"],) if parts.membership is None else ()
    told = public_parts_of(parts, names_of(run.catalogue))
    return replace(report, change=told, withheld=(*report.withheld, *few))


def plant_report(
    run: EditionRun,
    unit: str,
    items: Mapping[str, Sequence[Item]] | None,
    *,
    bases: Mapping[str, str] | None = None,
) -> IndexReport:
    """Return the report of one plant, its own: machines stand behind its steps."""
    story = unit_story(run, unit, items=items)
    baseline = gaps(run.own, national_baseline(run.own), [unit]).effects
    low, high = story.band
    names = names_of(run.catalogue)
    own = run.sme[run.sme["unit"] == unit]
    extras = run.supplementary
    return IndexReport(
        subject=Text(f"{story.facts.name_en} ({unit})", f"{story.facts.name_zh}（{unit}）"),
        plant=True,
        edition=run.config.edition,
        period=run.config.period,
        index=number(story.index),
        mean=None,
        low=number(low),
        high=number(high),
        rank=number(story.rank),
        units=int(run.own.index.notna().sum()),
        dimensions=dimensions_of(run.catalogue, row_of(run.own.scores, unit)),
        sectors=(),
        indicators=indicators_of(
            run,
            values=row_of(run.cells.value, unit),
            scores=row_of(run.own.scores, unit),
            bands=scored_bounds(run, unit),
            points=row_of(baseline, unit),
            notes=base_notes(run.catalogue, bases or {}, units=1),
            unit=unit,
        ),
        lines=(),
        steps=steps_of(story.raises, run.catalogue),
        what_if=what_if_of(story.supposed, names),
        trend=(),
        change=(),
        growth=None,
        compared_with="",
        shares=shares_of(row_of(run.shares, unit)),
        sme=tuple(
            SmePoints(
                Text(str(row["name_en"]), str(row["name_zh"])),
                str(row["indicator"]),
                number(row["points"]),
                float(str(row["most_points"])),
            )
            for row in records(own)
        ),
        extras=extras_of(extras[extras["unit"] == unit] if len(extras) else extras, run),
        anchors=Anchors(),
        provenance=provenance_of(run),
    )
