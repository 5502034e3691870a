"""The master data file of a site as people write it (TOML): one struct per table.

Unknown keys are refused; `analytics.master.data` checks what belongs together and gives it meaning.
"""

from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from analytics.master.calendar_config import CalendarConfig
from analytics.master.validity import Since
from analytics.spc.config import CharacteristicEntry
from contract.sample import Segment
from contract.trade_measure import Trade

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Ratio = Annotated[float, Meta(ge=0, le=1)]
OrderTime = Annotated[
    str, Meta(pattern=r"^(\+\d+:[0-5]\d|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$")
]
BasePeriod = Annotated[str, Meta(pattern=r"^(\d{4}-\d\d|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d)?$")]
_Dated = TypeVar("_Dated")
OneOrMore = Annotated[tuple[_Dated, ...], Meta(min_length=1)]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of the file."""


class Targets(Entry, frozen=True, kw_only=True):
    """What people want to reach, as ratios; null where nobody has said."""

    availability: Ratio | None = None
    effectiveness: Positive | None = None
    quality_ratio: Ratio | None = None
    oee_index: Ratio | None = None


class DatedTargets(Targets, frozen=True, kw_only=True):
    """Targets that hold from a date on, until the next ones do."""

    since: Since = msgspec.field(name="from", default="")


class DatedRate(Entry, frozen=True, kw_only=True):
    """A planned run time that holds from a date on; before the first date there is none."""

    since: Since = msgspec.field(name="from", default="")
    seconds: Positive


class StageEntry(Entry, frozen=True, kw_only=True):
    """One step of a line, in order of flow; its units work in parallel."""

    id: Segment
    units: Annotated[tuple[Segment, ...], Meta(min_length=1)]


class UnitEntry(Entry, frozen=True, kw_only=True):
    """One work unit; what is left out is taken from its birth.

    Args:
        items_per_count: line items in one count of this unit (a case of 12 bottles: 12).
        planned_run_time_s: product to seconds per count of this unit (ISO 22400-2 PRI), or to a
            list of them with dates; the product "*" stands for every product that is not named.
    """

    name_en: str = ""
    name_zh: str = ""
    items_per_count: Positive | None = None
    planned_run_time_s: dict[str, Positive | OneOrMore[DatedRate]] = {}
    targets: Targets | OneOrMore[DatedTargets] = Targets()


class LineEntry(Entry, frozen=True, kw_only=True):
    """One line (work center).

    Args:
        trade: whose measures it has beside the KPIs, see `contract.trade_measures`.
        calendar: name of one of the site's calendars; empty means the site's own.
        last_counter: the unit whose good count is the line's; `last_counters` names it per product.
        constraint: id of the constraint stage where people know it; `constraints` per product.
            Otherwise it is computed (domain reference 1.6.4).
        characteristics: what control charts watch.
    """

    area: Segment
    id: Segment
    name_en: str = ""
    name_zh: str = ""
    trade: Literal["", Trade] = ""
    calendar: str = ""
    stages: tuple[StageEntry, ...] = ()
    last_counter: str = ""
    last_counters: dict[str, Segment] = {}
    constraint: str = ""
    constraints: dict[str, Segment] = {}
    units: dict[Segment, UnitEntry] = {}
    targets: Targets | OneOrMore[DatedTargets] = Targets()
    characteristics: tuple[CharacteristicEntry, ...] = ()


class Order(Entry, frozen=True, kw_only=True):
    """A production order: planned quantity and planned scrap (ISO 22400-2 PSQ) in line items.

    Args:
        id: the order's number; "*" in it stands for any text, for orders that recur.
        line: AREA/LINE.
        planned_start, planned_end, due: local date-times or ones with an offset; of an order that
            recurs, time after the start of the shift in which it begins, as +1:30.
    """

    id: str
    line: str
    product: str
    planned_quantity: Positive
    planned_start: OrderTime = ""
    planned_end: OrderTime = ""
    due: OrderTime = ""
    planned_scrap_quantity: Positive | None = None


class SiteFile(Entry, frozen=True, kw_only=True):
    """The whole file.

    Args:
        silence_s: a silence longer than this is unknown; three heartbeats (contract 2.6).
        withhold_below_coverage: below this coverage the ratios are withheld (1.7, missing data).
        e_max: largest plausible effectiveness, for the bounds of OEE (1.7, missing data).
        microstop_threshold_s: a delay shorter than this counts as production (1.7, micro-stops).
        tpm_microstop_threshold_s: a delay shorter than this counts as running in the TPM view only.
        display_cap: effectiveness is shown up to this value; never applied to a sum.
        schedule_tolerance_s: an order that ends so much after its planned end is still in time.
        green_base_period: what green measures are compared with: a month, as 2026-03, or first and
            last production day, as 2026-03-02/2026-03-29; empty for nothing.
        calendar_overrides: files beside this one with more overrides of its calendars.
        register: folder beside this file with equipment.csv and operations.csv.
        records: folder beside this file with what MES, ERP and the utility say.
        sheets: digests of what these folders say; filled in when they are read.
    """

    enterprise: Segment
    site: Segment
    zone: str = "UTC"
    name_en: str = ""
    name_zh: str = ""
    calendar: str = ""
    silence_s: Positive = 30.0
    withhold_below_coverage: Ratio = 0.8
    e_max: Positive = 1.2
    microstop_threshold_s: NotNegative = 0.0
    tpm_microstop_threshold_s: NotNegative = 300.0
    display_cap: Positive | None = None
    schedule_tolerance_s: NotNegative = 0.0
    green_base_period: BasePeriod = ""
    calendars: dict[str, CalendarConfig] = {}
    calendar_overrides: tuple[str, ...] = ()
    register: str = ""
    records: str = ""
    sheets: dict[str, str] = {}
    lines: tuple[LineEntry, ...] = ()
    orders: tuple[Order, ...] = ()
    targets: Targets | OneOrMore[DatedTargets] = Targets()
