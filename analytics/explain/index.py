"""What makes one kept index: every node with what it adds, as data and as text."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.explain.index_kept import KeptIndex
from analytics.index.digital.catalogue import IndicatorRecord
from analytics.index.digital.decompose import (
    contributions,
    effective_weights,
    gaps,
    national_baseline,
    strengths,
    weaknesses,
)
from analytics.index.digital.run_tables import COMPARABILITY_EN, COMPARABILITY_ZH
from analytics.index.errors import IndexFault
from analytics.queries import iso
from analytics.records import Value, records

INDEX_NAME = ("index", "指数")
_FIELDS = ("kind", "value", "status", "source", "score", "nominal_weight", "place", "aggregator")


def index_data(kept: KeptIndex) -> dict[str, object]:
    """Return what makes an index, as plain values; parts add up to it, or `why_not` says why."""
    nodes, why_not = _nodes(kept)
    points = nodes["against_national"][list(kept.result.tree.indicators)]
    whole = records(nodes.loc[[kept.result.tree.root]])[0]
    root = kept.rows.loc[[kept.result.tree.root]]
    scale = kept.result.config.scale
    return {
        "unit": kept.unit,
        "level": kept.level,
        "period": kept.period,
        "start": iso(int(root["time"].iloc[0])),
        "end": iso(int(root["end"].iloc[0])),
        "edition": kept.text("edition"),
        "vintage": iso(int(root["vintage"].iloc[0])),
        "inputs": kept.text("inputs"),
        "index": whole["score"],
        "place": whole["place"],
        **records(root[["band_low", "band_high", "share_measured"]])[0],
        "adds_up": not why_not,
        "why_not": why_not,
        "nodes": records(nodes.reset_index()),
        "strongest": _points(strengths(points)),
        "weakest": _points(weaknesses(points)),
        "anchors": {
            "floor": scale.at_floor,
            "national": scale.at_reference,
            "benchmark": scale.at_benchmark,
        },
        "comparability": COMPARABILITY_EN,
        "comparability_zh": COMPARABILITY_ZH,
        "notes": list(_notes(kept)),
    }


def index_text(kept: KeptIndex) -> str:
    """Return the same for people."""
    nodes, why_not = _nodes(kept)
    lines = [
        f"{kept.unit} ({kept.level}), {kept.period}, edition {kept.text('edition')}",
        f"index {spelled(kept.index)}, place {spelled(float(nodes['place'].iloc[0]), '.0f')}",
        "",
        "node  value, score, weight, points of the index, points against the national reference",
    ]
    for name, row in nodes.iterrows():
        value = "" if np.isnan(row["value"]) else f"{row['value']:.4g} {row['unit']}"
        lines.append(
            f"  {name:<5} {row['name_en']:<42} {value:>18} {spelled(row['score'], '7.1f'):>7}"
            f" {spelled(row['weight'], '6.1%'):>6} {spelled(row['contribution'], '7.2f'):>7}"
            f" {spelled(row['against_national'], '+7.2f'):>7}"
            f"  {row['status']} {row['source']}".rstrip()
        )
    lines += ["", *([why_not] if why_not else []), *_notes(kept), COMPARABILITY_EN]
    return "\n".join(lines) + "\n"


def named_nodes(kept: KeptIndex) -> dict[str, tuple[str, str]]:
    """Return the names of all nodes, the index first, each dimension before its indicators."""
    found = {kept.result.tree.root: INDEX_NAME}
    for dimension in kept.catalogue.dimensions:
        found[dimension.id] = dimension.name_en, dimension.name_zh
        for one in kept.catalogue.indicators:
            if one.dimension == dimension.id:
                found[one.id] = one.name_en, one.name_zh
    return found


def _nodes(kept: KeptIndex) -> tuple[pd.DataFrame, str]:
    """Return a row per node, and why contributions do not add up to the index, if so."""
    result, names = kept.result, named_nodes(kept)
    found = kept.rows.reindex(list(names))[list(_FIELDS)]
    found.insert(0, "name_en", [english for english, _ in names.values()])
    found.insert(1, "name_zh", [chinese for _, chinese in names.values()])
    records_of = kept.catalogue.by_id()
    parents = {member: group.id for group in result.tree.groups for member in group.members}
    found.insert(3, "parent", [parents.get(name, "") for name in found.index])
    parts, why_not = _parts(kept)
    against = _against_national(kept)
    weights = effective_weights(result).T[kept.unit]
    for name, column in (
        ("weight", weights),
        ("contribution", parts),
        ("against_national", against),
    ):
        found[name] = summed(kept, column).reindex(found.index)
    told = [_of_catalogue(records_of.get(name)) for name in found.index]
    return found.join(pd.DataFrame(told, index=found.index)), why_not


def _of_catalogue(one: IndicatorRecord | None) -> Mapping[str, Value]:
    if one is None:
        return {"unit": "", "direction": "", "definition": ""}
    return {
        "unit": one.unit,
        "direction": one.direction,
        "definition": one.definition,
        "floor": one.floor,
        "reference": one.national.value,
        "reference_status": one.national.status,
        "benchmark": one.benchmark.value,
        "benchmark_status": one.benchmark.status,
    }


def _parts(kept: KeptIndex) -> tuple["pd.Series[float]", str]:
    names = list(kept.result.tree.indicators)
    nothing = pd.Series(np.nan, index=names)
    if np.isnan(kept.index):
        return nothing, f"There is no index to be added up to: {_missing(kept)}"
    try:
        found = contributions(kept.result).T[kept.unit]
    except IndexFault as error:
        return nothing, f"Contributions cannot add up: {error}"
    if not np.isclose(found.sum(), kept.index, rtol=1e-9):
        return nothing, "The kept scores and weights do not add up to the kept index: keep it again"
    return found, ""


def _missing(kept: KeptIndex) -> str:
    """Name the dimensions without a score, and their indicators without one."""
    scores, told = kept.rows["score"], []
    for group in kept.result.tree.groups[:-1]:
        if np.isnan(scores[group.id]):
            without = [one for one in group.members if np.isnan(scores[one])]
            status = [f"{one} {kept.rows['status'][one]}".strip() for one in without]
            told.append(f"{group.id} lacks {', '.join(status)}")
    return "; ".join(told)


def _against_national(kept: KeptIndex) -> "pd.Series[float]":
    if not kept.as_shipped:
        return pd.Series(np.nan, index=list(kept.result.tree.indicators))
    return gaps(kept.result, national_baseline(kept.result)).effects.T[kept.unit]


def summed(kept: KeptIndex, column: "pd.Series[float]") -> "pd.Series[float]":
    """Add what indicators have up to their dimensions and the index; nothing stays nothing."""
    leaves = kept.result.tree.leaves
    groups = {
        group.id: column[list(leaves[group.id])].sum(min_count=1)
        for group in kept.result.tree.groups
    }
    return pd.concat([column, pd.Series(groups)])


def _notes(kept: KeptIndex) -> list[str]:
    found = []
    if not kept.as_shipped:
        found.append(
            "The scores were computed with references other than those of the shipped catalogue,"
            " so no points against the national references are told."
        )
    if kept.level != "unit":
        found.append(
            "Indicators of a region or sector are rolled up first and scored then; the mean of its"
            " units' indices is another figure."
        )
    return found


def _points(points: "pd.Series[float]") -> list[dict[str, object]]:
    return [{"node": str(name), "points": float(value)} for name, value in points.items()]


def spelled(value: float, form: str = ".2f") -> str:
    """Spell a number; one that is missing is a dash."""
    return "-" if np.isnan(value) else f"{value:{form}}"
