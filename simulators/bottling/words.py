"""What the causes and machines of a bottling line mean for the truth, from its scenario section."""

from simulators.bottling.packml import Tag
from simulators.bottling.section import BottlingSection
from simulators.bottling.status import (
    BLOCKED,
    CHANGEOVER,
    CLEANING,
    CLOSED,
    COMPLETE,
    NO_ORDER,
    PAUSES,
    REEL,
    STARVED,
    WAITING,
)
from simulators.scenario import LineConfig
from simulators.trade_words import TradeWords

__all__ = ["words_of"]

_COMMON = (BLOCKED, CHANGEOVER, CLEANING, CLOSED, COMPLETE, NO_ORDER, STARVED, WAITING)


def words_of(config: LineConfig, section: BottlingSection) -> TradeWords:
    """Return the line's words; the causes of stops stand in the section with their numbers."""
    machines = section.machines
    failures = [cause for machine in machines for cause in machine.breakdown.causes]
    minor = [cause for machine in machines for cause in machine.minor.causes]
    codes = {status.cause: status.code for status in (*_COMMON, *PAUSES.values())}
    codes |= {cause.cause: cause.code for cause in (*minor, *failures)}
    codes[REEL] = section.reel_code
    return TradeWords(
        code_tag=Tag.STOP_REASON,
        codes=codes,
        breakdowns=frozenset(cause.cause for cause in failures),
        preventive=frozenset({PAUSES["maintenance"].cause}),
        starved=frozenset({STARVED.cause}),
        blocked=frozenset({BLOCKED.cause}),
        records=frozenset(unit.id for unit in config.units if unit.kind == "inspector"),
        judges=frozenset(m.unit for m in machines if m.scrap or m.rework),
    )
