"""Ratios from sums of base quantities: computed last, never averaged (domain reference 1.6.1).

Columns of sums enter; ratios with NaN where they have no value, coverage and limits leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.master.data import Settings
from analytics.oee.counters import Floats
from analytics.oee.timeline import Flags
from contract.kpi import KpiLevel
from contract.kpi_record import SYMBOLS

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
    """Compute the formulas of `contract.kpi_catalogue` row by row, but for `fall_off_ratio`.

    That one rests on another unit, too, see `analytics.oee.fall_off`.

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
    coverage = np.where(busy > 0, 1.0 - divided(unknown, busy), 1.0)
    withheld = coverage < settings.withhold_below_coverage
    shown = np.where(withheld, np.nan, 1.0)
    effectiveness = divided(produced, production) * rated
    above = effectiveness > _ABOVE_ONE
    is_unit = level == "unit"
    return Ratios(
        columns={
            "availability": divided(production, observed) * shown,
            "effectiveness": effectiveness * shown,
            "quality_ratio": divided(good, produced) * rated * shown,
            "oee_index": divided(good, observed) * rated * shown,
            # Bounds are what can be said in spite of unknown time, so they are never withheld.
            "availability_low": divided(production, busy),
            "availability_high": divided(production + unknown, busy),
            "oee_low": divided(good, busy) * rated,
            "oee_high": divided(good + settings.e_max * unknown, busy) * rated,
            "nee_index": divided(processing(base) * good, observed * production) * rated * shown,
            "fall_off_ratio": np.full(len(busy), np.nan),
            **{name: ratio * shown for name, ratio in _further(base, observed).items()},
        },
        coverage=coverage,
        flags={
            "withheld": withheld,
            "ideal_rate_suspect": above & is_unit,
            "wip_change": above & (not is_unit),
        },
    )


def processing(base: Mapping[str, Floats]) -> Floats:
    """Return AUPT: production and setup."""
    return base["actual_production_time_s"] + base["actual_unit_setup_time_s"]


def _further(base: Mapping[str, Floats], observed: Floats) -> dict[str, Floats]:
    """Return what needs no planned run time; those of work units are null elsewhere."""
    production, delay = base["actual_production_time_s"], base["actual_unit_delay_time_s"]
    aupt = processing(base)
    busy = aupt + delay
    order = base["order_execution_time_s"]
    pieces = base["produced_quantity"]
    corrective = base["corrective_maintenance_time_s"]
    between = divided(aupt, base["failure_count"])
    energy = np.sum([base[name] for name in SYMBOLS["ENERGY"].plus], axis=0)
    return {
        "allocation_ratio": divided(busy, order),
        "allocation_efficiency": divided(busy, observed),
        "utilization_efficiency": divided(production, busy),
        "technical_efficiency": divided(production, production + delay),
        "production_process_ratio": divided(production, order),
        "throughput_rate": divided(pieces, order),
        "setup_rate": divided(base["actual_unit_setup_time_s"], aupt),
        "scrap_ratio": divided(base["scrap_quantity"], pieces),
        "rework_ratio": divided(base["rework_quantity"], pieces),
        "first_pass_yield": divided(base["first_pass_quantity"], base["inspected_quantity"]),
        "worker_efficiency": divided(base["attended_work_time_s"], base["attended_time_s"]),
        "mean_time_between_failures_s": between,
        # A repairable item's time to failure is that between failures, see the catalogue.
        "mean_time_to_failure_s": between,
        "mean_time_to_restoration_s": divided(corrective, base["repair_count"]),
        "corrective_maintenance_ratio": divided(
            corrective, corrective + base["preventive_maintenance_time_s"]
        ),
        # Without a meter nothing is known: 0 would be a claim.
        "energy_per_item_kwh": np.where(energy > 0, divided(energy, pieces), np.nan),
    }


def divided(above: npt.NDArray[np.float64], below: npt.NDArray[np.float64]) -> Floats:
    """Return the quotient, NaN where the denominator is zero."""
    # A difference of equal sums of seconds may leave a rounding rest, far below one millisecond.
    there = below > 1e-6
    quotient = np.full(len(above), np.nan)
    np.divide(above, below, out=quotient, where=there)
    return quotient
