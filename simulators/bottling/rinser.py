"""The rinser: turns bottles over and rinses them; water per bottle, a broken one now and then."""

from simulators.bottling.machine import Machine

__all__ = ["Rinser"]


class Rinser(Machine):
    """Everything a rinser does is in its meters and stops."""
