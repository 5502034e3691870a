"""One value of one indicator for one unit and period, as it was known at a time: append-only.

What is corrected is observed again with a later vintage; nothing is overwritten.
"""

from typing import Literal, get_args

import msgspec

CellStatus = Literal[
    "observed", "none_automatic", "censored", "not_applicable", "insufficient", "missing"
]
CELL_STATUSES: tuple[CellStatus, ...] = get_args(CellStatus)
Source = Literal["telemetry", "records", "register", "survey", "generated"]
"""Where a value comes from; `generated` ones never count as measured."""
SOURCES: tuple[Source, ...] = get_args(Source)
# Of these a value exists, and is scored.
SCORED: frozenset[CellStatus] = frozenset(("observed", "none_automatic", "censored"))
# Left out of the weights; all other cells without a value keep theirs, and make a group missing.
REWEIGHTED: frozenset[CellStatus] = frozenset(("not_applicable", "missing"))


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One cell.

    Args:
        unit: path of a plant, as `enterprise/site`, or id of an enterprise of the region.
        period: `2026-03`, `2026-Q1` or `2026`.
        vintage: when it became known, ms UTC wall time; of equal keys the latest counts.
        value: in the indicator's unit; None where the status has none.
        low, high: bounds of a measurement; None where there are none.
        definition: definition id of the rate it is, as `evidenced_nc_rate.v1`.
        note: what it rests on, for people.
    """

    unit: str
    indicator: str
    period: str
    vintage: int
    status: CellStatus
    source: Source
    definition: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


SECTORS = ("apparel", "beverage", "liquor", "furniture")
# Rows beside those of units in one table; no unit is called so.
NO_UNITS: frozenset[str] = frozenset(("region", *SECTORS))
SIZES = ("large", "medium", "small", "micro")
"""Chinese size classes."""
PROCESSES = ("discrete", "process", "mixed")


class UnitFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a unit beside its indicators.

    Args:
        sector: one of SECTORS.
        size: one of SIZES.
        process: one of PROCESSES.
        asset_value, output_value: CNY, for weighted roll-ups and dominance; None where unknown.
        measured: a plant whose pipeline measured it; the others are declared or generated.
    """

    unit: str
    name_en: str
    name_zh: str
    sector: str
    size: str
    process: str
    asset_value: float | None = None
    output_value: float | None = None
    measured: bool = False
