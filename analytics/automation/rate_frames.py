"""Rates as rows of the series `automation` and `green`; what is absent is 0 with its flag."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.automation.rate import RateValue
from analytics.oee.frames import typed_frame
from contract.rates import RateSeries
from contract.series import AUTOMATION, GREEN, UNIT_TAGS

_SERIES = {"automation": AUTOMATION, "green": GREEN}
_NULLABLE = ("value", "declared", "lower", "upper")


def frame(values: Sequence[RateValue], series: RateSeries) -> pd.DataFrame:
    """Return the rows of rates."""
    names = [one.definition.id for one in values]
    columns: dict[str, object] = {
        "time": [one.period.start for one in values],
        "end": [one.period.end for one in values],
        "level": [one.level for one in values],
        "window": [one.period.period for one in values],
        **{tag: [getattr(one.path, tag) for one in values] for tag in UNIT_TAGS},
        "rate": names,
        "measure": names,
        "part": [one.part for one in values],
        "definition": [one.definition.definition for one in values],
        "void": np.zeros(len(values), np.bool_),
    }
    for name in ("status", "numerator", "denominator", "machines", "evidence_hours"):
        columns[name] = [getattr(one, name) for one in values]
    for name in _NULLABLE:
        given = [getattr(one, name) for one in values]
        columns[name] = [0.0 if one is None else one for one in given]
        columns[f"{name}_null"] = [one is None for one in given]
    return typed_frame(_SERIES[series], columns)
