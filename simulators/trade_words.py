"""What the words of a trade mean for the truth: which causes are failures, which are waiting.

A trade fills one in from its scenario section; the truth sums by it and tests translate causes by
it. It is data alone, so that nobody needs a hand-made list beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["TradeWords"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeWords:
    """Causes as the journal writes them; units by id."""

    code_tag: str = ""
    """Vendor's tag that carries the number of a stop's cause."""
    codes: Mapping[str, int] = field(default_factory=dict)
    """Cause to the number in that tag; a cause without a number is not told."""
    breakdowns: frozenset[str] = frozenset()
    """Causes that are failures: the machine is broken, or is being repaired."""
    preventive: frozenset[str] = frozenset()
    """Causes that are planned or preventive maintenance."""
    starved: frozenset[str] = frozenset()
    """Causes that mean waiting for the stage before."""
    blocked: frozenset[str] = frozenset()
    """Causes that mean waiting for the stage behind."""
    records: frozenset[str] = frozenset()
    """Units that record the result of each piece they inspect."""
    judges: frozenset[str] = frozenset()
    """Units that tell good pieces from bad ones."""
    counts_defects: frozenset[str] = frozenset()
    """Units that count single defects."""
