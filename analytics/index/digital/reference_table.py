"""A region's rates beside the references that they are scored by, with what does not match."""

from collections.abc import Mapping

import pandas as pd

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.roll_up import REGION, Rolled
from analytics.index.digital.roll_up_references import mismatches

# The population of a region's own figures; no published reference is of it.
POPULATION = "units of this region"
# What a reference that does not match is, by its status.
KINDS: Mapping[str, str] = {
    "published": "published figure",
    "assumed": "demonstration value",
}


def reference_table(rolled: Rolled, catalogue: Catalogue) -> pd.DataFrame:
    """Return a row per indicator: the region's value, the national and the benchmark reference.

    Column `mismatch` names the fields in which the national reference is of something else than
    the region's value; it is empty where both can be compared. Column `mismatch_of` tells those of
    published figures from those of demonstration values, which are assumed for a plant.
    """
    found: dict[str, list[str]] = {}
    for one in mismatches(catalogue, level="region", population=POPULATION):
        if one.reference == "national":
            found.setdefault(one.indicator, []).append(one.field)
    own = rolled.values.loc[REGION].astype("float64")  # noqa: PD011 - a field of ours
    values, counted = own.to_dict(), rolled.counted.loc[REGION].astype("int64").to_dict()
    rows = [
        {
            "indicator": one.id,
            "unit": one.unit,
            "direction": one.direction,
            "value": values[one.id],
            "units": counted[one.id],
            "national": one.national.value,
            "difference": values[one.id] - one.national.value,
            "status": one.national.status,
            "source": one.national.source,
            "date": one.national.date,
            "population": one.national.population,
            "definition": one.definition,
            "definition_of_reference": one.national.definition,
            "benchmark": one.benchmark.value,
            "status_of_benchmark": one.benchmark.status,
            "mismatch": " ".join(found.get(one.id, [])),
            "mismatch_of": KINDS[one.national.status] if one.id in found else "",
        }
        for one in catalogue.indicators
    ]
    return pd.DataFrame(rows)
