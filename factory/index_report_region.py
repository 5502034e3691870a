"""Parts of a region's report that stand on several units: sectors, trend, change, what is withheld.

A public report shows of them what tells no unit's figure; what is left out is said with its reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from analytics.index.digital.compare import Comparison
from analytics.index.digital.compare_published import ShownParts
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.editions import Stand
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.roll_up_published import ShownRegion
from analytics.index.digital.stand_published import mean_reason, region_reason
from analytics.index.digital.suppression import DisclosureRule
from dashboards.index_report.model import IndexReport, Moment, Node
from dashboards.index_report.texts import NOT_SHOWN, WITHHELD, WORDS
from dashboards.report.model import Text
from factory.index_report_parts import number, row_of, sector_name, series_of

# So many indicators of a change are told, the others together.
CAUSES = 10
Parts = tuple[tuple[Text, float], ...]


def sectors_of(run: EditionRun, shown: ShownRegion) -> tuple[Node, ...]:
    """Return the sectors with their ranks, those that may not be shown without figures."""
    scores = series_of(shown.scores[run.own.tree.root])
    ranks = series_of(shown.ranks)
    with_index = series_of(run.rolled.mean_of_indices["units"])
    telling = run.rolled.telling[list(run.own.tree.indicators)].any(axis=1)
    sector_of = pd.Series({unit: one.sector for unit, one in run.facts.items()})
    rolled_up = sector_of[telling.reindex(sector_of.index)].value_counts().to_dict()
    return tuple(
        Node(
            name,
            sector_name(name),
            number(score),
            number(ranks[name]),
            int(rolled_up.get(name, 0)),
            int(with_index[name]),
        )
        for name, score in scores.items()
        if name != REGION
    )


def withheld_of(shown: ShownRegion) -> Iterator[Text]:
    """Say which sectors are withheld, and why."""
    for name, reason in shown.reason.items():
        if reason and name != REGION:
            yield _because(sector_name(str(name)), str(reason))


def moment_of(one: Stand, rule: DisclosureRule | None = None) -> Moment:
    """Return a period of the trend; with a rule only what may be shown by it."""
    if rule is not None and region_reason(one, rule):
        return Moment(one.period, None, None)
    scores = row_of(one.rolled.result.scores, REGION)
    mean = number(float(one.own.index.mean()))
    return Moment(
        one.period,
        number(one.index),
        mean if rule is None or not mean_reason(one, rule) else None,
        {
            dimension.id: number(scores[dimension.id])
            for dimension in one.edition.catalogue.dimensions
        },
    )


def parts_of(change: Comparison, names: Mapping[str, Text]) -> Parts:
    """Return what a change is made of, the many small ones together."""
    parts = change.parts
    told = series_of(parts.indicators)
    ordered = sorted(told, key=lambda name: (-abs(told[name]), name))
    rest = sum(told[name] for name in ordered[CAUSES:])
    fixed = (
        (WORDS["references_changed"], parts.references),
        (WORDS["restated"], parts.restated),
        (WORDS["left"], parts.left),
        (WORDS["entered"], parts.entered),
    )
    shown = [(names[name], told[name]) for name in ordered[:CAUSES]]
    return (*fixed, *shown, (WORDS["others"], rest))


def public_parts_of(shown: ShownParts, names: Mapping[str, Text]) -> Parts:
    """Return what a change is made of, as far as it tells no unit's figure."""
    fixed = [(WORDS["references_changed"], shown.references)]
    if shown.membership is not None:
        fixed.append((WORDS["membership"], shown.membership))
    told = [(names[name], part) for name, part in series_of(shown.indicators).items()]
    return (*fixed, *told, (WORDS["others"], shown.rest))


def growth_of(change: Comparison) -> float:
    """Return the growth of the region's index."""
    return series_of(change.region["growth"])["index"]


def without_mean(report: IndexReport, reason: str) -> IndexReport:
    """Leave out the mean of enterprise indices, and say why."""
    said = _because(NOT_SHOWN["mean"], reason)
    return replace(report, mean=None, withheld=(*report.withheld, said))


def without_region(report: IndexReport, reason: str) -> IndexReport:
    """Leave out every figure of the region itself, and say why."""
    return replace(
        report,
        shown=False,
        withheld=(_because(NOT_SHOWN["region"], reason), *report.withheld),
        index=None,
        mean=None,
        low=None,
        high=None,
        growth=None,
        change=(),
        steps=(),
        what_if=(),
        shares={},
        dimensions=tuple(replace(one, score=None) for one in report.dimensions),
        indicators=tuple(
            replace(one, value=None, score=None, lower=None, upper=None, points=None)
            for one in report.indicators
        ),
    )


def _because(what: Text, reason: str) -> Text:
    why = WITHHELD[reason]
    return Text(f"{what.en}: {why.en}", f"{what.zh}：{why.zh}")
