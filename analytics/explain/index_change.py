"""What changed of a kept index between two periods, and which indicators brought it."""

import numpy as np
import pandas as pd

from analytics.explain.index import named_nodes, spelled, summed
from analytics.explain.index_kept import KeptIndex, KeptPeriod, Level
from analytics.index.digital.compare import moved
from analytics.index.digital.decompose_steps import counted, split
from analytics.index.digital.run_tables import COMPARABILITY_EN, COMPARABILITY_ZH
from analytics.index.errors import IndexFault
from analytics.queries import iso
from analytics.records import Value, records

_TOLD = 10
_PLACES = {"rank_from": "place_from", "rank_to": "place_to"}
_FORMS = {
    "from": ".2f",
    "to": ".2f",
    "change": "+.2f",
    "growth": "+.1%",
    "place_from": ".0f",
    "place_to": ".0f",
    "effect": "+.3f",
}
_SHOWN_OF_BOTH = ("value", "status", "nominal_weight")


def comparison_data(
    first: KeptIndex, second: KeptIndex, *, periods: tuple[KeptPeriod, KeptPeriod]
) -> dict[str, object]:
    """Return two periods of one index side by side, as plain values.

    Effects add up to the change of the index, or `why_not` says why there are none. Of the region
    `units` and `sectors` tell who moved.
    """
    nodes, why_not = _nodes(first, second)
    whole = first.level == "region"
    return {
        "unit": first.unit,
        "level": first.level,
        "from": _side(first),
        "to": _side(second),
        "adds_up": not why_not,
        "why_not": why_not,
        "nodes": records(nodes.reset_index()),
        "mean_of_indices": records(_means(periods))[0] if whole else None,
        "units": records(_members(periods, "unit").reset_index()) if whole else [],
        "sectors": records(_members(periods, "sector").reset_index()) if whole else [],
        "comparability": COMPARABILITY_EN,
        "comparability_zh": COMPARABILITY_ZH,
        "notes": _notes(first, second, periods),
    }


def comparison_text(
    first: KeptIndex, second: KeptIndex, *, periods: tuple[KeptPeriod, KeptPeriod]
) -> str:
    """Return the same for people."""
    nodes, why_not = _nodes(first, second)
    lines = [
        f"{first.unit} ({first.level}), {first.period} to {second.period}",
        "",
        "node  from, to, change, growth, place from and to, points of the index's change",
    ]
    for name, row in nodes.iterrows():
        figures = [f"{spelled(float(row[field]), form):>8}" for field, form in _FORMS.items()]
        lines.append(f"  {name:<5} {row['name_en']:<42}{''.join(figures)}")
    if first.level == "region":
        units = _members(periods, "unit")
        ways = units["moved"][units["moved"].abs() > 0].abs()
        most = ways.sort_values(ascending=False, kind="stable").head(_TOLD).index
        lines += ["", "units that moved most" if len(most) else "no unit moved"]
        lines += [
            f"  {name:<24} {spelled(float(units['place_from'][name]), '.0f')}"
            f" to {spelled(float(units['place_to'][name]), '.0f')}"
            for name in most
        ]
    lines += ["", *([why_not] if why_not else []), *_notes(first, second, periods)]
    return "\n".join([*lines, COMPARABILITY_EN, ""])


def _side(kept: KeptIndex) -> dict[str, Value]:
    return {
        "period": kept.period,
        "edition": kept.text("edition"),
        "vintage": iso(int(kept.rows["vintage"].iloc[0])),
        "inputs": kept.text("inputs"),
    }


def _nodes(first: KeptIndex, second: KeptIndex) -> tuple[pd.DataFrame, str]:
    """Return a row per node, and why effects do not add up to the change, if so."""
    names = named_nodes(first)
    sides = (first.rows.reindex(list(names)), second.rows.reindex(list(names)))
    found = moved(sides[0]["score"], sides[1]["score"], sides[0]["place"], sides[1]["place"])
    found.insert(0, "name_en", [english for english, _ in names.values()])
    found.insert(1, "name_zh", [chinese for _, chinese in names.values()])
    found.insert(2, "kind", sides[0]["kind"])
    for name in _SHOWN_OF_BOTH:
        for side, rows in zip(("from", "to"), sides, strict=True):
            found[f"{name}_{side}"] = rows[name]
    effects, why_not = _effects(first, second)
    found["effect"] = summed(first, effects).reindex(found.index)
    return found.rename(columns=_PLACES).rename_axis("node"), why_not


def _effects(first: KeptIndex, second: KeptIndex) -> tuple["pd.Series[float]", str]:
    """Return the points that each indicator brought, exact in every aggregation."""
    tree, weights = first.result.tree, first.result.weights
    nothing = pd.Series(np.nan, index=list(tree.indicators))
    lost = [one.period for one in (first, second) if np.isnan(one.index)]
    if lost:
        return nothing, f"There is no change to be split: {' and '.join(lost)} has no index."
    other = [
        name
        for name, theirs in second.result.weights.items()
        if not np.allclose(weights[name], theirs, rtol=1e-9)
    ]
    if tree != second.result.tree or other:
        return nothing, (
            f"{first.period} and {second.period} were weighted or added up in different ways"
            f" ({', '.join(other) or 'aggregation'}), so indicators alone did not bring the change:"
            " compute both by one configuration."
        )
    before, after = (
        counted(one.result).loc[one.unit].to_numpy(np.float64) for one in (first, second)
    )
    try:
        found = split(before, after, tree, weights)
    except IndexFault as error:
        return nothing, f"The change cannot be split: {error}."
    if not np.isclose(found.sum(), second.index - first.index, rtol=1e-9, atol=1e-9):
        return nothing, (
            "The kept scores and weights do not add up to the kept indices: keep both again."
        )
    return pd.Series(found, index=list(tree.indicators)), ""


def _members(periods: tuple[KeptPeriod, KeptPeriod], level: Level) -> pd.DataFrame:
    """Return who stood where in both periods, and who was in which."""
    first, second = (one.of_level(level) for one in periods)
    found = moved(first["score"], second["score"], first["place"], second["place"])
    there = pd.DataFrame(
        {"before": found.index.isin(first.index), "after": found.index.isin(second.index)}
    )
    found["membership"] = [
        "both" if before and after else "left" if before else "entered"
        for before, after in there.itertuples(index=False)
    ]
    return found.rename(columns=_PLACES).rename_axis("unit")


def _means(periods: tuple[KeptPeriod, KeptPeriod]) -> pd.DataFrame:
    means = [pd.Series({"mean": one.of_level("unit")["score"].mean()}) for one in periods]
    nothing = pd.Series({"mean": np.nan})
    return moved(means[0], means[1], nothing, nothing)[["from", "to", "change", "growth"]]


def _notes(
    first: KeptIndex, second: KeptIndex, periods: tuple[KeptPeriod, KeptPeriod]
) -> list[str]:
    found = []
    if not (first.as_shipped and second.as_shipped):
        found.append(
            "The two may have been scored by different references: what these changed is within the"
            " effects of the indicators."
        )
    if first.level == "unit":
        return found
    members = _members(periods, "unit")["membership"]
    entered, left = ((members == one).sum() for one in ("entered", "left"))
    found.append(
        f"In the region {entered} units entered and {left} left; what they changed, and what was"
        " restated, is within the effects of the indicators: `factory index compare` tells them"
        " apart."
    )
    return found
