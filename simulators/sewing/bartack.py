"""Program machines: bartack, buttonhole and button automats that sew a stored pattern."""

from simulators.journal import OperatorEventKind
from simulators.orders import Order
from simulators.scenario import UnitConfig
from simulators.sewing.bench import Action
from simulators.sewing.floor import Floor
from simulators.sewing.needle import NeedleStation

__all__ = ["BartackStation"]

_AUTOMATIC, _MANUAL = 1, 0


class BartackStation(NeedleStation):
    """Runs the style's program in automatic; an operator loads and takes over."""

    has_bobbin = True
    events: tuple[OperatorEventKind, ...] = (*NeedleStation.events, "leave_automatic")

    def __init__(self, floor: Floor, config: UnitConfig) -> None:
        super().__init__(floor, config)
        self.plc.set("Program", "")
        self.plc.set("CtlMode", _MANUAL)

    def style_set(self, order: Order) -> None:
        """Load the program of the style."""
        program = f"P{self.operation.programs.get(order.product, 0):03d}"
        self.plc.set("Program", program)
        self.set_program(program)

    def show_machine(self) -> None:
        """Show automatic while the pattern runs."""
        super().show_machine()
        runs = self.activity == "producing"
        self.plc.set("CtlMode", _AUTOMATIC if runs else _MANUAL)
        self.set_mode("automatic" if runs else "manual")

    def thread_break(self) -> Action:
        """Leave automatic before rethreading."""
        self.happened("leave_automatic")
        yield from super().thread_break()
