"""The depalletiser: sweeps layers of new bottles in; it decides when an order has enough."""

from simulators.bottling.machine import Machine

__all__ = ["Depalletiser"]


class Depalletiser(Machine):
    """First machine; one count is one layer."""

    cyclic = True
    _swept = 0
    _of_order = -1
    _layers_left = 0

    def supply_ended(self) -> bool:
        """Stop feeding when the order is full or its time is over."""
        order = self.order
        if order is None:
            return True
        if self._of_order != order.number:
            self._of_order = order.number
            self._swept = 0
        over = order.close is not None and self.now >= order.close
        return over or self._swept >= order.quantity

    def finished(self, n: int, *, scrap: int, good: int) -> None:  # noqa: ARG002  # no scrap here
        """Count bottles and draw a new pallet when the last layer is gone."""
        self._swept += n * self.machine.gives
        self._layers_left -= n
        if self._layers_left < 0:
            self._layers_left += self.section.layers_per_pallet
            bottles = self.section.layers_per_pallet * self.machine.gives
            self.stock("new-bottles", quantity=float(-bottles), order=self.order)
