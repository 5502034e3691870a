"""The palletiser: layers of cases to pallets, posted to stock when full."""

from simulators.bottling.machine import Machine

__all__ = ["Palletiser"]


class Palletiser(Machine):
    """Last machine; one count is one layer."""

    cyclic = True
    _layers = 0

    def finished(self, n: int, *, scrap: int, good: int) -> None:  # noqa: ARG002  # a layer is a layer
        """End the cycle and post every full pallet."""
        self._layers += n
        if self._layers >= self.section.layers_per_pallet:
            self._post()

    def order_ended(self) -> None:
        """Post the last pallet of the order, full or not."""
        if self._layers:
            self._post()

    def _post(self) -> None:
        cases = self._layers * self.machine.takes
        self._layers = 0
        self.stock("pallet-of-cases", quantity=float(cases), order=self.order)
