"""A work unit with its terminal: each deed goes to the journal and to the vendor's tags."""

from simulators.journal import Activity, Attribution, OperatorEventKind, Source
from simulators.meter import Meter
from simulators.orders import Order
from simulators.scenario import UnitConfig
from simulators.sewing.floor import Floor
from simulators.sewing.flow import Bundle, Faults
from simulators.sewing.quality import Verdict
from simulators.sewing.signals import (
    COMMON_COUNTERS,
    DIGITAL_COUNTERS,
    OPERATOR_COUNTERS,
    show,
)
from simulators.work_unit import WorkUnit

__all__ = ["Terminal"]

_WH = 3_600_000_000
_NORM_LITRE = 1_000_000
_MILLILITRE = 1_000
_GRAM = 1_000_000


class Terminal(WorkUnit):
    """What a station can say and consume, whoever sits there."""

    extra_counters: tuple[str, ...] = ()
    events: tuple[OperatorEventKind, ...] = ("acknowledge",)
    """Operator events this kind of machine has a device for; every andon panel has a button."""
    digital = False
    """The machine has a control that takes parameters and counts their changes."""
    can_fail = True
    """The machine can break down."""

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor.line, config)
        self.floor = floor
        self.stage = floor.stages[floor.stage_of[config.id]]
        self.operation = floor.section.operation[self.stage.id]
        self.machine = floor.section.machine[floor.kind_of[config.id]]
        machine = self.machine
        self._badge = ""
        self._energy = self.meter("energy_kwh", "EnergyWh", per_count=_WH)
        self._air = self._meter_if("compressed_air_m3", "AirNl", used=machine.air_ml_s > 0)
        self._steam = self._meter_if("water_l", "SteamMl", used=machine.steam_ml_s > 0)
        self._waste = self._meter_if("waste_kg", "WasteG", used=machine.weighs_waste)
        first = self.stage.before is None
        self._fabric = self._meter_if("material_in_kg", "FabricG", used=first)
        self._declare()

    def _declare(self) -> None:
        plc = self.plc
        counters = COMMON_COUNTERS + self.extra_counters
        counters += DIGITAL_COUNTERS if self.digital else ()
        counters += tuple(OPERATOR_COUNTERS[kind] for kind in self.events)
        for tag in counters:
            plc.count(tag, 0)
        for tag in ("WorkOrder", "Style", "Badge", "Ticket"):
            plc.set(tag, "")
        plc.set("OpCode", self.stage.id)
        self.set_operation(self.stage.id)
        plc.set("WipPieces", 0)
        plc.set("QueuePieces", 0)
        show(plc, "off", "")

    def _meter_if(self, kind: str, tag: str, *, used: bool) -> Meter | None:
        if not used:
            return None
        match kind:
            case "compressed_air_m3":
                return self.meter(kind, tag, per_count=_NORM_LITRE)
            case "water_l":
                return self.meter(kind, tag, per_count=_MILLILITRE)
            case "waste_kg" | "material_in_kg":
                return self.meter(kind, tag, per_count=_GRAM)
            case _:
                raise AssertionError(kind)

    # --- states -------------------------------------------------------------------------------

    def do(self, activity: Activity, cause: str = "", attribution: Attribution = "own") -> None:
        """Do this from now on."""
        self.set_activity(activity, cause, attribution)
        show(self.plc, activity, cause)
        self.show_machine()
        self._run_meters()
        self.report()

    def badge(self, pseudonym: str) -> None:
        """Let somebody log on, or (empty) leave."""
        self._badge = pseudonym
        self.plc.set("Badge", pseudonym)
        self.attended_by(pseudonym)

    def take_order(self, order: Order | None) -> None:
        """Work on this order from now on, or on none."""
        self.set_order(order)
        self.plc.set("WorkOrder", order.id if order else "")
        self.plc.set("Style", order.product if order else "")
        if order is None:
            self.plc.set("Ticket", "")
        self.report()

    def show_machine(self) -> None:
        """Set what depends on the state at this kind of machine."""

    def _run_meters(self) -> None:
        now, machine, running = self.now, self.machine, self.activity == "producing"
        watts = machine.run_w if running else machine.idle_w if self._badge else machine.sleep_w
        if self.activity == "off":
            watts = 0
        self._energy.set_rate(now, round(watts * 1000))
        if self._air is not None:
            self._air.set_rate(now, machine.air_ml_s if running else 0)
        if self._steam is not None:
            self._steam.set_rate(now, machine.steam_ml_s if running else 0)

    # --- bundles and pieces -------------------------------------------------------------------

    def ticket(self, bundle: Bundle, *, hand: bool) -> None:
        """Read a bundle's ticket: the operation is dispatched."""
        source: Source = "hand" if hand else "system"
        self.dispatched(source)
        self.plc.count("DispHand" if hand else "DispAuto")
        self.plc.set("Ticket", bundle.ticket)
        if self._fabric is not None:
            mass = self.floor.section.piece_mg[bundle.order.product] * len(bundle.pieces)
            self._fabric.add(mass * 1000)
            self.stock(f"fabric-{bundle.order.product}", quantity=-mass / 1e6, order=bundle.order)
        self.report()

    def confirm(self, *, hand: bool) -> None:
        """Confirm the operation for a bundle."""
        self.confirmed("hand" if hand else "system")
        self.plc.count("ConfHand" if hand else "ConfAuto")
        self.report()

    def begin_cycle(self) -> None:
        """Pick a piece up."""
        self.cycle_start()

    def end_cycle(self, verdict: Verdict, *, found: Faults, touched: bool) -> None:
        """Lay a piece down and count it."""
        self.cycle_end(touched=touched)
        self.plc.count("CycleCount")
        defects = len(found)
        if verdict == "scrap":
            self.count(scrap=1, defects=defects)
        elif verdict == "rework":
            self.count(rework=1, defects=defects)
        else:
            self.count(good=1, defects=defects)

    def count(self, *, good: int = 0, scrap: int = 0, rework: int = 0, defects: int = 0) -> None:
        """Count pieces."""
        self.count_pieces(good=good, scrap=scrap, rework=rework, defects=defects)
        plc = self.plc
        plc.count("PieceCount", good + scrap + rework)
        if scrap:
            plc.count("RejectCount", scrap)
            if self.order is not None:
                self.stock(f"reject-{self.order.product}", quantity=scrap, order=self.order)
                if self._waste is not None:
                    mass = self.floor.section.piece_mg[self.order.product]
                    self._waste.add(scrap * mass * 1000)
        if rework:
            plc.count("RepairCount", rework)
        if defects:
            plc.count("DefectCount", defects)
        if self._waste is not None:
            self._waste.add((good + scrap + rework) * self.machine.trim_waste_mg * 1000)
        self.report()

    # --- events -------------------------------------------------------------------------------

    def happened(self, kind: OperatorEventKind) -> None:
        """Note what a person did at the machine, if this kind of machine has such a device."""
        if kind in self.events:
            self.operator_event(kind)
            self.plc.count(OPERATOR_COUNTERS[kind])
            self.report()

    def changed(self, source: Source, name: str, value: float) -> None:
        """Note a parameter change, if the machine has a control with parameters."""
        if self.digital:
            self.parameter_change(source, name=name, value=value)
            self.plc.count("ParamSys" if source == "system" else "ParamHand")
            self.report()

    def refresh(self, now: int) -> None:
        """Show how many pieces wait before the operation."""
        del now
        self.plc.set("WipPieces", self.stage.waiting_pieces)
        self.plc.set("QueuePieces", self.stage.waiting_pieces)

    def show_queue(self) -> None:
        """Tell at once how many pieces wait before the operation."""
        self.report()
