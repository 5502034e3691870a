"""Clearing a stop: what the machine shows and what people do, from the first ms to the last."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from simulators.bottling.packml import Mode, State
from simulators.bottling.status import Status
from simulators.bottling.stops import Stop

if TYPE_CHECKING:
    from simulators.bottling.machine import Machine

__all__ = ["clear"]

Process = Generator[simpy.Event, None, None]

_REACTION = 0.4
"""Share of a short stop before someone is there."""
_MECHANIC = 0.2
"""Share of a breakdown before the mechanic is there."""


def clear(machine: "Machine", stop: Stop) -> Process:
    """Stand for the length of a stop; afterwards the machine can be started again."""
    if stop.breakdown:
        yield from _repair(machine, stop)
    else:
        yield from _clear_by_operator(machine, stop)


def _clear_by_operator(machine: "Machine", stop: Stop) -> Process:
    """Hold for an internal cause (PackML Held), be cleared at the panel or by hand."""
    cause = stop.cause
    held = Status("stopped", cause.cause, cause.by, Mode.PRODUCTION, State.HELD, cause.code)
    yield from machine.go_down(held, State.HOLDING)
    rest = max(stop.ms - round(machine.section.acting_s * 1000), 1000)
    reaction = round(rest * _REACTION)
    yield machine.line.wait(reaction)
    machine.operator_did(*(("acknowledge", "door") if cause.door else ("acknowledge",)))
    if cause.jog:
        machine.operator_did("leave_automatic", "manual_touch")
        machine.touched_cycle = True
        machine.enter(held._replace(mode=Mode.MANUAL))
    yield machine.line.wait(rest - reaction)
    machine.operator_did("reset")
    machine.enter(held)


def _repair(machine: "Machine", stop: Stop) -> Process:
    """Abort, wait for the mechanic, be repaired in maintenance mode, clear and reset."""
    cause = stop.cause
    aborted = Status("stopped", cause.cause, cause.by, Mode.PRODUCTION, State.ABORTED, cause.code)
    yield from machine.go_down(aborted, State.ABORTING)
    waiting = round(stop.ms * _MECHANIC)
    yield machine.line.wait(waiting)
    machine.operator_did("acknowledge", "leave_automatic", "door")
    machine.enter(
        Status("maintenance", cause.cause, cause.by, Mode.MAINTENANCE, State.ABORTED, cause.code)
    )
    yield machine.line.wait(stop.ms - waiting)
    machine.operator_did("estop_release", "reset")
    machine.touched_cycle = True
    machine.enter(aborted._replace(state=State.CLEARING))
    yield machine.line.wait(machine.section.acting_s * 1000)
    machine.enter(aborted._replace(state=State.RESETTING))
    yield machine.line.wait(machine.section.ramp_s * 1000)
