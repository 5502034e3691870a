"""What makes the index of one unit: its parts, its best and weakest, what would raise it, what if.

A run enters; one object of tables leaves, for the terminal and the report.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.index.digital.decompose import standing, strengths, weaknesses
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.peers import LEAST_FOR_QUARTILES
from analytics.index.digital.raise_most import Item, Raise, raise_most
from analytics.index.digital.what_if import what_if

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Supposed:
    """The index with some indicators at their national references."""

    indicators: tuple[str, ...]
    index: float
    shift: float
    rank: float


@dataclass(frozen=True, slots=True)
class UnitStory:
    """One unit in a run.

    Args:
        standing: a row per indicator: value, status, source, score, weight, and points against
            national references and peers.
        raises: steps, the largest gain first.
        supposed: its weakest alone, its two weakest, and so on, at the national reference.
    """

    facts: UnitFacts
    index: float
    rank: float
    band: tuple[float, float]
    ranks: tuple[float, float]
    peers: str
    standing: pd.DataFrame
    strengths: Mapping[str, float]
    weaknesses: Mapping[str, float]
    raises: tuple[Raise, ...]
    supposed: tuple[Supposed, ...]


def unit_story(
    run: EditionRun, unit: str, *, items: Mapping[str, Sequence[Item]] | None = None
) -> UnitStory:
    """Explain a unit's index; raises BadQuery for a unit that is no member.

    `items` are what its rates were counted from; without them steps have no machine behind them.
    """
    if unit not in run.facts:
        raise BadQuery(f"{unit!r} is no member in {run.config.period}: {', '.join(run.facts)}")
    table = standing(run.own, unit, run.peers.by_unit())
    for name, frame in (("value", run.cells.value), ("status", run.cells.status)):
        table[name] = frame.loc[unit].reindex(table.index)
    table["source"] = run.cells.source.loc[unit].reindex(table.index)
    points = table["against_national"].astype("float64")
    weak = weaknesses(points)
    raises = raise_most(
        run.own,
        run.catalogue,
        unit,
        peer_quartiles=peer_quartiles(run, unit),
        items=items,
    )
    return UnitStory(
        facts=run.facts[unit],
        index=float(run.own.index[unit]),
        rank=float(run.own.ranks[run.own.tree.root][unit]),
        band=_band(run, unit, "low", "high"),
        ranks=_band(run, unit, "rank_low", "rank_high"),
        peers=run.peers.group[unit],
        standing=table,
        strengths={str(name): float(value) for name, value in strengths(points).items()},
        weaknesses={str(name): float(value) for name, value in weak.items()},
        raises=raises,
        supposed=tuple(_supposed(run, unit, [str(name) for name in weak.index])),
    )


def peer_quartiles(run: EditionRun, unit: str) -> dict[str, float]:
    """Return the value that the best quarter of a unit's peers reaches, where enough have one."""
    values = run.cells.value.loc[list(run.peers.of(unit))]
    found = {}
    for one in run.catalogue.indicators:
        told = values[one.id].dropna()
        if len(told) >= LEAST_FOR_QUARTILES:
            found[one.id] = float(told.quantile(0.75 if one.direction == "higher" else 0.25))
    return found


def story_text(run: EditionRun, story: UnitStory) -> str:
    """Spell a story for the terminal."""
    records = run.catalogue.by_id()
    lines = [
        f"{story.facts.unit} ({story.facts.name_en}, {story.facts.name_zh}), {run.config.period}",
        *_standing(run, story),
        "",
        "points against the national references (+ above them)",
    ]
    for name, row in story.standing.iterrows():
        record = records[str(name)]
        score = "no score" if np.isnan(row["score"]) else f"{row['score']:6.1f}"
        points = "" if np.isnan(row["against_national"]) else f"{row['against_national']:+6.2f}"
        value = "-" if np.isnan(row["value"]) else f"{row['value']:.4g} {record.unit}"
        arrow = "+" if record.direction == "higher" else "-"
        lines.append(
            f"  {name:<4} {arrow} {record.name_en:<42} {value:>20} {score:>9} {points:>7}"
            f"  {row['status']} {row['source']}".rstrip()
        )
    if np.isnan(story.index):
        return "\n".join(lines) + "\n"
    lines += ["", "what would raise the index most, each alone"]
    for one in story.raises[: _SHOWN * 2]:
        lines.append(
            f"  {one.indicator:<4} to {one.step} ({one.value:.4g} to {one.target:.4g}"
            f" {records[one.indicator].unit}): {one.gain:+.2f}"
        )
        lines += [
            f"       {behind.path} {behind.part}: {behind.share:.0%} of what is missing".rstrip()
            for behind in one.items
        ]
    lines += ["", "what if its weakest stood at the national references"]
    lines += [
        f"  {', '.join(one.indicators)}: index {one.index:.1f} ({one.shift:+.1f}), rank"
        f" {one.rank:.0f}"
        for one in story.supposed
    ]
    return "\n".join(lines) + "\n"


def _standing(run: EditionRun, story: UnitStory) -> Iterator[str]:
    """Yield index, band and rank, or what keeps the unit from having them."""
    if np.isnan(story.index):
        yield f"no index: {'; '.join(_lacks(run, story))}; peers {story.peers}"
        return
    low, high = story.band
    uncertainty = run.config.study.uncertainty
    band = f"{uncertainty.low:g} to {uncertainty.high:g}"
    yield f"index {story.index:.1f}, in {band} per cent of runs {low:.1f} to {high:.1f}"
    yield f"rank {story.rank:.0f} of {run.own.index.notna().sum()}; peers {story.peers}"


def _lacks(run: EditionRun, story: UnitStory) -> Iterator[str]:
    """Yield why each dimension without a score has none."""
    unit = story.facts.unit
    scores, covered = (
        frame.loc[[unit]].astype("float64").iloc[0].to_dict()
        for frame in (run.own.scores, run.own.coverage)
    )
    for one in run.catalogue.dimensions:
        if not np.isnan(scores[one.id]):
            continue
        own = story.standing.loc[list(run.own.tree.leaves[one.id]), "status"]
        blocking = [str(name) for name in own.index[own == "insufficient"]]
        if blocking:
            yield f"too little was seen of {', '.join(blocking)} in {one.id}"
        else:
            yield f"{one.id} has a score for {covered[one.id]:.0%} of its weight"


def _supposed(run: EditionRun, unit: str, weak: Sequence[str]) -> Iterator[Supposed]:
    records = run.catalogue.by_id()
    config = run.config.study.index
    before = run.own.index.astype("float64").to_dict()[unit]
    for count in range(1, len(weak) + 1):
        names = tuple(weak[:count])
        changes = {(unit, name): records[name].national.value for name in names}
        found = what_if(run.cells, config, changes, peers=run.peers.group)
        after = found.after.index.astype("float64").to_dict()[unit]
        ranks = found.after.ranks[found.after.tree.root].astype("float64").to_dict()
        yield Supposed(names, after, after - before, ranks[unit])


def _band(run: EditionRun, unit: str, low: str, high: str) -> tuple[float, float]:
    if run.bands is None or unit not in run.bands.bands.index:
        return np.nan, np.nan
    low_of, high_of = (
        run.bands.bands[name].astype("float64").to_dict()[unit] for name in (low, high)
    )
    return low_of, high_of
