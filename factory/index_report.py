"""The report of an index from a run: of the region, or of one plant with its machines."""

from collections.abc import Mapping, Sequence

from analytics.index.digital.compare import Comparison
from analytics.index.digital.decompose import gaps, national_baseline
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.editions import Stand
from analytics.index.digital.raise_most import Item
from analytics.index.digital.region_story import region_story, scored_bounds
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.run_tables import group_band
from analytics.index.digital.unit_story import unit_story
from analytics.records import records
from dashboards.index_report.model import Anchors, IndexReport, SmePoints
from dashboards.report.model import Text
from factory.index_report_parts import (
    dimensions_of,
    extras_of,
    growth_of,
    indicators_of,
    lines_of,
    moment_of,
    names_of,
    number,
    parts_of,
    provenance_of,
    row_of,
    sectors_of,
    series_of,
    shares_of,
    steps_of,
    what_if_of,
)

_REGION = Text("Demo region", "示范地区")


def region_report(
    run: EditionRun, trend: Sequence[Stand], change: Comparison | None, *, public: bool = False
) -> IndexReport:
    """Return the report of the region; it names enterprises unless it is public, never machines."""
    story = region_story(run)
    result = run.rolled.result
    values = result.values
    names = names_of(run.catalogue)
    band = group_band(run, REGION)
    return IndexReport(
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
        sectors=sectors_of(run),
        indicators=indicators_of(
            run,
            values=row_of(values, REGION),
            scores=row_of(result.scores, REGION),
            bands=story.quartiles,
            points=series_of(story.points),
        ),
        lines=() if public else lines_of(run),
        steps=steps_of(story.raises, run.catalogue),
        what_if=what_if_of(story.supposed, names),
        trend=tuple(moment_of(one) for one in trend),
        change=() if change is None else parts_of(change, names),
        growth=None if change is None else number(growth_of(change)),
        compared_with="" if change is None else change.first.partition(" ")[2],
        shares=shares_of(series_of(run.shares.mean())),
        sme=(),
        extras=() if public else extras_of(run.supplementary, run),
        anchors=Anchors(),
        provenance=provenance_of(run),
    )


def plant_report(
    run: EditionRun, unit: str, items: Mapping[str, Sequence[Item]] | None
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
