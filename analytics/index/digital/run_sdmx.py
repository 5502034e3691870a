"""Values of a run as SDMX-CSV 2.0: a row per series key and period, value and score apart.

The structure is our own; its dimensions are FREQ, UNIT, NODE, MEASURE and TIME_PERIOD.
"""

from collections.abc import Mapping

import pandas as pd

from analytics.export import to_csv
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.observations_period import Span, span_of

STRUCTURE = "SFP:DIGITAL_INDEX(1.0.0)"
_FREQUENCY: Mapping[Span, str] = {"month": "M", "quarter": "Q", "year": "A"}
# Code list CL_OBS_STATUS: normal, imputed, a value that cannot exist, a missing, a withheld one.
_STATUS = {"not_applicable": "M", "missing": "O", "insufficient": "O"}
_SUPPRESSED = "Q"


def sdmx_csv(values: pd.DataFrame, catalogue: Catalogue) -> bytes:
    """Return the file: raw values of indicators, and scores of every node.

    Rows with a reason in a column `withheld` are told as suppressed.
    """
    records = catalogue.by_id()
    raw = values[values["kind"] == "indicator"].assign(MEASURE="VALUE", OBS_VALUE=values["value"])
    scores = values.assign(MEASURE="SCORE", OBS_VALUE=values["score"])
    both = pd.concat([raw, scores], ignore_index=True)
    withheld = both["withheld"] != "" if "withheld" in both else both["status"].isna()
    unit_of = {name: one.unit for name, one in records.items()}
    found = pd.DataFrame(
        {
            "STRUCTURE": "dataflow",
            "STRUCTURE_ID": STRUCTURE,
            "ACTION": "I",
            "FREQ": [_FREQUENCY[span_of(str(period))] for period in both["period"]],
            "UNIT": both["unit"],
            "NODE": both["node"],
            "MEASURE": both["MEASURE"],
            "TIME_PERIOD": both["period"],
            "OBS_VALUE": both["OBS_VALUE"],
            "OBS_STATUS": [
                _SUPPRESSED if hidden else _status(status, imputed=imputed, empty=empty)
                for hidden, status, imputed, empty in zip(
                    withheld, both["status"], both["imputed"], both["OBS_VALUE"].isna(), strict=True
                )
            ],
            "UNIT_MEASURE": [
                unit_of.get(node, "points") if measure == "VALUE" else "points"
                for node, measure in zip(both["node"], both["MEASURE"], strict=True)
            ],
            "CELL_STATUS": both["status"],
            "SOURCE": both["source"],
            "DEFINITION": both["definition"],
            "UNBALANCED": both["unbalanced"] & (both["MEASURE"] == "SCORE"),
            "BAND_LOW": both["band_low"].where(both["MEASURE"] == "SCORE"),
            "BAND_HIGH": both["band_high"].where(both["MEASURE"] == "SCORE"),
            "EDITION": both["edition"],
            "VINTAGE": both["vintage"],
        }
    )
    return to_csv(found)


def _status(status: str, *, imputed: bool, empty: bool) -> str:
    if imputed:
        return "I"
    return _STATUS.get(status, "O" if empty else "A")
