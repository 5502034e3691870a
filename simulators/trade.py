"""A trade is a kind of line: the struct of its scenario section and the function that builds it.

A trade module `simulators.<name>.line` holds one `TRADE`; it is imported only when a scenario
names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

import msgspec

from simulators.errors import ScenarioError
from simulators.line import Line
from simulators.scenario import LineConfig
from simulators.trade_words import TradeWords
from simulators.truth.trade import MeasuresOf

__all__ = ["TRADE_MODULES", "Trade", "find_trade"]

SectionT = TypeVar("SectionT", bound=msgspec.Struct)

TRADE_MODULES: Mapping[str, str] = {
    "bottling": "simulators.bottling.line",
    "sewing": "simulators.sewing.line",
    "cnc": "simulators.cnc.line",
    "example": "simulators.example.line",
}


@dataclass(frozen=True, slots=True)
class Trade(Generic[SectionT]):
    """What the kernel must know of a kind of line."""

    name: str
    section: type[SectionT]
    """Struct of the section `[<name>]` of a line file; declare it `forbid_unknown_fields`."""
    build: Callable[[Line, SectionT], None]
    """Adds every work unit of the scenario to the line and starts their processes."""
    words: Callable[[LineConfig, SectionT], TradeWords]
    """What the causes and units of this line mean."""
    measures: Callable[[SectionT], MeasuresOf]
    """What the trade asks of the truth beside KPIs."""


def find_trade(name: str) -> Trade[Any]:
    """Import the module of a trade and return its `TRADE`."""
    module = TRADE_MODULES.get(name)
    if module is None:
        known = ", ".join(sorted(TRADE_MODULES))
        raise ScenarioError(f"trade {name!r} is unknown: write one of {known} in the line file")
    trade = import_module(module).TRADE
    if not isinstance(trade, Trade):
        raise TypeError(f"{module}.TRADE is not a Trade")
    return trade
