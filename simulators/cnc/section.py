"""The scenario section `[cnc]` as validated structs; units stand in the names."""

from typing import Annotated

import msgspec
from msgspec import Meta

__all__ = [
    "BreakdownSection",
    "CncSection",
    "DrillSection",
    "EdgeBanderSection",
    "MachineSection",
    "NestSection",
    "PowerSection",
    "RouterSection",
    "SpreadSection",
    "StopSection",
    "ToolSection",
]

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every struct of the section."""


class SpreadSection(_Section, frozen=True, kw_only=True):
    """A lognormal duration that never exceeds its cap."""

    median_min: Positive
    sigma: NotNegative
    cap_min: Positive


class StopSection(_Section, frozen=True, kw_only=True):
    """Minor stops: exponential gaps of running time, lognormal lengths, causes by weight."""

    gap_mean_min: Positive
    length: SpreadSection
    causes: dict[str, Positive]


class BreakdownSection(_Section, frozen=True, kw_only=True):
    """Breakdowns: Weibull running time between failures, lognormal repairs, one cause."""

    cause: str
    shape: Positive
    mean_h: Positive
    repair: SpreadSection


class PowerSection(_Section, frozen=True, kw_only=True):
    """Electric power by consumer and compressed air by state."""

    standby_kw: NotNegative
    """Control cabinet alone, energy saving."""
    ready_kw: NotNegative
    """Control, drives and heating, ready."""
    vacuum_kw: NotNegative
    extraction_kw: NotNegative
    """This machine's share of the dust extraction."""
    cutting_kw: NotNegative
    """Spindles and feed axes at work with sharp tools."""
    wear_gain: NotNegative
    """Rise of the cutting power at the end of a tool's life, as a share."""
    air_ready_l_min: NotNegative
    air_run_l_min: NotNegative


class MachineSection(_Section, frozen=True, kw_only=True):
    """What every machine of the cell has."""

    stop: StopSection
    breakdown: BreakdownSection
    power: PowerSection
    setup: SpreadSection
    operators: tuple[str, ...]
    """Pseudonyms, one per shift in turn."""
    time_sigma: NotNegative
    """Spread of a panel's time around its planned run time (lognormal, mean 1)."""
    override_low_pct: Positive
    override_high_pct: Positive
    hand_override: Share
    """Chance per panel that somebody turns the override by hand."""


class ToolSection(_Section, frozen=True, kw_only=True):
    """One wearing tool: its life at work, its replacement and what wear does to the panels."""

    life_h: Positive
    """Mean cutting time until it is worn."""
    life_sigma: NotNegative
    change: SpreadSection
    scrap_sharp: Share
    """Chance of a scrapped panel with a new tool."""
    scrap_worn: Share
    """What is added at the end of its life, as the square of wear."""
    break_worn: Share
    """Chance per panel that a fully worn tool breaks."""


class NestSection(_Section, frozen=True, kw_only=True):
    """How a product nests: panels per sheet and per cabinet, and the share of the sheet used."""

    panels_low: Annotated[int, Meta(gt=0)]
    panels_high: Annotated[int, Meta(gt=0)]
    panels_per_cabinet: Annotated[int, Meta(gt=0)]
    yield_low: Share
    yield_high: Share


class RouterSection(MachineSection, frozen=True, kw_only=True):
    """A nesting router."""

    tool: ToolSection
    load: SpreadSection
    unload: SpreadSection
    tool_changes_per_nest: int
    automatic_tool_change_s: Positive
    sheet_kg: Positive
    sheet_m2: Positive
    roughness_um: Positive
    """Mean roughness of a cut with a sharp tool."""
    roughness_sigma_um: Positive


class EdgeBanderSection(MachineSection, frozen=True, kw_only=True):
    """An edge bander."""

    rework: Share
    scrap: Share
    startup_scrap_low: int
    startup_scrap_high: int
    reel_m: Positive
    edge_m_per_panel: Positive
    edge_g_per_m: Positive
    """Tape and glue."""
    panel_kg: Positive
    trim_g_per_m: NotNegative
    reel_change: SpreadSection
    glue_temperature_c: Positive


class DrillSection(MachineSection, frozen=True, kw_only=True):
    """A through-feed drill with a measuring portal behind it."""

    tool: ToolSection
    rework: Share
    panel_kg: Positive


class CncSection(_Section, frozen=True, kw_only=True):
    """The cell: machines by kind, buffers, people and the pace of orders."""

    router: RouterSection
    edge_bander: EdgeBanderSection
    drill: DrillSection
    nest: dict[str, NestSection]
    """By product."""
    buffer_after_routers: Annotated[int, Meta(gt=0)]
    buffer_after_edge_bander: Annotated[int, Meta(gt=0)]
    restart_panels: Annotated[int, Meta(gt=0)]
    """A starved machine waits for so many panels before it starts again."""
    release_gap: SpreadSection
    """From the last panel of an order at the routers to the release of the next."""
    mechanic: str
    """Pseudonym of the mechanic."""
    reaction: SpreadSection
    """From a stop to the operator's hand, when he is free."""
    confirm_by_hand: Share
    mechanic_way: SpreadSection
    """From a breakdown to the mechanic's arrival, when he is free."""
