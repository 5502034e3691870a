"""Which machines to connect next: rates of a place in, steps in the order that gains most out.

Each machine adds to numerators that stay apart, so that the best first steps of any number are the
machines that gain most one by one: networked machines, then values acquired, then key operations
evidenced, then asset value, then points of the index; ties by path.
"""

from collections.abc import Iterable, Mapping
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
        points: of the index; None where nobody computed them.
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


def connection_plan(
    rates: Iterable[RateValue],
    register: ProcessRegister,
    points: Mapping[EquipmentPath, float] | None = None,
) -> tuple[Step, ...]:
    """Return every machine that is not networked, the one that gains most first.

    Args:
        rates: of one place and period, with their items.
        register: equipment of that place.
        points: of the index that each machine would add.
    """
    known = {rate.definition.id: rate for rate in rates}
    networked = {item.path for item in known[NETWORKING].items if item.numerator}
    digital = {item.path for item in known[OF_DIGITAL].items}
    gains = [
        _Gain(one, _counts(path, known), path not in digital)
        for path, one in register.equipment.items()
        if path not in networked
    ]
    gains.sort(key=lambda gain: _rank(gain, points))
    numerators = {name: known[name].numerator for name in (*_PLANNED, OF_DIGITAL)}
    denominators = {name: known[name].denominator for name in numerators}
    steps = []
    for rank, gain in enumerate(gains, start=1):
        for name, count in gain.counts.items():
            numerators[name] += count
        numerators[OF_DIGITAL] += 1
        denominators[OF_DIGITAL] += gain.new_digital
        after = {
            name: of / denominators[name] for name, of in numerators.items() if denominators[name]
        }
        steps.append(_step(rank, gain, denominators, after, points))
    return tuple(steps)


def _rank(gain: _Gain, points: Mapping[EquipmentPath, float] | None) -> tuple[object, ...]:
    path = gain.machine.path
    index = points.get(path, 0.0) if points else 0.0
    return (*(-gain.counts[name] for name in RANKED), -index, path)


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


def _step(
    rank: int,
    gain: _Gain,
    denominators: Mapping[str, float],
    after: Mapping[str, float],
    points: Mapping[EquipmentPath, float] | None,
) -> Step:
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
            name: count / denominators[name]
            for name, count in gain.counts.items()
            if denominators[name]
        },
        after=after,
        points=points.get(machine.path) if points else None,
    )
