"""A run of an edition as it may be published: no unit, and of groups what tells no unit's figure.

A run enters; the values, tables and metadata of a public file leave. Only what is named here goes
into it; what is withheld is counted in the metadata, and has its reason beside it.
"""

from collections.abc import Mapping

import pandas as pd

from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.roll_up import REGION, region_and_sectors
from analytics.index.digital.roll_up_published import ShownRegion, shown_region
from analytics.index.digital.run_tables import FLAGS, NUMBERS, metadata_of, tables_of, values_table
from analytics.index.digital.stand_published import total_reason

# Tables that withhold by themselves, and those that stand on all units of the region together.
_BY_THEMSELVES = ("sectors_by_size", "peers", "standardised")
_OF_ALL = ("leave_one_out", "sensitivity", "coherence", "reliability", "odd")
# The largest of something is some unit's own.
_EXTREMES = ["largest_shift", "largest_rank_shift"]
_SAID = ("edition", "period", "vintage", "inputs", "units", "units_with_index")
_ALWAYS = (*_SAID, "runs", "seed", "band", "comparability", "comparability_zh")
_OF_REGION = ("region_index", "share_")
_OF_MEAN = "mean_of_indices"


def public_values(run: EditionRun) -> pd.DataFrame:
    """Return the table of values without units; `withheld` says why a row has no figures."""
    shown = _shown(run)
    values = values_table(run)
    found = values[values["level"] != "unit"].reset_index(drop=True)
    found["withheld"] = found["unit"].map(shown.reason).astype("str")
    hidden = found["withheld"] != ""
    found.loc[hidden, list(NUMBERS)] = float("nan")
    found.loc[hidden, list(FLAGS)] = False
    found["rank"] = found["unit"].map(shown.ranks).where(found["kind"] == "index")
    return found


def public_tables(run: EditionRun) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a public file by their names, in the order of a workbook's sheets."""
    values, tables = public_values(run), tables_of(run)
    hidden = bool(_shown(run).reason[REGION])
    references = tables["references"].copy()
    if hidden:
        references[["value", "difference"]] = float("nan")
    found = {"region": values.dropna(axis=1, how="all")}
    found |= {name: tables[name] for name in _BY_THEMSELVES}
    found["references"] = references
    if not hidden:
        found |= {
            name: tables[name].drop(columns=_EXTREMES, errors="ignore")
            for name in _OF_ALL
            if name in tables
        }
    return found


def public_metadata(run: EditionRun) -> Mapping[str, str | float | int]:
    """Return what a reader must know, what may be said of the region, and how much is withheld."""
    shown = _shown(run)
    reason = str(shown.reason[REGION])
    told: tuple[str, ...] = _ALWAYS
    if not reason:
        told += _OF_REGION
        told += () if total_reason(run.by_size.table) else (_OF_MEAN,)
    parts = run.by_size.parts
    sizes = pd.concat([parts["raw_withheld"], parts["standardised_withheld"]])
    withheld = {
        "sectors": int((shown.reason.drop(REGION) != "").sum()),
        "sectors_by_size": len(run.by_size.table.withheld()),
        "sizes": int((sizes != "").sum()),
        "peers": int((run.peer_cells["reason"] != "").sum()),
    }
    return {
        "audience": "public",
        **{name: one for name, one in metadata_of(run).items() if name.startswith(told)},
        "withheld_region": reason,
        **{f"withheld_{name}": count for name, count in withheld.items()},
    }


def _shown(run: EditionRun) -> ShownRegion:
    groups = region_and_sectors(list(run.facts), run.facts)
    return shown_region(run.rolled, groups, run.facts, run.config.disclosure)
