"""What ingest knows of each work center from its births, status and deaths.

It decides which units are registered, whether a death is stale and when a played run has ended.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from contract.messages import Birth, Clock, Death, Status
from contract.path import EquipmentPath


@dataclass(slots=True)
class Line:
    """One work center as its agent last described it; times in ms."""

    boot: int = -1
    session: int = -1
    clock: Clock | None = None
    alive: bool = False
    units: frozenset[str] = frozenset()
    ended: int | None = None
    rebirth_asked: int | None = None

    def is_stale(self, boot: int, session: int) -> bool:
        """Tell whether a message of this boot and session is older than the newest birth."""
        return (boot, session) < (self.boot, self.session)


class Lines:
    """All work centers heard of. Used by the writer thread, read by others."""

    def __init__(self, *, rebirth_interval_ms: int = 10_000) -> None:
        self._lines: dict[EquipmentPath, Line] = {}
        self._rebirth_interval_ms = rebirth_interval_ms

    def _line(self, path: EquipmentPath) -> Line:
        return self._lines.setdefault(path, Line())

    def birth(self, path: EquipmentPath, birth: Birth) -> bool:
        """Take a birth; return False for one older than the newest."""
        line = self._line(path)
        if line.is_stale(birth.boot, birth.session):
            return False
        if birth.boot > line.boot:
            line.ended = None
        line.boot, line.session = birth.boot, birth.session
        line.clock = birth.clock
        line.alive = True
        line.units = frozenset(unit.unit for unit in birth.units)
        return True

    def death(self, path: EquipmentPath, death: Death) -> bool:
        """Take a death; return False for one older than the newest birth (contract 3)."""
        line = self._line(path)
        if line.is_stale(death.boot, death.session):
            return False
        line.alive = False
        return True

    def status(self, path: EquipmentPath, status: Status) -> bool:
        """Take a status; return False for one of an older boot."""
        line = self._line(path)
        if status.boot < line.boot:
            return False
        line.ended = status.ended
        return True

    def known_units(self, path: EquipmentPath) -> AbstractSet[str]:
        """Return the names of the units that a birth registered."""
        line = self._lines.get(path)
        return line.units if line else frozenset()

    def wants_rebirth(self, path: EquipmentPath, *, wall_ms: int) -> bool:
        """Tell whether to ask for a rebirth now, at most once per interval and line."""
        line = self._line(path)
        asked = line.rebirth_asked
        if asked is not None and 0 <= wall_ms - asked < self._rebirth_interval_ms:
            return False
        line.rebirth_asked = wall_ms
        return True

    def known(self, path: EquipmentPath) -> bool:
        """Tell whether a birth of this line has arrived."""
        line = self._lines.get(path)
        return line is not None and line.boot >= 0

    def ended(self) -> dict[EquipmentPath, int]:
        """Return the world time (ms) at which each ended run ended."""
        return {
            path: line.ended for path, line in list(self._lines.items()) if line.ended is not None
        }

    def speaking(self) -> tuple[EquipmentPath, ...]:
        """Return the lines that are alive on the wall clock, from which data must come."""
        return tuple(
            path
            for path, line in list(self._lines.items())
            if line.alive and line.clock == "wall" and line.ended is None
        )
