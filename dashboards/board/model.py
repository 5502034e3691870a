"""What the board shows, as it is sent to the page: times in ms UTC, ratios 0..1 or null."""

from typing import Literal

import msgspec

from contract.kpi import KpiLevel, Window
from contract.states import Leaf

Badge = Literal["played", "live", "silent", "ended", "waiting"]


class OeeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which KPI rows; start and end in ms UTC, a path keeps rows at or below it."""

    level: KpiLevel
    window: Window
    start: int | None = None
    end: int | None = None
    path: str | None = None


class Explanation(msgspec.Struct, frozen=True):
    """A KPI set as a person would explain it, and the same as data."""

    text: str
    data: dict[str, object]


class Recomputation(msgspec.Struct, frozen=True):
    """A stretch of a line that will be computed again; revisions follow where a value changes."""

    line: str
    start: int
    end: int


class GivenReason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason that somebody gives later for the stops of a unit; times in ms UTC.

    Without an `end` it is for the one stop that holds `start`.
    """

    path: str
    start: int
    end: int | None
    reason: str
    by: str
    force: bool


class AssignedReason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason as it was kept; times in ms UTC, `given_at` by the wall clock."""

    path: str
    start: int
    end: int
    reason: str
    by: str
    force: bool
    given_at: int


class AssignedReasons(msgspec.Struct, frozen=True):
    """The reasons that were kept, in the order they were given in."""

    assigned: tuple[AssignedReason, ...]


class ReplayReport(msgspec.Struct, frozen=True):
    """What became of the dead letters that were tried again."""

    tried: int
    resolved: int
    refused: int


class Kpi(msgspec.Struct, frozen=True, kw_only=True):
    """The headline of one window so far."""

    availability: float | None
    effectiveness: float | None
    quality_ratio: float | None
    oee_index: float | None
    oee_low: float | None
    oee_high: float | None
    coverage: float | None
    produced_quantity: float
    good_quantity: float
    scrap_quantity: float
    planned_busy_time_s: float
    unknown_time_s: float
    withheld: bool = False
    elapsed_time_s: float | None = None  # sum of the seven leaves: how far the window is computed


class UnitNow(msgspec.Struct, frozen=True, kw_only=True):
    """One machine now; `leaf` unknown says that nobody knows, `since` is when that began.

    Machines of one `stage` do the same work side by side; it is empty where none is named.
    """

    path: str
    name_en: str
    name_zh: str
    kind: str
    stage: str
    leaf: Leaf
    state: str | None
    operation_mode: str | None
    reason: str
    order: str
    product: str
    since: int | None
    last_sample: int | None
    shift: Kpi | None


class LineNow(msgspec.Struct, frozen=True, kw_only=True):
    """One line now, with the shift that runs."""

    path: str
    name_en: str
    name_zh: str
    zone: str
    now: int | None
    badge: Badge
    shift_name: str
    shift_start: int | None
    shift_end: int | None
    order: str
    product: str
    planned_quantity: float | None
    ideal_quantity: float | None
    target_oee: float | None
    shift: Kpi | None
    units: tuple[UnitNow, ...]


class Plant(msgspec.Struct, frozen=True, kw_only=True):
    """The whole site now; `at` is the wall time of this picture."""

    path: str
    name_en: str
    name_zh: str
    at: int
    doing: str
    lines: tuple[LineNow, ...]


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A machine did one thing from start to end."""

    start: int
    end: int
    leaf: Leaf
    state: str | None
    operation_mode: str | None
    reason: str
    order: str
    product: str


class Bucket(msgspec.Struct, frozen=True):
    """Pieces counted in (start, end]; `ideal` is what the planned run time allows, if known."""

    start: int
    end: int
    produced: float
    ideal: float | None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """One machine from start to end."""

    path: str
    start: int
    end: int
    stretches: tuple[Stretch, ...]
    rate: tuple[Bucket, ...]


class Counters(msgspec.Struct, frozen=True, kw_only=True):
    """The four counters of one service, in samples."""

    service: str
    instance: str
    received: int
    stored: int
    rejected: int
    retried: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Whether data flows and is stored, and why not."""

    ok: bool
    reason: str
    services: tuple[Counters, ...] = ()
    lag_ms: int | None = None
