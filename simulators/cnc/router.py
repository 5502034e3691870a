"""A nesting router: load a sheet, cut its panels one by one, unload them, change worn tools."""

from collections.abc import Mapping
from typing import ClassVar

from simulators.characteristic import Characteristic
from simulators.cnc.cell import Cell
from simulators.cnc.draws import spread_ms
from simulators.cnc.job import Job, Nest
from simulators.cnc.machine import Steps
from simulators.cnc.section import RouterSection
from simulators.cnc.spindle import Spindle
from simulators.cnc.stopping_machine import StoppingMachine
from simulators.cnc.tool import Tool
from simulators.scenario import UnitConfig

__all__ = ["Router"]

_NEST_COUNTERS = (
    "Nest.PanelsPlanned",
    "Nest.PanelsGood",
    "Nest.SheetArea_dm2",
    "Nest.GoodArea_dm2",
)
_G_PER_KG = 1000
_SPINDLE_RPM = 21_000  # woodweb.com, nesting practice
_FEED_M_MIN = 33  # likewise
_STOP_SPOILS = 0.35
"""Chance that a panel is spoilt when it moves or loses its vacuum (assumed)."""


class Router(StoppingMachine):
    """Its count is the panel, counted when its contour is cut through."""

    operation = "nest-cut"
    characteristics: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "surface_roughness": ("step", "slope", "wear")
    }

    def __init__(self, cell: Cell, config: UnitConfig, section: RouterSection) -> None:
        self._tool: Tool | None = None
        super().__init__(cell, config, section, operator=cell.router_operator)
        self._section = section
        self.tool = self._tool = Tool(section.tool, self.random("tool"))
        self.spindle = self._spindle = Spindle(self)
        self._nesting = self.random("sheets")
        self._spoilt = False
        self._roughness = Characteristic(
            self,
            "surface_roughness",
            tag="Quality.SurfaceRoughness_um",
            sigma=section.roughness_sigma_um,
        )
        self.plc.count("Values.AbsoluteRunsAborted", 0)
        for tag in ("Tool.Changes", *_NEST_COUNTERS):
            self.plc.count(tag, 0)
        self.plc.set("Job.CabinetsInNest", 0)
        self.refresh(self.now)

    @property
    def wear(self) -> float:
        """Used share of the compression bit's life."""
        return self._tool.wear if self._tool else 0.0

    def run(self) -> Steps:
        """Work through the orders for ever."""
        while True:
            job = yield from self.next_job()
            high = self.cell.section.nest[job.order.product].panels_high
            while True:
                yield from self.rest()
                nest = job.take_nest(self.now, panels_high=high)
                if nest is None:
                    break
                yield from self._make(job, nest)
                if self.tool.worn:
                    yield from self._change_tool()
            self.end_job()
            job.router_through()

    def _make(self, job: Job, nest: Nest) -> Steps:
        section = self._section
        self.dispatch()
        self.plc.set("Job.CabinetsInNest", nest.cabinets)
        yield from self.by_operator("load", spread_ms(self._times, section.load))
        self.plc.count("Values.AbsolutePiecesIn")
        self.energy.material_in(section.sheet_kg * _G_PER_KG)
        self.stock("board", quantity=-1, order=job.order)
        self.begin_cycle(f"{job.order.id}-N{nest.number:03d}.cnc")
        self.change_parameter("feed_rate", value=self.draw_override())
        self.cutting = False
        yield from self.run_for(
            round(section.tool_changes_per_nest * section.automatic_tool_change_s * 1000)
        )
        good = 0
        panel_g = section.sheet_kg * _G_PER_KG * nest.used / nest.panels
        for _ in range(nest.panels):
            yield from self._cut(job.order.product)
            if self._spoilt:
                self.count(scrap=1)
                self.energy.waste(panel_g)
                job.remake(1)
            else:
                self.count(good=1)
                good += 1
        self.energy.waste(section.sheet_kg * _G_PER_KG * (1 - nest.used))
        self._end_nest(nest, good)
        self.end_cycle()
        yield from self.by_operator("unload", spread_ms(self._times, section.unload))
        buffer = self.cell.after_routers
        while buffer.space < good:
            yield from self.stand("blocked", buffer.when_space(good))
        buffer.bring(job, good)
        self.confirm(by_hand_share=self.cell.section.confirm_by_hand)

    def _end_nest(self, nest: Nest, good: int) -> None:
        """Tell what became of the sheet, and measure the cut of its last panel."""
        sheet_dm2 = round(self._section.sheet_m2 * 100)
        good_dm2 = round(self._section.sheet_m2 * 100 * nest.used * good / nest.panels)
        self.nest_ended(planned=nest.panels, good=good, sheet_dm2=sheet_dm2, good_dm2=good_dm2)
        told = (nest.panels, good, sheet_dm2, good_dm2)
        for tag, n in zip(_NEST_COUNTERS, told, strict=True):
            self.plc.count(tag, n)
        self._roughness.measure(self._section.roughness_um, wear=self.wear)

    def _cut(self, product: str) -> Steps:
        """Cut one panel out; whether it is spoilt stands in `_spoilt`."""
        self._spoilt = False
        if self.tool.breaks():
            yield from self.stop_short(
                "tool_break", spread_ms(self._times, self._section.tool.change)
            )
            self._fit()
            self._spoilt = True
        self.cutting = True
        yield from self.run_for(self.panel_ms(product))
        self._spoilt = self.tool.spoils() or self._spoilt

    def _change_tool(self) -> Steps:
        yield from self.by_operator(
            "tool_change", spread_ms(self._times, self._section.tool.change)
        )
        self._fit()

    def _fit(self) -> None:
        self.tool.fit()
        self._spindle.new_tool()
        self.plc.count("Tool.Changes")
        self.change_parameter("tool_length", value=self.tool.number, by_hand=True)

    def ran(self, ms: int) -> None:
        """Wear the tool."""
        self.tool.cut(ms)

    def stopped_by(self, cause: str) -> None:
        """Spoil the panel that moved or lost its vacuum; a faulty program is begun again."""
        if cause in ("part_moved", "vacuum_loss"):
            self._spoilt = self._spoilt or self._nesting.random() < _STOP_SPOILS
        elif cause == "program_error":
            self.plc.count("Values.AbsoluteRunsAborted")

    def refresh(self, now: int) -> None:
        """Show spindle, feed, vacuum and tool as they are."""
        del now
        plc = self.plc
        running = self.activity == "producing"
        override = self.override_pct / 100
        plc.set("Spindle.Speed_rpm", _SPINDLE_RPM if running else 0)
        plc.set("Spindle.Load_pct", round(45 * (1 + 0.45 * self.wear)) if running else 0)
        plc.set("Values.FeedSpeed", round(_FEED_M_MIN * override, 1) if running else 0.0)
        plc.set("Vacuum.Pressure_mbar", self._vacuum())
        plc.set("Tool.Wear_pct", round(self.wear * 100, 1))
        plc.set("Tool.Number", self.tool.number)
        plc.set("Outfeed.Panels", self.cell.after_routers.level)
        plc.set("Meter.ActivePower_W", self.energy.power_w)

    def _vacuum(self) -> int:
        """Absolute pressure under the sheet, mbar (assumed levels)."""
        if self.cause == "vacuum_loss":
            return 620
        return 250 if self.plc.values["Flags.WorkpiecePresent"] else 1013
