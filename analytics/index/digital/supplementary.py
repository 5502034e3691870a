"""Green figures beside the index: rows of series `green` in, water and waste per good item out."""

import pandas as pd

from analytics.index.digital.observations_period import period_at, span_of
from contract.green_measures import GREEN_MEASURE
from contract.path import EquipmentPath

SUPPLEMENTARY = ("water_l_per_item", "waste_kg_per_item")
COLUMNS = ("unit", "measure", "name_en", "name_zh", "measured_in", "value", "status", "definition")


def supplementary_figures(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return a row per site and measure of a period; NaN where the status has no value.

    A site that counts no water, or no waste, has a row without a value.
    """
    span = span_of(period)
    chosen = rows[
        (rows["level"] == "site")
        & (rows["window"] == span)
        & rows["measure"].isin(list(SUPPLEMENTARY))
        & (rows["part"] == "")
    ]
    found = []
    for row in chosen.to_dict("records"):
        if period_at(span, start=int(row["time"]), end=int(row["end"])) != period:
            continue
        measure = GREEN_MEASURE[str(row["measure"])]
        found.append(
            {
                "unit": str(EquipmentPath(row["enterprise"], row["site"])),
                "measure": measure.id,
                "name_en": measure.name_en,
                "name_zh": measure.name_zh,
                "measured_in": measure.unit,
                "value": float("nan") if row["value_null"] else float(row["value"]),
                "status": row["status"],
                "definition": row["definition"],
            }
        )
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    return frame.sort_values(["unit", "measure"]).reset_index(drop=True)
