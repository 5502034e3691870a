"""Vendor values that the mapping does not know: counted by name, for status and people."""

_MOST = 200  # names; a tag that never repeats must not fill the status message
_LONGEST = 256
OTHERS = "(others)"


class Unmapped:
    """How often each unknown vendor value was met in this boot."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def count(self, name: str) -> None:
        """Count one meeting with the unknown value `name`."""
        name = name[:_LONGEST]
        if name not in self.counts and len(self.counts) >= _MOST:
            name = OTHERS
        self.counts[name] = self.counts.get(name, 0) + 1
