"""What a measure of a trade is: one record of the catalogue of the series `line_trade`.

A measure is a sum of numerators over a sum of denominators, so that any rows of it may be added up;
nothing is averaged. Denominators hold only time that is known: unknown time never counts as zero.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Trade = Literal["bottling", "sewing", "furniture"]
"""Whose measures a line has; the empty word in master data is a line without a trade."""
TRADES: tuple[Trade, ...] = get_args(Trade)
TradeLevel = Literal["unit", "line"]
Part = Literal["", "leaf", "operator", "reason", "stage", "unit", "use"]
"""What the parts of a measure are; empty where it has none."""


@dataclass(frozen=True, slots=True)
class TradeMeasure:
    """One measure; `formula` names base quantities of segments and process values as they are.

    Args:
        trade: empty for every trade.
        level: of a unit, or of its line.
        id: the tag `measure`.
        unit: of numerator / denominator.
        source: whose definition it is, as far as it was read.
        part: what the tag `part` splits it by.
        shared: every part of a row's place and time has the same denominator, that of the whole;
            so the parts add up to the whole, and the denominators of parts must not be added.
        higher_is_better: null where neither direction is.
    """

    trade: Trade | Literal[""]
    level: TradeLevel
    id: str
    unit: str
    name_en: str
    name_zh: str
    formula: str
    source: str
    part: Part = ""
    shared: bool = False
    higher_is_better: bool | None = None
