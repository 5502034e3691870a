"""What meters rose by, per segment and time leaf, in whole millionths of their unit.

Rows of the series `segment` of work units and dated factors enter, integers leave: they add up to
the same sum in any order, so parts by leaf, product or order make up the whole exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.automation.records import FactorRecord
from contract.kpi import consumption_field
from contract.path import EquipmentPath
from contract.sample import CONSUMPTION_FIELDS
from contract.states import LEAVES

Micros = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EMISSION = "emission_co2e_kg"
QUANTITIES: tuple[str, ...] = (*CONSUMPTION_FIELDS, EMISSION)
UNKNOWN = LEAVES.index("unknown")

# Finer than any meter here tells, and coarser than the rounding of its sums.
_PER_UNIT = 1_000_000
# Without its factor nothing can be said; other meters emit only where somebody gave them a factor.
_ALWAYS_EMITS = "energy_kwh"
# Gas that the process uses is a series of its own.
_NEVER_EMITS = "process_co2_kg"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Rises of segments.

    Args:
        micros: each of QUANTITIES to millionths of its unit, segments by leaves.
        unrated: segments that used what no factor held for; their emissions are not in `micros`.
    """

    micros: Mapping[str, Micros]
    unrated: Flags


def amounts_of(segments: pd.DataFrame, factors: Sequence[FactorRecord]) -> Amounts:
    """Return what the segments of work units used and emitted, row by row."""
    micros: dict[str, Micros] = {}
    for meter in CONSUMPTION_FIELDS:
        fields = [consumption_field(meter, leaf) for leaf in LEAVES]
        micros[meter] = to_micros(segments[fields].to_numpy(np.float64))
    emitted = np.zeros((len(segments), len(LEAVES)), np.int64)
    unrated = np.zeros(len(segments), np.bool_)
    sites = segments["enterprise"] + "/" + segments["site"]
    for site in sites.unique():
        rows = np.flatnonzero(sites == site)
        here = [one for one in factors if one.site in {None, EquipmentPath.parse(site)}]
        times = segments["time"].to_numpy(np.int64)[rows]
        for meter in sorted({_ALWAYS_EMITS, *(one.meter for one in here)} - {_NEVER_EMITS}):
            used = micros[meter][rows]
            factor = _factors([one for one in here if one.meter == meter], times)
            held = ~np.isnan(factor)
            # Whole in each cell, so that emissions add up as meters do.
            cells = used * np.where(held, factor, 0.0)[:, None]
            emitted[rows] += np.rint(cells).astype(np.int64)
            unrated[rows] |= ~held & (used != 0).any(axis=1)
    return Amounts({**micros, EMISSION: emitted}, unrated)


def _factors(dated: Sequence[FactorRecord], times: Micros) -> npt.NDArray[np.float64]:
    """Return the factor that held at each time, NaN where none did."""
    known = sorted((one.since, one.kg_co2e_per_unit) for one in dated)
    held = np.searchsorted([since for since, _ in known], times, side="right")
    return np.array([np.nan, *(value for _, value in known)])[held]


def to_micros(amounts: npt.NDArray[np.float64]) -> Micros:
    """Return amounts as whole millionths."""
    return np.rint(amounts * _PER_UNIT).astype(np.int64)


def from_micros(micros: int | np.int64) -> float:
    """Return millionths as the nearest number."""
    return int(micros) / _PER_UNIT
