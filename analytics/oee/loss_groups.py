"""Which loss group a stop belongs to and whose it is: its leaf first, then its reason."""

from collections.abc import Mapping

from contract.reasons import UNMAPPED, Attribution, LossGroup, Reason, reason_of
from contract.states import Leaf

_OF_LEAF: Mapping[Leaf, tuple[LossGroup, Attribution]] = {
    "unscheduled": ("unscheduled", "planned"),
    "planned_down": ("planned_down", "planned"),
    "unknown": ("unknown", "unknown"),
    "setup": ("setup", "planned"),
}


def loss_of(leaf: Leaf, reason: str) -> Reason:
    """Return group, attribution and the code under which the time of a leaf is lost.

    The calendar, setup and what nobody saw decide by themselves; delay and down time belong to
    their reason, down time without one to the missing order.
    """
    found = reason_of(reason)
    if leaf in _OF_LEAF:
        group, attribution = _OF_LEAF[leaf]
        code = "" if leaf == "unknown" else found.code
        return Reason(code, group, attribution, found.name_en, found.name_zh)
    if leaf == "down" and found.group == "unspecified" and found.code != UNMAPPED:
        return Reason(found.code, "no_order", "planned", found.name_en, found.name_zh)
    return found
