"""An edge bander: edges panel after panel while tape lasts; its camera finds what to rework."""

from simulators.cnc.cell import Cell
from simulators.cnc.draws import spread_ms
from simulators.cnc.job import Job
from simulators.cnc.machine import Steps
from simulators.cnc.section import EdgeBanderSection
from simulators.cnc.stopping_machine import StoppingMachine
from simulators.scenario import UnitConfig

__all__ = ["EdgeBander"]


class EdgeBander(StoppingMachine):
    """Its count is the panel with all its edges on; rework leaves for a bench elsewhere."""

    operation = "edge-band"
    always_attended = True

    def __init__(self, cell: Cell, config: UnitConfig, section: EdgeBanderSection) -> None:
        super().__init__(cell, config, section)
        self._section = section
        self._quality = self.random("quality")
        self._scanner = self.random("scanner")
        self._reel_left_m = section.reel_m * self._quality.random()
        self._startup = 0
        self.plc.count("Inspection.DefectsFound", 0)
        self.refresh(self.now)

    def run(self) -> Steps:
        """Work through the orders for ever."""
        source = self.cell.after_routers
        restart = self.cell.section.restart_panels
        while True:
            job = yield from self.next_job()
            self.dispatch()
            section = self._section
            self._startup = self._quality.randint(
                section.startup_scrap_low, section.startup_scrap_high
            )
            while True:
                yield from self.rest()
                if source.holds(job):
                    source.fetch()
                    yield from self._edge(job)
                elif job.routed.triggered:
                    break
                else:
                    yield from self.stand("starved", source.when_level(restart), job.routed)
            self.confirm(by_hand_share=self.cell.section.confirm_by_hand)
            self.end_job()
            job.edged.succeed()

    def _edge(self, job: Job) -> Steps:
        section = self._section
        self.plc.count("Values.AbsolutePiecesIn")
        self.begin_cycle(f"EDGE-{job.order.product}")
        yield from self.run_for(self.panel_ms(job.order.product))
        good = self._judge()
        self.end_cycle()
        used_m = section.edge_m_per_panel
        self.energy.material_in(used_m * section.edge_g_per_m)
        self.energy.waste(used_m * section.trim_g_per_m)
        # The last panel of a reel is spliced: the rest comes off the next one.
        self._reel_left_m = max(0.0, self._reel_left_m - used_m)
        sink = self.cell.after_edge_bander
        if good:
            while not sink.space:
                yield from self.stand("blocked", sink.when_space(1))
            sink.bring(job, 1)
        if self._reel_left_m <= 0:
            yield from self.hands_on("tape_end", spread_ms(self._times, section.reel_change))
            self._reel_left_m = section.reel_m
            by_hand = self._scanner.random() < self.cell.section.confirm_by_hand
            self.stock(
                "edge-tape-reel",
                quantity=-1,
                source="hand" if by_hand else "system",
                order=job.order,
            )
            self.act("acknowledge")

    def _judge(self) -> bool:
        """Count the panel by what the camera sees; return whether it is good."""
        section = self._section
        chance = self._quality.random()
        if self._startup or chance < section.scrap:
            self._startup = max(0, self._startup - 1)
            defects = self._quality.randint(1, 3)
            self.count(scrap=1, defects=defects)
            self.energy.waste(section.panel_kg * 1000)
        elif chance < section.scrap + section.rework:
            defects = self._quality.randint(1, 2)
            self.count(rework=1, defects=defects)
        else:
            self.count(good=1)
            return True
        self.plc.count("Inspection.DefectsFound", defects)
        return False

    def refresh(self, now: int) -> None:
        """Show feed, glue and reel as they are."""
        del now
        plc = self.plc
        running = self.activity == "producing"
        plc.set("Values.FeedSpeed", round(20 * self.override_pct / 100, 1) if running else 0.0)
        cold = 12 if self.cause == "glue_temperature" else 0
        plc.set("Glue.Temperature_C", self._section.glue_temperature_c - cold)
        plc.set("Reel.Left_m", round(self._reel_left_m, 1))
        plc.set("Infeed.Panels", self.cell.after_routers.level)
        plc.set("Outfeed.Panels", self.cell.after_edge_bander.level)
        plc.set("Meter.ActivePower_W", self.energy.power_w)
