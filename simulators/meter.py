"""A cumulative meter in integer arithmetic: a rate that stands, plus amounts at instants.

Energy in microjoule is milliwatt times millisecond, so a register read at any ms is exact and does
not depend on how often it was read.
"""

from collections.abc import Mapping
from typing import Literal

from simulators.errors import ModelError

__all__ = ["BASE_UNITS_PER", "Meter", "MeterKind"]

MeterKind = Literal[
    "energy_kwh",
    "water_l",
    "compressed_air_m3",
    "process_co2_kg",
    "material_in_kg",
    "waste_kg",
    "",
]

BASE_UNITS_PER: Mapping[MeterKind, int] = {
    "energy_kwh": 3_600_000_000_000,  # base: microjoule; a rate is mW
    "water_l": 1_000_000,  # base: microlitre; a rate is ml/s
    "compressed_air_m3": 1_000_000_000,  # base: microlitre at norm state; a rate is ml/s
    "process_co2_kg": 1_000_000_000,  # base: microgram; a rate is mg/s
    "material_in_kg": 1_000_000_000,  # base: microgram; a rate is mg/s
    "waste_kg": 1_000_000_000,  # base: microgram; a rate is mg/s
}


class Meter:
    """One register of one unit; kind "" is a sub-meter that is read but not summed in the truth."""

    __slots__ = ("_base", "_booked", "_last", "_rate", "kind", "per_count", "tag")

    def __init__(self, kind: MeterKind, tag: str, *, per_count: int, start: int) -> None:
        if per_count <= 0:
            raise ModelError(f"meter {tag}: per_count must be positive, got {per_count}")
        self.kind = kind
        self.tag = tag
        self.per_count = per_count
        """Base units in one count of the vendor's register, e.g. 3_600_000_000 for Wh."""
        self._rate = 0
        self._base = 0
        self._booked = 0
        self._last = start

    @property
    def rate(self) -> int:
        """Base units per ms."""
        return self._rate

    def set_rate(self, now: int, rate: int) -> None:
        """Let the meter run at `rate` base units per ms from now on."""
        self._base += self._rate * (now - self._last)
        self._last = now
        self._rate = rate

    def add(self, amount: int) -> None:
        """Add an amount in base units that passed at this instant."""
        self._base += amount

    def read(self, now: int) -> int:
        """Return the register in vendor counts as it stands at `now`."""
        self._base += self._rate * (now - self._last)
        self._last = now
        return self._base // self.per_count

    def book(self, now: int) -> int:
        """Return what the register gained since it was last booked, in base units."""
        register = self.read(now) * self.per_count
        amount = register - self._booked
        self._booked = register
        return amount
