"""Loss groups, attributions, roots and the six big losses as people see them: names and colours.

Names are the contract's; groups that mean what a time leaf means have the colour of that leaf.
"""

from collections.abc import Mapping

from contract.loss_names import (
    ATTRIBUTION_NAMES,
    BIG_LOSS_NAMES,
    BIG_LOSS_OF,
    BIG_LOSSES,
    GROUP_NAMES,
    BigLoss,
)
from contract.loss_names import NOT_LOST as NO_LOSS
from contract.reasons import LOSS_GROUPS, REASONS, UNMAPPED, Attribution, LossGroup, reason_of
from dashboards.grafana.panel import Column
from dashboards.grafana.states import LEAF_COLOUR, POOR, QUALITY, SPEED
from dashboards.grafana.texts import Text

GROUP_COLOUR: Mapping[LossGroup, str] = {
    "unscheduled": LEAF_COLOUR["unscheduled"],
    "planned_down": LEAF_COLOUR["planned_down"],
    "unknown": LEAF_COLOUR["unknown"],
    "no_order": LEAF_COLOUR["down"],
    "breakdown": "#d64545",
    "minor_stop": LEAF_COLOUR["delay"],
    "starved": "#e0c341",
    "blocked": "#b08a2e",
    "operator": "#c77dff",
    "media": "#35b5c9",
    "quality_hold": "#f08bb4",
    "handling": "#d6a26b",
    "waiting": "#a5b1bd",
    "unspecified": "#8c7a66",
    "setup": LEAF_COLOUR["setup"],
    "speed": SPEED,
    "unrated": "#b9a26a",
    "start_up": "#b83a85",
    "quality": QUALITY,
    "valuable": LEAF_COLOUR["production"],
}
ATTRIBUTION_COLOUR: Mapping[Attribution, str] = {
    "own": POOR,
    "upstream": "#e0c341",
    "downstream": "#b08a2e",
    "media": "#35b5c9",
    "operator": "#c77dff",
    "planned": LEAF_COLOUR["planned_down"],
    "unknown": LEAF_COLOUR["unknown"],
}
BIG_LOSS_GROUPS: Mapping[BigLoss, tuple[LossGroup, ...]] = {
    loss: tuple(group for group in LOSS_GROUPS if BIG_LOSS_OF.get(group) == loss)
    for loss in BIG_LOSSES
}
BIG_LOSS_COLOUR: Mapping[BigLoss, str] = {
    "breakdowns": GROUP_COLOUR["breakdown"],
    "setup_and_adjustment": GROUP_COLOUR["setup"],
    "idling_and_minor_stops": GROUP_COLOUR["minor_stop"],
    "reduced_speed": GROUP_COLOUR["speed"],
    "start_up_rejects": GROUP_COLOUR["start_up"],
    "production_rejects": GROUP_COLOUR["quality"],
}
# In one order, so that queries are spelled the same each time.
NOT_LOST: tuple[LossGroup, ...] = tuple(group for group in LOSS_GROUPS if group in NO_LOSS)
NO_LOSSES = Text(
    "No segment begins in this time, or nothing was lost in it.",
    "此时间段内没有时段起点，或没有损失。",
)
_OF_LINE = Text("Of the line itself: what its constraint lost.", "产线自身的损失，即其瓶颈的损失。")
_OF_MACHINES = Text(
    "Of the chosen machines, added up where there are several.",
    "所选设备的损失；选多台时为合计。",
)
UNKNOWN_ROOT = Text("unknown", "未知")
OUTSIDE = Text("outside the line", "产线之外")


def group_name(group: LossGroup) -> Text:
    """Return what a loss group is called."""
    return Text(*GROUP_NAMES[group])


def attribution_name(attribution: Attribution) -> Text:
    """Return what an attribution is called."""
    return Text(*ATTRIBUTION_NAMES[attribution])


def big_loss_name(loss: BigLoss) -> Text:
    """Return what one of the six big losses is called."""
    return Text(*BIG_LOSS_NAMES[loss])


def reason_names() -> dict[str, Text]:
    """Return what each stop reason is called; no reason and an unmapped one too."""
    codes = (*REASONS, "", UNMAPPED)
    return {code: Text(reason_of(code).name_en, reason_of(code).name_zh) for code in codes}


def cause_names() -> dict[str, Text]:
    """Return what a reason is called, and the group of time that needs none."""
    groups: dict[str, Text] = {group: group_name(group) for group in LOSS_GROUPS}
    return groups | reason_names()


def waited_for_names() -> dict[str, Text]:
    """Return what is called that one waits for and that is no machine."""
    return {"": OUTSIDE, "unknown": UNKNOWN_ROOT}


GROUP_COLUMNS = tuple(
    Column(name=group, title=group_name(group), colour=GROUP_COLOUR[group]) for group in LOSS_GROUPS
)
ATTRIBUTION_COLUMNS = tuple(
    Column(name=name, title=attribution_name(name), colour=colour)
    for name, colour in ATTRIBUTION_COLOUR.items()
)


def codes_attributed(*attributions: Attribution) -> tuple[str, ...]:
    """Return the stop reasons that are put down to one of these."""
    return tuple(code for code, reason in REASONS.items() if reason.attribution in attributions)


def whose(*, unit: bool) -> Text:
    """Say whose losses a panel shows."""
    return _OF_MACHINES if unit else _OF_LINE
