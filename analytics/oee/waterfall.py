"""The waterfall of one place: bars from calendar time to valuable time (domain reference 1.7).

Sums of losses enter; bars in their order leave. They add up to the calendar time; a gain in speed
is a negative bar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from contract.loss_names import GROUP_NAMES
from contract.reasons import LOSS_GROUPS, LossGroup
from contract.states import Leaf


@dataclass(frozen=True, slots=True)
class LossSum:
    """Time of one leaf and group, s."""

    leaf: Leaf
    group: LossGroup
    duration_s: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Args:
        bar: unscheduled, planned_down, unknown, down, delay, setup, speed, quality or valuable.
        group: its loss group, where a bar is split by it.
        left_s: what is left of the calendar time behind this bar.
    """

    bar: str
    group: str
    name_en: str
    name_zh: str
    duration_s: float
    left_s: float


# Bar and the losses in it: a leaf, and groups of it; a bar without groups is split by them.
_BARS: tuple[tuple[str, Leaf, tuple[LossGroup, ...]], ...] = (
    ("unscheduled", "unscheduled", ("unscheduled",)),
    ("planned_down", "planned_down", ("planned_down",)),
    ("unknown", "unknown", ("unknown",)),
    ("down", "down", ()),
    ("delay", "delay", ()),
    ("setup", "setup", ("setup",)),
    ("speed", "production", ("unrated",)),
    ("speed", "production", ("speed",)),
    ("quality", "production", ("start_up",)),
    ("quality", "production", ("quality",)),
    ("valuable", "production", ("valuable",)),
)
# Bars that stand also where nothing was lost.
_ALWAYS = frozenset(("unscheduled", "planned_down", "unknown", "setup", "valuable"))


def waterfall_of(sums: Iterable[LossSum]) -> list[Bar]:
    """Return the bars in the order of 1.7; down and delay time by group, the longest first."""
    times: dict[tuple[Leaf, LossGroup], list[float]] = {}
    for loss in sums:
        times.setdefault((loss.leaf, loss.group), []).append(loss.duration_s)
    total = {key: fsum(parts) for key, parts in times.items()}
    left = fsum(total.values())
    found: list[Bar] = []
    for bar, leaf, groups in _BARS:
        for group in groups or _by_length(total, leaf):
            duration = total.get((leaf, group), 0.0)
            if not duration and bar not in _ALWAYS and group != "speed":
                continue
            left -= duration
            name_en, name_zh = GROUP_NAMES[group]
            # What is left behind the last bar is nothing; sums of floats leave dust.
            rest = 0.0 if bar == "valuable" else left
            found.append(Bar(bar, group, name_en, name_zh, duration, rest))
    return found


def _by_length(total: dict[tuple[Leaf, LossGroup], float], leaf: Leaf) -> list[LossGroup]:
    groups = [group for group in LOSS_GROUPS if (leaf, group) in total]
    return sorted(groups, key=lambda group: -total[leaf, group])
