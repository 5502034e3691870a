"""The inspector: looks at every bottle, keeps each result, ejects the bad ones."""

from simulators.bottling.machine import Machine
from simulators.bottling.packml import Tag

__all__ = ["Inspector"]


class Inspector(Machine):
    """Camera inspection of fill level, cap and label."""

    cyclic = True

    def declare_own_tags(self) -> None:
        """Count stored results."""
        self.plc.count(Tag.INSPECTED, 0)

    def finished(self, n: int, *, scrap: int, good: int) -> None:  # noqa: ARG002  # all are inspected
        """Store one traceable result per bottle."""
        self.inspected(n)
        self.plc.count(Tag.INSPECTED, n)
