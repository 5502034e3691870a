"""Which machines to connect next: rates of a place in, steps in the order that gains most out.

Each machine adds to numerators that stay apart, so that the best first steps of any number are the
machines that gain most one by one: networked machines, then values acquired, then key operations
evidenced, then asset value, then points of the index; ties by path.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.automation.process_register import Equipment, ProcessRegister
from analytics.automation.rate import RateItem, RateValue
from contract.path import EquipmentPath
from contract.sample import SAMPLE_FIELDS

NETWORKING = "equipment_networking_rate"
OF_DIGITAL = "equipment_networking_rate_of_digital"
DIGITALISATION = "equipment_digitalisation_rate"
ACQUISITION = "automatic_acquisition_rate"
KEY_PROCESSES = "evidenced_nc_rate"
AUTOMATION = "equipment_automation_rate"

RANKED = (NETWORKING, ACQUISITION, KEY_PROCESSES, AUTOMATION)
_PLANNED = (*RANKED, DIGITALISATION)
# These gain only what is registered automatic: a connection shows it and changes nothing else.
_AS_REGISTERED = frozenset((KEY_PROCESSES, AUTOMATION))
# Fields of samples without which a gain would not be seen.
_SIGNALS: Mapping[str, tuple[str, ...]] = {
    NETWORKING: ("state",),
    KEY_PROCESSES: ("operation_mode", "control_mode", "program", "operation", "cycles"),
    AUTOMATION: ("operation_mode", "control_mode"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One machine to connect, or whose connection must be mended.

    Args:
        rank: 1 is the next.
        action: restore is a machine that an agent is meant to read already.
        required_tags: how many values it should give.
        signals: fields of samples that the gains below rest on.
        gateway: what connecting it needs beside them, as the register says.
        gains: rate to what it rises by, if the machine gives every value and runs as registered.
        after: rate to what it becomes with this and all steps before it.
        points: of the index that this step adds; None where nobody asked.
    """

    rank: int
    path: EquipmentPath
    action: Literal["connect", "restore"]
    required_tags: int
    signals: tuple[str, ...]
    gateway: str
    gains: Mapping[str, float]
    after: Mapping[str, float]
    points: float | None = None


@dataclass(frozen=True, slots=True)
class _Gain:
    """What one machine adds to numerators, and to the only denominator that may grow."""

    machine: Equipment
    counts: Mapping[str, float]
    new_digital: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Numerators and denominators of a place's rates."""

    numerators: Mapping[str, float]
    denominators: Mapping[str, float]

    @property
    def rates(self) -> Mapping[str, float]:
        """Return the rates that have a denominator."""
        return {name: self.numerators[name] / of for name, of in self.denominators.items() if of}

    def with_gain(self, gain: _Gain) -> "_Place":
        """Return the place with one machine more."""
        counts = {OF_DIGITAL: 1.0, **gain.counts}
        return _Place(
            {name: of + counts[name] for name, of in self.numerators.items()},
            {
                name: of + (gain.new_digital if name == OF_DIGITAL else 0)
                for name, of in self.denominators.items()
            },
        )


def connection_plan(
    rates: Iterable[RateValue],
    register: ProcessRegister,
    points: Callable[[Mapping[str, float]], float] | None = None,
) -> tuple[Step, ...]:
    """Return every machine that is not networked, the one that gains most first.

    Args:
        rates: of one place and period, with their items.
        register: equipment of that place.
        points: from values of rates to what they add to the index.
    """
    known = {rate.definition.id: rate for rate in rates}
    networked = {item.path for item in known[NETWORKING].items if item.numerator}
    digital = {item.path for item in known[OF_DIGITAL].items}
    gains = [
        _Gain(one, _counts(path, known), path not in digital)
        for path, one in register.equipment.items()
        if path not in networked
    ]
    start = _Place(
        {name: known[name].numerator for name in (*_PLANNED, OF_DIGITAL)},
        {name: known[name].denominator for name in (*_PLANNED, OF_DIGITAL)},
    )

    def added(gain: _Gain, before: _Place) -> float | None:
        if points is None:
            return None
        return points(before.with_gain(gain).rates) - points(before.rates)

    def place(gain: _Gain) -> tuple[object, ...]:
        counts = (-gain.counts[name] for name in RANKED)
        return (*counts, -(added(gain, start) or 0.0), gain.machine.path)

    steps, now = [], start
    for rank, gain in enumerate(sorted(gains, key=place), start=1):
        before, now = now, now.with_gain(gain)
        steps.append(_step(rank, gain, now, added(gain, before)))
    return tuple(steps)


def _counts(path: EquipmentPath, rates: Mapping[str, RateValue]) -> Mapping[str, float]:
    return {
        name: sum(
            item.denominator - item.numerator
            for item in rates[name].items
            if item.path == path and _may_gain(name, item)
        )
        for name in _PLANNED
    }


def _may_gain(rate: str, item: RateItem) -> bool:
    return rate not in _AS_REGISTERED or bool(item.declared)


def _step(rank: int, gain: _Gain, after: _Place, points: float | None) -> Step:
    machine = gain.machine
    needed = {field for name, fields in _SIGNALS.items() if gain.counts[name] for field in fields}
    return Step(
        rank=rank,
        path=machine.path,
        action="restore" if machine.connected else "connect",
        required_tags=machine.required_tags,
        signals=tuple(field for field in SAMPLE_FIELDS if field in needed),
        gateway=machine.gateway,
        gains={
            name: count / after.denominators[name]
            for name, count in gain.counts.items()
            if after.denominators[name]
        },
        after=after.rates,
        points=points,
    )
