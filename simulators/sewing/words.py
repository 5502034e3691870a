"""What the causes and stations of a sewing line mean for the truth."""

from simulators.scenario import LineConfig
from simulators.sewing.section import SewingSection
from simulators.sewing.signals import ANDON
from simulators.trade_words import TradeWords

__all__ = ["OFF_STANDARD", "words_of"]

OFF_STANDARD = frozenset(
    {
        "no_work",
        "starved_upstream",
        "blocked_downstream",
        "missing_trims",
        "shade_mismatch",
        "training",
        "style_changeover",
        "power_failure",
        "breakdown_waiting",
        "breakdown_repair",
        "warm_up",
    }
)
"""Causes for which an operator is there but cannot work, and is not to blame.

Thread and bobbin, needles, bundle handling and personal need are allowed for in the standard
minute, so they are not here.
"""


def words_of(config: LineConfig, section: SewingSection) -> TradeWords:
    """Return the line's words; only the end inspection has a detector that records each piece."""
    del section
    units = frozenset(unit.id for unit in config.units)
    last = frozenset(config.stages[-1].units)
    inspections = frozenset(unit.id for unit in config.units if unit.kind == "inspection")
    return TradeWords(
        code_tag="Andon",
        codes=ANDON,
        breakdowns=frozenset({"breakdown_waiting", "breakdown_repair"}),
        preventive=frozenset({"planned_maintenance"}),
        starved=frozenset({"starved_upstream", "no_work"}),
        blocked=frozenset({"blocked_downstream"}),
        records=last & inspections,
        judges=units,
        counts_defects=units,
    )
