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
        number = self.operation.programs.get(order.product, 0)
        self.plc.set("Program", f"P{number:03d}")

    def show_machine(self) -> None:
        """Show automatic while the pattern runs."""
        super().show_machine()
        self.plc.set("CtlMode", _AUTOMATIC if self.activity == "producing" else _MANUAL)

    def thread_break(self) -> Action:
        """Leave automatic before rethreading."""
        self.happened("leave_automatic")
        yield from super().thread_break()
