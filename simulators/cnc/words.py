"""What the causes and machines of a furniture cell mean for the truth, from its situations."""

from simulators.cnc.section import CncSection
from simulators.cnc.situation import SITUATIONS
from simulators.scenario import LineConfig
from simulators.trade_words import TradeWords

__all__ = ["words_of"]


def words_of(config: LineConfig, section: CncSection) -> TradeWords:
    """Return the cell's words; they do not depend on its section."""
    del section
    kinds = {unit.id: unit.kind for unit in config.units}
    return TradeWords(
        code_tag="Terminal.MessageNumber",
        codes={situation.cause: situation.code for situation in SITUATIONS.values()},
        breakdowns=frozenset(
            situation.cause
            for name, situation in SITUATIONS.items()
            if name == "repair" or name.startswith("breakdown_")
        ),
        preventive=frozenset({SITUATIONS["maintenance"].cause}),
        starved=frozenset({SITUATIONS["starved"].cause}),
        blocked=frozenset({SITUATIONS["blocked"].cause}),
        records=frozenset(unit for unit, kind in kinds.items() if kind == "through_feed_drill"),
        judges=frozenset(kinds),
        counts_defects=frozenset(unit for unit, kind in kinds.items() if kind != "nesting_router"),
    )
