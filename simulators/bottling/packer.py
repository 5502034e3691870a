"""The packer: twelve bottles to a case; its count is the line's."""

from simulators.bottling.machine import Machine

__all__ = ["Packer"]


class Packer(Machine):
    """Last counting point: one cycle, one case; a crushed case is packed anew by hand."""

    cyclic = True
