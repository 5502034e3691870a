"""Measured values of one unit: a process value beside a serial number that tells a new one.

Samples enter; each measurement once leaves, also where it equals the one before.
"""

from dataclasses import dataclass

import msgspec
import numpy as np
import pandas as pd

from analytics.oee.counters import Floats, Ints
from analytics.oee.timeline import Flags
from analytics.spc.shift_runs import HELD_FOR_MS, UnitRuns
from contract.sample import ProcessValue

_DECODE = msgspec.json.Decoder(dict[str, ProcessValue]).decode
_NOTHING: dict[str, ProcessValue] = {}


@dataclass(frozen=True, slots=True)
class Measurements:
    """Values in order of time.

    Args:
        at: index of the sample that brought each.
        value: NaN where the source did not say it.
        unsaid: the value was last said before these samples begin.
        parted: it does not follow on the one before without a gap.
    """

    at: Ints
    value: Floats
    unsaid: Flags
    parted: Flags


def decoded(samples: pd.DataFrame) -> list[dict[str, ProcessValue]]:
    """Return the process values of each sample; those that it does not repeat are left out."""
    codes, texts = pd.factorize(samples["process_values"])
    found = [_DECODE(text) for text in texts]
    return [found[code] if code >= 0 else _NOTHING for code in codes.tolist()]


def measurements(said: list[dict[str, ProcessValue]], name: str, runs: UnitRuns) -> Measurements:
    """Take what is new of a process value: a sample whose serial number changed.

    Process values go by exception, so a value that is not repeated still holds. At the start of
    a shift only what was said in the hour before still does: then the outcome does not depend on
    how far back samples were read.
    """
    at: list[int] = []
    values: list[float] = []
    follows: list[bool] = []
    number_name = f"{name}_number"
    times = runs.t.tolist()
    since = (runs.shifts.starts - HELD_FOR_MS).tolist()
    shifts = runs.shift.tolist()
    held, held_t, began_again = None, 0, False
    value, value_t = float("nan"), -1
    unsaid: list[bool] = []
    for place, words in enumerate(said):
        if name in words:
            given = words[name]
            value = given if isinstance(given, float) else float("nan")
            value_t = times[place]
        number = words.get(number_name)
        if not isinstance(number, float):
            continue
        known = held is not None and held_t >= since[shifts[place]]
        began_again = began_again or (held is not None and number < held)
        # A number of 0 says that nothing was measured yet.
        if number > 0 and not (known and number == held):
            at.append(place)
            values.append(value if value_t >= since[shifts[place]] else float("nan"))
            unsaid.append(value_t < 0)
            follows.append(known and not began_again and number == (held or 0) + 1)
            began_again = False
        held, held_t = number, times[place]
    places = np.array(at, np.int64)
    return Measurements(
        at=places,
        value=np.array(values, np.float64),
        unsaid=np.array(unsaid, np.bool_),
        parted=np.logical_or(np.logical_not(np.array(follows, np.bool_)), runs.parted(places)),
    )
