"""A through-feed drill with a measuring portal: the last counter, where each panel is measured."""

from simulators.cnc.cell import Cell
from simulators.cnc.draws import spread_ms
from simulators.cnc.job import Job
from simulators.cnc.machine import Steps
from simulators.cnc.section import DrillSection
from simulators.cnc.spindle import Spindle
from simulators.cnc.stopping_machine import StoppingMachine
from simulators.cnc.tool import Tool
from simulators.scenario import UnitConfig

__all__ = ["Drill"]

_SPINDLE_RPM = 6000


class Drill(StoppingMachine):
    """Its count is the panel, drilled and measured; it is switched off at hand-over."""

    operation = "drill"
    handover = "off"

    def __init__(self, cell: Cell, config: UnitConfig, section: DrillSection) -> None:
        self._tool: Tool | None = None
        super().__init__(cell, config, section)
        self._section = section
        self.tool = self._tool = Tool(section.tool, self.random("tool"))
        self.spindle = self._spindle = Spindle(self)
        self.cutting = True
        self._quality = self.random("quality")
        self._good_of_cabinet = 0
        self.plc.count("Inspection.PanelsMeasured", 0)
        self.plc.count("Inspection.DefectsFound", 0)
        self.plc.count("Tool.Changes", 0)
        self.refresh(self.now)

    @property
    def wear(self) -> float:
        """Used share of the drill set's life."""
        return self._tool.wear if self._tool else 0.0

    def run(self) -> Steps:
        """Work through the orders for ever."""
        source = self.cell.after_edge_bander
        restart = self.cell.section.restart_panels
        while True:
            job = yield from self.next_job()
            self.dispatch()
            while True:
                yield from self.rest()
                if source.holds(job):
                    source.fetch()
                    yield from self._drill(job)
                    if self.tool.worn:
                        yield from self._change_tool()
                elif job.edged.triggered:
                    break
                else:
                    yield from self.stand("starved", source.when_level(restart), job.edged)
            self.confirm(by_hand_share=self.cell.section.confirm_by_hand)
            self.end_job()

    def _drill(self, job: Job) -> Steps:
        self.plc.count("Values.AbsolutePiecesIn")
        self.begin_cycle(f"DRILL-{job.order.product}")
        yield from self.run_for(self.panel_ms(job.order.product))
        self.inspected()
        self.plc.count("Inspection.PanelsMeasured")
        if self.tool.spoils():
            self.count(scrap=1, defects=1)
            self.plc.count("Inspection.DefectsFound")
            self.energy.waste(self._section.panel_kg * 1000)
        elif self._quality.random() < self._section.rework:
            self.count(rework=1, defects=1)
            self.plc.count("Inspection.DefectsFound")
        else:
            self.count(good=1)
            self._pack(job)
        self.end_cycle()

    def _pack(self, job: Job) -> None:
        """Post a set of panels to stock whenever a cabinet's number of them is together."""
        size = self.cell.section.nest[job.order.product].panels_per_cabinet
        self._good_of_cabinet += 1
        if self._good_of_cabinet >= size:
            self._good_of_cabinet = 0
            self.stock(f"panel-set {job.order.product}", quantity=1, order=job.order)

    def _change_tool(self) -> Steps:
        yield from self.hands_on("tool_change", spread_ms(self._times, self._section.tool.change))
        self.tool.fit()
        self._spindle.new_tool()
        self.plc.count("Tool.Changes")
        self.change_parameter("tool_length", value=self.tool.number, by_hand=True)

    def ran(self, ms: int) -> None:
        """Wear the tool."""
        self.tool.cut(ms)

    def refresh(self, now: int) -> None:
        """Show spindles, tool and infeed as they are."""
        del now
        plc = self.plc
        running = self.activity == "producing"
        plc.set("Spindle.Speed_rpm", _SPINDLE_RPM if running else 0)
        plc.set("Spindle.Load_pct", round(30 * (1 + 0.45 * self.wear)) if running else 0)
        plc.set("Tool.Wear_pct", round(self.wear * 100, 1))
        plc.set("Tool.Number", self.tool.number)
        plc.set("Infeed.Panels", self.cell.after_edge_bander.level)
        plc.set("Meter.ActivePower_W", self.energy.power_w)
