"""Which loss group a stop belongs to and whose it is: its leaf first, then its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from analytics.oee.counters import Ints
from contract.reasons import UNMAPPED, Attribution, LossGroup, Reason, reason_of
from contract.states import LEAVES, Leaf

_OF_LEAF: Mapping[Leaf, tuple[LossGroup, Attribution]] = {
    "unscheduled": ("unscheduled", "planned"),
    "planned_down": ("planned_down", "planned"),
    "unknown": ("unknown", "unknown"),
    "setup": ("setup", "planned"),
}
# Nobody asks why a machine stands while the plant is closed, or knows it while it is silent.
_WITHOUT_REASON = ("unscheduled", "unknown")


@dataclass(frozen=True, slots=True)
class Loss:
    """Where time goes: leaf, group, whose it is, and the code of the catalogue."""

    leaf: Leaf
    group: LossGroup
    attribution: Attribution
    reason: str = ""


# Production time, split by what was made in it (domain reference 1.7, waterfall).
VALUABLE, QUALITY, START_UP, SPEED, UNRATED = range(5)
PRODUCTION_LOSSES: Final = (
    Loss("production", "valuable", "own"),
    Loss("production", "quality", "own"),
    Loss("production", "start_up", "own"),
    Loss("production", "speed", "own"),
    Loss("production", "unrated", "unknown"),
)


@dataclass(frozen=True, slots=True)
class LossTable:
    """Losses as codes: those of PRODUCTION_LOSSES first.

    Args:
        losses: what a code means.
        codes: code of [leaf, code of a reason]; all production time is VALUABLE until it is split.
    """

    losses: tuple[Loss, ...]
    codes: Ints

    @property
    def unknown(self) -> int:
        """Code of time that nobody saw."""
        return self.losses.index(Loss("unknown", "unknown", "unknown"))


@lru_cache(maxsize=64)
def loss_table(reasons: tuple[str, ...]) -> LossTable:
    """Return the losses of every leaf with every one of these reasons."""
    losses = list(PRODUCTION_LOSSES)
    numbers = {loss: number for number, loss in enumerate(losses)}
    codes = np.zeros((len(LEAVES), len(reasons)), np.int64)
    for row, leaf in enumerate(LEAVES):
        for column, reason in enumerate(reasons):
            if leaf == "production":
                codes[row, column] = VALUABLE
                continue
            found = loss_of(leaf, reason)
            loss = Loss(leaf, found.group, found.attribution, found.code)
            if loss not in numbers:
                numbers[loss] = len(losses)
                losses.append(loss)
            codes[row, column] = numbers[loss]
    return LossTable(tuple(losses), codes)


def loss_of(leaf: Leaf, reason: str) -> Reason:
    """Return group, attribution and the code under which the time of a leaf is lost.

    The calendar, setup and what nobody saw decide by themselves; delay and down time belong to
    their reason, down time without one to the missing order.
    """
    found = reason_of(reason)
    if leaf in _OF_LEAF:
        group, attribution = _OF_LEAF[leaf]
        code = "" if leaf in _WITHOUT_REASON else found.code
        return Reason(code, group, attribution, found.name_en, found.name_zh)
    if leaf == "down" and found.group == "unspecified" and found.code != UNMAPPED:
        return Reason(found.code, "no_order", "planned", found.name_en, found.name_zh)
    return found
