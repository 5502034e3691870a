"""A run of an edition to tables: one per level, and what stands beside the index.

A run enters; frames with plain columns leave, in a stable order, for files, lists and pages.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analytics.index.digital.coherence import coherence
from analytics.index.digital.decompose import effective_weights
from analytics.index.digital.doubts import told_of
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.roll_up import REGION
from analytics.index.engine import IndexResult

VALUES = (
    "edition",
    "period",
    "vintage",
    "level",
    "unit",
    "node",
    "kind",
    "value",
    "low",
    "high",
    "status",
    "source",
    "definition",
    "score",
    "clamped",
    "imputed",
    "unbalanced",
    "weight",
    "coverage",
    "rank",
    "band_low",
    "band_median",
    "band_high",
    "share_measured",
)
_HEAD = VALUES[:7]
_TEXTS = ("status", "source", "definition")
FLAGS = ("clamped", "imputed", "unbalanced")
NUMBERS = tuple(name for name in VALUES if name not in (*_HEAD, *_TEXTS, *FLAGS))
_BAND = ("low", "median", "high")


def values_table(run: EditionRun) -> pd.DataFrame:
    """Return a row per unit, sector and region and node: indicators, dimensions, the index.

    Bands are of indices. `weight` is an indicator's in the index of that unit; `unbalanced` are
    nodes that Mazziotta-Pareto took off the scale.
    """
    parts = [_level(run, run.own, "unit"), _level(run, run.rolled.result, "sector")]
    found = pd.concat(parts, ignore_index=True)
    found.loc[found["unit"] == REGION, "level"] = "region"
    found["edition"] = run.config.edition
    found["period"] = run.config.period
    found["vintage"] = run.vintage
    for name in _TEXTS:
        found[name] = found[name].fillna("")
    for name in FLAGS:
        found[name] = found[name].fillna(value=False).astype("bool")
    return found[list(VALUES)].astype(dict.fromkeys(NUMBERS, "float64"))


def tables_of(run: EditionRun) -> Mapping[str, pd.DataFrame]:
    """Return every table of a run by its name, in the order of a workbook's sheets."""
    values = values_table(run)
    groups = values["kind"] != "indicator"
    own = values["level"] == "unit"
    found = {
        "region": _without_empty(values[~own]),
        "index": index_table(run),
        "dimensions": _without_empty(values[own & groups]),
        "indicators": _without_empty(values[own & ~groups]),
        "sectors_by_size": _published(run),
        "peers": run.peer_cells.reset_index(),
        "standardised": run.by_size.parts.rename_axis("size").reset_index(),
        "references": run.references,
        "leave_one_out": run.leave_out.reset_index(),
        "sensitivity": pd.DataFrame() if run.factors is None else run.factors.factors.reset_index(),
        **_coherence(run),
        "supplementary": run.supplementary,
        "sme": run.sme,
    }
    return {name: table for name, table in found.items() if len(table.columns)}


def index_table(run: EditionRun) -> pd.DataFrame:
    """Return a row per unit: who it is, its index with band and rank, dimensions, weight shares."""
    root = run.own.tree.root
    facts = [run.facts[str(unit)] for unit in run.own.index.index]
    found = pd.DataFrame(
        {
            "unit": [one.unit for one in facts],
            "name_en": [one.name_en for one in facts],
            "name_zh": [one.name_zh for one in facts],
            "sector": [one.sector for one in facts],
            "size": [one.size for one in facts],
            "process": [one.process for one in facts],
            "index": run.own.index.to_numpy(),
            "rank": run.own.ranks[root].to_numpy(),
        }
    )
    names = ("low", "median", "high", "rank_low", "rank_median", "rank_high")
    for name in (*names, "share_above_threshold"):
        found[name if "rank" in name or "share" in name else f"band_{name}"] = (
            np.nan if run.bands is None else run.bands.bands[name].reindex(found["unit"]).to_numpy()
        )
    for one in run.catalogue.dimensions:
        found[one.id] = run.own.scores[one.id].to_numpy()
    for name in run.shares.columns:
        found[f"share_{name}"] = run.shares[name].to_numpy()
    found["peers"] = [run.peers.group[unit] for unit in found["unit"]]
    return found.sort_values(["rank", "unit"], na_position="last").reset_index(drop=True)


def metadata_of(run: EditionRun) -> Mapping[str, str | float | int]:
    """Return what a reader must know of a run, and the sentences that go with every report."""
    uncertainty = run.config.study.uncertainty
    shares = {f"share_{name}": float(run.shares[name].mean()) for name in run.shares.columns}
    return {
        "edition": run.config.edition,
        "period": run.config.period,
        "vintage": run.vintage,
        "inputs": run.inputs,
        "units": len(run.facts),
        "units_with_index": int(run.own.index.notna().sum()),
        "region_index": run.index,
        **{f"region_index_{name}": value for name, value in group_band(run, REGION).items()},
        "mean_of_indices": float(run.own.index.mean()),
        **{f"mean_of_indices_{name}": float(run.mean_band[name]) for name in _BAND},
        **shares,
        "runs": uncertainty.runs,
        "seed": uncertainty.seed,
        "band": f"{uncertainty.low:g} to {uncertainty.high:g} per cent of runs",
        "study": told_of(run.config.study, run.config.doubts),
        "comparability": COMPARABILITY_EN,
        "comparability_zh": COMPARABILITY_ZH,
    }


COMPARABILITY_EN = (
    "The anchors 103.8 and 177.4 are official numbers, the position between them is ours; scores"
    " are not comparable with the published 125.8 except by construction at the anchors."
)
COMPARABILITY_ZH = (
    "锚点103.8与177.4为官方公布值，锚点之间的位置由本项目设计；除锚点处由构造保证外，"
    "得分与公布的125.8不可比。"
)


def _level(run: EditionRun, result: IndexResult, level: str) -> pd.DataFrame:
    return pd.DataFrame(list(_rows(run, result, level)))


def _rows(run: EditionRun, result: IndexResult, level: str) -> Iterator[dict[str, object]]:
    own = level == "unit"
    records = run.catalogue.by_id()
    weights = effective_weights(result)
    root = result.tree.root
    ranks = result.ranks if own else run.rolled.ranks.to_frame(root)
    values = result.values  # noqa: PD011 - a field of ours
    for unit in result.scores.index:
        for node in result.tree.nodes:
            record = records.get(node)
            row: dict[str, object] = dict.fromkeys(VALUES)
            row |= {
                "level": level,
                "unit": str(unit),
                "node": node,
                "score": result.scores.loc[unit, node],
                "rank": ranks.loc[unit, node] if node in ranks.columns else np.nan,
            }
            if record is None:
                row |= {
                    "kind": "index" if node == root else "dimension",
                    "coverage": result.coverage.loc[unit, node],
                    "unbalanced": node in result.unbalanced and result.unbalanced.loc[unit, node],
                }
            else:
                row |= {
                    "kind": "indicator",
                    "value": values.loc[unit, node],
                    "definition": record.definition,
                    "clamped": bool(result.clamped.loc[unit, node]),
                    "imputed": bool(result.imputed.loc[unit, node]),
                    "weight": weights.loc[unit, node],
                }
            if record is not None and own:
                cells = run.cells
                row |= {
                    "low": cells.low.loc[unit, node],
                    "high": cells.high.loc[unit, node],
                    "status": cells.status.loc[unit, node],
                    "source": cells.source.loc[unit, node],
                }
            if node == root:
                band = _uncertain(run, str(unit)) if own else group_band(run, str(unit))
                row |= {f"band_{name}": band[name] for name in _BAND}
                row["share_measured"] = run.shares.loc[unit, "measured"] if own else np.nan
            yield row


def group_band(run: EditionRun, group: str) -> dict[str, float]:
    """Return low, median and high of the index of the region or a sector; NaN without a study."""
    return _band_in(None if run.bands is None else run.bands.groups, group)


def _uncertain(run: EditionRun, unit: str) -> dict[str, float]:
    return _band_in(None if run.bands is None else run.bands.bands, unit)


def _band_in(bands: pd.DataFrame | None, row: str) -> dict[str, float]:
    if bands is None or row not in bands.index:
        return dict.fromkeys(_BAND, np.nan)
    return {name: float(bands.loc[[row], name].iloc[0]) for name in _BAND}


def _published(run: EditionRun) -> pd.DataFrame:
    table = run.by_size.table
    rows = [
        {
            "sector": str(row),
            "size": str(column),
            "units": int(table.units.loc[row, column]),
            "mean_index": table.mean.loc[row, column],
            "withheld": str(table.reason.loc[row, column]),
        }
        for row in table.reason.index
        for column in table.reason.columns
    ]
    return pd.DataFrame(rows)


def _coherence(run: EditionRun) -> dict[str, pd.DataFrame]:
    found = coherence(run.own)
    odd = [(one.what, one.first, one.second, one.figure) for one in found.flags]
    return {
        "coherence": found.members.rename_axis("node").reset_index(),
        "reliability": found.groups.rename_axis("node").reset_index(),
        "odd": pd.DataFrame(odd, columns=["what", "node", "other", "correlation"]),
    }


def _without_empty(table: pd.DataFrame) -> pd.DataFrame:
    return table.dropna(axis=1, how="all").reset_index(drop=True)
