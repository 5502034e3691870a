"""Operator events of one unit in, assists out: events close behind each other are one.

Controllers tell events on their scan, so instants are rounded up to whole seconds before they are
compared (decision record on evidence).
"""

from dataclasses import dataclass

import numpy as np

from analytics.automation.told_work import ASSIST_MS, UnitWork
from analytics.oee.counters import Floats
from analytics.oee.timeline import Flags
from contract.sample import EVENT_FIELDS

_TOUCH = "operator_manual_touch"
_ASSISTING = tuple(name for name in EVENT_FIELDS if name != _TOUCH)


@dataclass(frozen=True, slots=True)
class Events:
    """What operators did, at each sample of a unit.

    Args:
        assists: 1 where an assist begins.
        unknown_assists: events told behind a silence.
        touches: pieces or runs that a hand touched.
        any: some event of the six kinds was told; it breaks a run.
    """

    assists: Floats
    unknown_assists: Floats
    touches: Floats
    any: Flags


def events_of(work: UnitWork) -> Events:
    """Merge events into assists; the look back of the samples holds the one before the first."""
    seen, unseen = np.zeros(len(work.t)), np.zeros(len(work.t))
    for name in _ASSISTING:
        rises = work.rises(name)
        seen += rises.seen
        unseen += rises.unseen
    touches = work.rises(_TOUCH).all
    begins = np.zeros(len(work.t))
    told = np.flatnonzero(seen > 0)
    if len(told):
        seconds = -(-work.t[told] // 1000)
        begins[told] = np.append(True, np.diff(seconds) > ASSIST_MS // 1000)
    return Events(begins, unseen, touches, (seen > 0) | (unseen > 0) | (touches > 0))
