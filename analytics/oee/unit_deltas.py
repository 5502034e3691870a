"""What one work unit's counters rose by, as columns per sample: pieces and consumption.

Counters enter; rises leave with the time they belong to and the product in force before it. A
rise belongs whole to the sample that shows it (contract 2.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.oee.columns import UnitColumns
from analytics.oee.counters import Deltas, Floats, Ints, deltas
from analytics.oee.timeline import Flags
from contract.sample import CONSUMPTION_FIELDS

_PIECES = ("produced", "good", "scrap", "rework")
_INSPECTED = "inspected_automatically"
_JUDGED = frozenset(("scrap", "rework", "defects"))


@dataclass(frozen=True, slots=True)
class UnitDeltas:
    """Rises at samples `t`, all with start < t <= end of the slice.

    Args:
        product: code of the product in force before t.
        produced, good, scrap, rework: counted while the unit was seen.
        unknown_produced, unknown_good, unknown_scrap: counted across unknown time; in no ratio.
        inspected: pieces inspected by machine, else pieces of a unit that counts scrap, rework or
            defects; none where nobody judges pieces.
        defects: defects found.
        consumption: meter to its rise, only meters that this unit has.
    """

    t: Ints
    product: Ints
    produced: Floats
    good: Floats
    scrap: Floats
    rework: Floats
    unknown_produced: Floats
    unknown_good: Floats
    unknown_scrap: Floats
    inspected: Floats
    defects: Floats
    consumption: Mapping[str, Floats]


def unit_deltas(
    columns: UnitColumns, unseen: Flags, *, start: int, end: int, moduli: Mapping[str, int]
) -> UnitDeltas:
    """Return the rises of a unit's counters in (start, end]."""
    rises = {
        name: deltas(values, modulus=moduli.get(name)) for name, values in columns.counters.items()
    }
    keep = (columns.t > start) & (columns.t <= end)
    unseen_before = np.concatenate(([0], np.cumsum(unseen)))[:-1]
    known: dict[str, Floats] = {}
    unknown: dict[str, Floats] = {}
    for name in (*_PIECES, "defects", _INSPECTED):
        if name in rises:
            rise = rises[name]
            across = _across_unseen(rise, unseen_before)
            known[name] = np.where(across, 0.0, rise.amount)[keep]
            unknown[name] = np.where(across, rise.amount, 0.0)[keep]
    here = np.flatnonzero(keep)
    nothing = np.zeros(len(here))
    seen, lost = _derived(known, nothing), _derived(unknown, nothing)
    return UnitDeltas(
        t=columns.t[here],
        product=columns.product[np.maximum(here - 1, 0)],
        produced=seen["produced"],
        good=seen["good"],
        scrap=seen["scrap"],
        rework=seen["rework"],
        unknown_produced=lost["produced"],
        unknown_good=lost["good"],
        unknown_scrap=lost["scrap"],
        inspected=_inspected(known, seen["produced"], nothing),
        defects=known.get("defects", nothing),
        consumption={
            name: rises[name].amount[keep] for name in CONSUMPTION_FIELDS if name in rises
        },
    )


def _inspected(counted: Mapping[str, Floats], produced: Floats, nothing: Floats) -> Floats:
    if _INSPECTED in counted:
        return counted[_INSPECTED]
    return produced if _JUDGED & counted.keys() else nothing


def _across_unseen(rise: Deltas, unseen_before: Ints) -> Flags:
    """Tell whether any interval between the two values of each rise is unknown."""
    return unseen_before > unseen_before[rise.since]


def _derived(counted: Mapping[str, Floats], nothing: Floats) -> dict[str, Floats]:
    """Fill in the counters a unit does not have: PQ = GQ + SQ + RQ (domain reference 1.3)."""
    rework = counted.get("rework", nothing)
    produced, good, scrap = (counted.get(name) for name in ("produced", "good", "scrap"))
    if produced is not None and good is not None and scrap is None:
        scrap = produced - good - rework
    if scrap is None:
        scrap = nothing
    if good is None:
        good = nothing if produced is None else produced - scrap - rework
    if produced is None:
        produced = good + scrap + rework
    return {"produced": produced, "good": good, "scrap": scrap, "rework": rework}
