"""What a rate of automation or green coordination is: one record of the catalogue, and its states.

A bare number means nothing here: every rate carries the id of its definition, what it was counted
from, what was declared, bounds, and a status (indices reference 0.4, 3.4 and 6).
"""

from dataclasses import dataclass
from typing import Literal, get_args

Period = Literal["day", "week", "month", "quarter", "year"]
"""Windows of rates."""
PERIODS: tuple[Period, ...] = get_args(Period)

RateLevel = Literal["unit", "line", "site", "enterprise"]
RATE_LEVELS: tuple[RateLevel, ...] = get_args(RateLevel)

RateSeries = Literal["automation", "green"]
"""Where rows of rates are kept, and what the lists of them are called."""

Status = Literal[
    "observed", "none_automatic", "censored", "not_applicable", "insufficient", "missing"
]
"""observed: enough was seen. none_automatic: nothing automatic is registered, the rate is 0.
censored: no assist was seen, or fewer than three calls for attention, the value is a lower limit.
not_applicable: there is nothing it could be a share of. insufficient: less than the least evidence
was seen. missing: nothing was."""
STATUSES: tuple[Status, ...] = get_args(Status)

Evidence = Literal["work", "register", "signal", "records"]
"""work: at least 200 cycles or 20 running hours. register: none needed. signal: at least one
expected value. records: the file it is counted from."""


@dataclass(frozen=True, slots=True)
class RateDefinition:
    """One rate; `formula` in plain words over fields of `evidence`, `segment` and the register.

    Args:
        code: A1 to A9 of the automation vector; empty for others.
        indicator: the sub-indicator of the index that it feeds; empty for none.
        variant: which of several readings this is; empty for the only one.
        unit: "1" for shares.
        declared: where the declared value beside it comes from; empty for none.
        evidence: the least evidence without which it is `insufficient` or `missing`.
    """

    id: str
    code: str
    indicator: str
    unit: str
    name_en: str
    name_zh: str
    formula: str
    source: str
    evidence: Evidence
    declared: str = ""
    variant: str = ""
    version: int = 1
    higher_is_better: bool | None = True

    @property
    def definition(self) -> str:
        """Return the definition id that every value carries."""
        variant = f".{self.variant}" if self.variant else ""
        return f"{self.id}{variant}.v{self.version}"
