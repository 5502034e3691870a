"""Ratios from sums of base quantities: computed last, never averaged (domain reference 1.6.1).

Columns of sums enter; ratios with NaN where they have no value, coverage and limits leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.master_data import Settings
from analytics.oee.counters import Floats
from analytics.oee.timeline import Flags
from contract.kpi import KpiLevel

# Above 1 by more than the rounding of sums.
_ABOVE_ONE = 1.0 + 1e-9


@dataclass(frozen=True, slots=True)
class Ratios:
    """Ratios per row.

    Args:
        columns: each of RATIO_FIELDS; NaN is null.
        coverage: 1 - UNKNOWN / PBT; 1 where PBT = 0.
        flags: withheld, ideal_rate_suspect, wip_change.
    """

    columns: Mapping[str, Floats]
    coverage: Floats
    flags: Mapping[str, Flags]


def ratios_of(
    base: Mapping[str, Floats], settings: Settings, *, level: KpiLevel, unrated: Flags
) -> Ratios:
    """Compute the formulas of `analytics.oee.formulas` row by row.

    Args:
        base: columns of BASE_FIELDS.
        settings: limits of master data.
        level: a unit above effectiveness 1 has a wrong rate, a line drained its buffers.
        unrated: rows with pieces whose planned run time is missing; what rests on it is null.
    """
    busy, unknown = base["planned_busy_time_s"], base["unknown_time_s"]
    production = base["actual_production_time_s"]
    produced, good = base["planned_run_time_produced_s"], base["planned_run_time_good_s"]
    observed = busy - unknown
    rated = np.where(unrated, np.nan, 1.0)
    coverage = np.where(busy > 0, 1.0 - _divided(unknown, busy), 1.0)
    withheld = coverage < settings.withhold_below_coverage
    shown = np.where(withheld, np.nan, 1.0)
    effectiveness = _divided(produced, production) * rated
    above = effectiveness > _ABOVE_ONE
    is_unit = level == "unit"
    return Ratios(
        columns={
            "availability": _divided(production, observed) * shown,
            "effectiveness": effectiveness * shown,
            "quality_ratio": _divided(good, produced) * rated * shown,
            "oee_index": _divided(good, observed) * rated * shown,
            # Bounds are what can be said in spite of unknown time, so they are never withheld.
            "availability_low": _divided(production, busy),
            "availability_high": _divided(production + unknown, busy),
            "oee_low": _divided(good, busy) * rated,
            "oee_high": _divided(good + settings.e_max * unknown, busy) * rated,
        },
        coverage=coverage,
        flags={
            "withheld": withheld,
            "ideal_rate_suspect": above & is_unit,
            "wip_change": above & (not is_unit),
        },
    )


def _divided(above: npt.NDArray[np.float64], below: npt.NDArray[np.float64]) -> Floats:
    """Return the quotient, NaN where the denominator is zero."""
    # A difference of equal sums of seconds may leave a rounding rest, far below one millisecond.
    there = below > 1e-6
    quotient = np.full(len(above), np.nan)
    np.divide(above, below, out=quotient, where=there)
    return quotient
