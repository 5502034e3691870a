"""The section `[sewing]` of a line file: how people, bundles, needles and mechanics behave.

Standard minutes are not here: they are the products' planned run times, s per piece and station.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = [
    "BobbinConfig",
    "BreakdownConfig",
    "BundleConfig",
    "ChangeoverConfig",
    "DurationConfig",
    "MachineConfig",
    "MachineKind",
    "MinorStopConfig",
    "NeedleConfig",
    "OperationConfig",
    "OperatorConfig",
    "PowerConfig",
    "PressConfig",
    "QualityConfig",
    "SewingSection",
    "ThreadConfig",
]

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
MachineKind = Literal[
    "lockstitch", "overlock", "coverstitch", "bartack", "manual", "press", "inspection"
]


class _Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every struct of the section."""


class DurationConfig(_Config, frozen=True, kw_only=True):
    """A lognormal duration."""

    median_s: Positive
    sigma: NotNegative = 0.0
    """Standard deviation of the logarithm."""
    max_s: Positive = 3600.0
    """Longer draws are cut here."""


class BundleConfig(_Config, frozen=True, kw_only=True):
    """Progressive bundles and the places between operations."""

    size: Annotated[int, Meta(gt=0)]
    """Pieces in a bundle as it is fed."""
    places_per_operator: Annotated[int, Meta(gt=0)]
    """Bundles that may wait before an operation, per operator of it."""
    initial: Annotated[int, Meta(ge=0)]
    """Bundles of the first order that lie before each operation when the world begins."""
    handling: DurationConfig
    """Fetching, scanning and untying a bundle."""
    hand_share: Share
    """Bundles whose tag is not read, so that a person dispatches or confirms by hand."""


class OperatorConfig(_Config, frozen=True, kw_only=True):
    """People: pace, scatter, learning, punctuality."""

    pace_mean: Positive
    """Pace against the standard minute; 1.0 needs exactly the SMV."""
    pace_sigma: NotNegative
    pace_min: Positive
    pace_max: Positive
    cycle_sigma: NotNegative
    """Standard deviation of the logarithm of one piece's time."""
    learning_loss: NotNegative
    """Extra time, as a share, of a person's very first piece of a style."""
    learning_pieces: Positive
    """Pieces after which that extra has fallen to 1/e."""
    retention: Share
    """Share of the experience with a style that is left when a person comes back to it."""
    late_s: NotNegative
    """Return from a break is late by 0 to this many seconds."""
    absence: Share
    """Chance that a person is missing at shift start."""
    stand_in: DurationConfig
    """Time until a stand-in sits at the station."""


class ChangeoverConfig(_Config, frozen=True, kw_only=True):
    """From one order to the next at one station."""

    clearing: DurationConfig
    """Station is cleared and has no order."""
    min_clearing_s: Positive
    """It takes at least this long."""
    same_style: DurationConfig
    """Setup when the next order is of the same style."""


class ThreadConfig(_Config, frozen=True, kw_only=True):
    """Thread breaks, a Bernoulli draw per stitch."""

    per_stitch: Share
    rethreading: DurationConfig
    tension_share: Share
    """Breaks after which the operator changes the thread tension by hand."""


class BobbinConfig(_Config, frozen=True, kw_only=True):
    """The bobbin of a lockstitch or bartack machine."""

    sewing_min: Positive
    """Mean minutes of work in a full bobbin."""
    sewing_max: Positive
    change: DurationConfig


class NeedleConfig(_Config, frozen=True, kw_only=True):
    """The needle: it wears, is changed in time, and sometimes breaks."""

    life_h: Positive
    """Hours of stitching after which it is changed."""
    change: DurationConfig
    break_mean_h: Positive
    """Mean hours of work between needle breaks."""
    search: DurationConfig
    """Every fragment is looked for before a new needle is issued."""
    scrap_share: Share
    """Needle breaks that spoil the piece."""
    wear_thread_factor: NotNegative
    """Thread breaks become this share more likely at the end of a needle's life."""


class BreakdownConfig(_Config, frozen=True, kw_only=True):
    """Failures that need a mechanic."""

    mean_h: Positive
    """Mean hours of work between failures, exponential (k 1.0)."""
    repair: DurationConfig
    mechanics: Annotated[int, Meta(gt=0)]
    """Mechanics for the line; calls queue for them."""
    walk_s: NotNegative
    """Way to the station."""
    e_stop_share: Share
    """Failures in which the operator pressed the emergency stop."""


class QualityConfig(_Config, frozen=True, kw_only=True):
    """What becomes of a defect."""

    noticed_share: Share
    """Defects that the operator notices and repairs at once."""
    scrap_share: Share
    """Defects that cannot be repaired, noticed at the station."""
    second_defect_share: Share
    """Defective pieces that get one more defect."""
    first_bundle_factor: Positive
    """Defects are this much more likely in the first bundle of an order."""
    inspector_finds: Share
    inspector_scrap_share: Share
    """Rejected pieces that cannot be repaired."""
    repair_factor: Positive
    """Repair time in standard times of the operation."""


class PowerConfig(_Config, frozen=True, kw_only=True):
    """Cuts of the hall's power rail."""

    mean_h: Positive
    duration: DurationConfig


class PressConfig(_Config, frozen=True, kw_only=True):
    """The heated plate of a press."""

    hot_c: Positive
    room_c: NotNegative
    half_life_s: Positive
    """Time in which a plate left alone loses half its excess temperature."""
    cold_after_s: Positive
    """After this long alone it must warm up."""
    warm_up: DurationConfig


class MachineConfig(_Config, frozen=True, kw_only=True):
    """A kind of machine: consumption and setup."""

    run_w: NotNegative
    """Mean power while a piece is in work."""
    idle_w: NotNegative
    sleep_w: NotNegative
    """While nobody attends."""
    air_ml_s: Annotated[int, Meta(ge=0)] = 0
    """Compressed air at norm state while in work."""
    steam_ml_s: Annotated[int, Meta(ge=0)] = 0
    """Water turned to steam while in work."""
    trim_waste_mg: Annotated[int, Meta(ge=0)] = 0
    """Cut-off per piece."""
    weighs_waste: bool = False
    """Cut-off and spoilt pieces are weighed here."""
    setup: DurationConfig
    trial_pieces: Annotated[int, Meta(ge=0)] = 0
    """Pieces of the new style spoilt in setup."""
    speed_spm: Annotated[int, Meta(ge=0)] = 0
    """Stitches per minute while the needle moves."""
    settings: Annotated[int, Meta(ge=0)] = 0
    """Parameters the system downloads at a style change."""


class OperationConfig(_Config, frozen=True, kw_only=True):
    """One operation of the bulletin; its stage has the same id."""

    name: str
    stitches: Annotated[int, Meta(ge=0)] = 0
    """Per piece."""
    defect_rate: Share = 0.0
    programs: dict[str, int] = {}
    """Program number per style, at machines that have one."""


class MinorStopConfig(_Config, frozen=True, kw_only=True):
    """A short organisational stop, drawn when a station fetches a bundle."""

    cause: str
    attribution: Literal["own", "upstream", "media", "operator"]
    mean_min: Positive
    """Mean minutes between them at one station, exponential."""
    duration: DurationConfig
    operations: tuple[str, ...] = ()
    """Where; empty means everywhere."""


class SewingSection(_Config, frozen=True, kw_only=True):
    """Everything the sewing trade adds to a line file."""

    bundle: BundleConfig
    operator: OperatorConfig
    changeover: ChangeoverConfig
    thread: ThreadConfig
    bobbin: BobbinConfig
    needle: NeedleConfig
    breakdown: BreakdownConfig
    quality: QualityConfig
    power: PowerConfig
    press: PressConfig
    machine: dict[MachineKind, MachineConfig]
    operation: dict[str, OperationConfig]
    piece_mg: dict[str, Annotated[int, Meta(gt=0)]]
    """Mass of fabric in one piece, mg, per style."""
    minor_stops: tuple[MinorStopConfig, ...] = msgspec.field(name="minor_stop", default=())
