"""What a list is asked for, one struct per list.

Start and end are ms UTC; a path keeps what is at or below it.
"""

from typing import Literal

import msgspec

from contract.kpi import Window

KpisBy = Literal["unit", "line", "site", "all", "order", "product"]
View = Literal["iso", "teep", "smrp", "tpm"]


class _Ranged(msgspec.Struct, frozen=True, kw_only=True):
    start: int | None = None
    end: int | None = None
    path: str | None = None


class KpisQuery(_Ranged, frozen=True, kw_only=True, tag="kpi"):
    """KPIs per window of a level, or of orders or products over the whole range.

    Args:
        by: a level, `all` of them, or what segments are summed by.
        window: of a level; None is a shift.
        as_of: what was known then, ms of the wall clock; None is the latest.
        view: whose KPIs stand beside those of ISO 22400-2.
    """

    by: KpisBy = "line"
    window: Window | None = None
    as_of: int | None = None
    view: View = "iso"


class DictionaryQuery(msgspec.Struct, frozen=True, tag="dictionary"):
    """What every column of every list means."""


ListingQuery = KpisQuery | DictionaryQuery
