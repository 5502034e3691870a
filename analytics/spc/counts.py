"""Counted pieces of one unit, and the defects or rejects among them, as rises per sample."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.oee.columns import Lost
from analytics.oee.counters import Floats, deltas
from analytics.spc.config import DEFECTS
from analytics.spc.shift_runs import UnitRuns

COUNTERS = ("inspected_automatically", "produced", "good", "scrap", "rework", "defects")


@dataclass(frozen=True, slots=True)
class Counts:
    """What each sample of a unit shows.

    Args:
        pieces: rise of the pieces; nothing across unknown time.
        found: rise of the defects or rejects.
    """

    pieces: Floats
    found: Floats


def counts(samples: pd.DataFrame, name: str, runs: UnitRuns, moduli: Mapping[str, int]) -> Counts:
    """Take pieces and what `name` asks for: defects, or rejects, which are scrap and rework.

    Pieces are those inspected, else those produced, else the good, scrapped and reworked ones.
    """
    rises: dict[str, Floats] = {}
    called = Lost.of(samples).named(slice(None))
    for counter in COUNTERS:
        said = samples[counter].to_numpy(np.float64)
        if counter not in called and np.isnan(said).all():
            continue
        rise = deltas(said, modulus=moduli.get(counter))
        across = runs.lost > runs.lost[rise.since]
        rises[counter] = np.where(across, 0.0, rise.amount)
    nothing = np.zeros(len(runs.t))
    judged = ("good", "scrap", "rework")
    whole = next((name for name in COUNTERS[:2] if name in rises), "")
    pieces = rises[whole] if whole else _sum(rises, judged, nothing)
    if name == DEFECTS:
        found = rises.get(DEFECTS, nothing)
    elif "scrap" in rises or "rework" in rises:
        found = _sum(rises, ("scrap", "rework"), nothing)
    else:
        # Told a moment after its piece, a good one takes back the reject that it looked like.
        found = pieces - rises.get("good", pieces)
    return Counts(pieces, found)


def _sum(columns: Mapping[str, Floats], names: tuple[str, ...], nothing: Floats) -> Floats:
    return sum((columns[name] for name in names if name in columns), nothing)
