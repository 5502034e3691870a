"""The scenario section `[bottling]` as validated structs: machines, conveyors, stops, bottles."""

from typing import Annotated

import msgspec
from msgspec import Meta

from simulators.journal import Attribution
from simulators.meter import MeterKind

__all__ = [
    "BottleConfig",
    "BottlingSection",
    "BreakdownConfig",
    "CauseConfig",
    "ConveyorConfig",
    "FillerConfig",
    "MachineConfig",
    "MeterConfig",
    "MinorStopConfig",
    "Range",
]

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(gt=0)]
Rate = Annotated[int, Meta(ge=0)]
Range = tuple[NotNegative, NotNegative]
"""Low and high of a uniform draw."""


class CauseConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cause of a stop: the word of the journal and the number the controller gives."""

    cause: str
    code: Count
    weight: Positive = 1.0
    by: Attribution = "own"
    door: bool = False
    """A guard must be opened to clear it."""
    jog: bool = False
    """The machine is moved by hand to clear it."""


class MinorStopConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Short stops: gap exponential in running time, length lognormal, cut at `max_s`."""

    mean_gap_s: Positive
    median_s: Positive
    sigma: NotNegative
    max_s: Positive
    causes: tuple[CauseConfig, ...]


class BreakdownConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Breakdowns: Weibull in running time, time to restore lognormal, cut at `max_s`."""

    shape: Positive
    mean_h: Positive
    median_s: Positive
    sigma: NotNegative
    max_s: Positive
    causes: tuple[CauseConfig, ...]


class MeterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One meter; rates and amounts in base units (see `simulators.meter.BASE_UNITS_PER`)."""

    kind: MeterKind
    tag: str
    per_count: Count
    """Base units in one count of the register."""
    off: Rate = 0
    ready: Rate = 0
    run: Rate = 0
    """Rate at full speed; below it, in proportion between `ready` and `run`."""
    clean: Rate = 0
    """Rate while cleaning in place."""
    item: Rate = 0
    """Amount per unit count."""
    litre: Rate = 0
    """Amount per litre of product filled."""
    reject_item: Rate = 0
    """Amount per scrapped count."""
    reject_litre: Rate = 0
    """Amount per litre of product scrapped."""


class MachineConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One machine of the line, in order of flow."""

    unit: str
    batch: Count
    """Counts that one event of the model moves."""
    takes: Annotated[int, Meta(ge=0)]
    """Items of the infeed in one count; 0 at the first machine."""
    gives: Annotated[int, Meta(ge=0)]
    """Items for the outfeed from one good count; 0 at the last machine."""
    speed: Range
    """Share of the set speed reached in one running stretch."""
    change_order_s: Range
    """Order change without a change of format, by hand."""
    change_format_s: Range
    """Change to another bottle, by hand."""
    minor: MinorStopConfig
    breakdown: BreakdownConfig
    meters: tuple[MeterConfig, ...]
    clean_s: Range | None = None
    """Cleaning in place after a change of drink."""
    scrap: Probability = 0.0
    """Share of counts scrapped."""
    rework: Probability = 0.0
    """Share of counts sent to rework."""
    operation: str = ""
    """Operation of the routing that this machine does, as the job says it."""
    order_from: str = "system"
    """`system`: dispatched and confirmed over the line's network; `hand`: typed at the panel."""
    recipe_parameters: Annotated[int, Meta(ge=0)] = 0
    """Parameters set at each setup, by the system or by hand as `order_from` says."""
    badge: bool = False
    """The panel wants an operator's badge."""


class FillerConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What only the filler-capper has."""

    startup_s: Range
    """Length of the start-up after a setup, running time."""
    startup_scrap: Probability
    fill_sigma_ml: Positive
    """Standard deviation of the fill level around the bottle's volume, in control."""
    measure_every_s: Positive
    """Running time between two bottles taken to be measured."""
    heads_worn_after: Count
    """Bottles after which the capping heads are worn; they are serviced at a format change."""
    worn_scrap: Probability
    """Additional share of scrap with worn heads; rises with the square of wear."""
    slow_probability: Probability
    """Chance that the operator lowers the set speed after a short stop."""
    slow_factor: Positive


class BottleConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the line must know of a product."""

    product: str
    drink: str
    volume_ml: Count
    torque_cnm: Count


class ConveyorConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conveyor between two neighbours, in items of the unit before it."""

    after: str
    capacity: Count
    restart: Probability
    """Hysteresis: the machine behind goes on at this share of bottles, the one before at this share
    of room."""


class BottlingSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[bottling]`."""

    acting_s: Positive
    """Length of Holding, Suspending, Aborting, ..."""
    ramp_s: Positive
    """Length of Unholding, Unsuspending."""
    start_s: Positive
    """Length of Starting."""
    slow_below: Probability
    slow_above: Probability
    slow_speed: Positive
    """Speed level with an infeed below, or an outfeed above, these shares."""
    order_gap_s: Range
    """Without an order between two orders, at each unit."""
    skip_within_s: NotNegative
    """An order that would close sooner than this is not begun."""
    labels_per_reel: Count
    reel_change_s: Range
    reel_code: Count
    layers_per_pallet: Count
    operators: tuple[str, ...]
    """Pseudonyms of the crews, taken in turn by unit and shift."""
    filler: FillerConfig
    bottles: tuple[BottleConfig, ...] = msgspec.field(name="bottle")
    conveyors: tuple[ConveyorConfig, ...] = msgspec.field(name="conveyor")
    machines: tuple[MachineConfig, ...] = msgspec.field(name="machine")
