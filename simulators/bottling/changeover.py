"""Setting a machine up for an order: by hand, then cleaning in place after another drink."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from simulators.bottling.packml import Tag
from simulators.bottling.section import BottleConfig
from simulators.bottling.status import CHANGEOVER, CLEANING
from simulators.bottling.stops import uniform_ms

if TYPE_CHECKING:
    from simulators.bottling.machine import Machine

__all__ = ["set_up"]

Process = Generator[simpy.Event, None, None]


def set_up(machine: "Machine", previous: BottleConfig | None) -> Process:
    """Set up for the order in work; hands rest in breaks, cleaning in place goes on."""
    config, bottle = machine.machine, machine.bottle
    old = (previous.drink, previous.volume_ml) if previous else ("", 0)
    new = (bottle.drink, bottle.volume_ml) if bottle else ("", 0)
    machine.enter(CHANGEOVER)
    if old != new:
        machine.operator_did("leave_automatic", "door")
    left = uniform_ms(
        machine.draw, config.change_order_s if old[1] == new[1] else config.change_format_s
    )
    while left > 0:
        if not machine.crew.present:
            yield from machine.pause()
        if machine.status != CHANGEOVER:
            machine.enter(CHANGEOVER)
        begun = machine.now
        yield machine.line.wait(left) | machine.crew.changed
        left -= machine.now - begun
    if old[0] != new[0] and config.clean_s is not None:
        machine.enter(CLEANING)
        yield machine.line.wait(uniform_ms(machine.draw, config.clean_s))
        machine.enter(CHANGEOVER)
    _load_recipe(machine)
    if old != new:
        machine.operator_did("reset")
    machine.prepared(new_format=old[1] != new[1])


def _load_recipe(machine: "Machine") -> None:
    """Bring the job, the set speed and the recipe in, by the network or at the panel."""
    config = machine.machine
    if machine.order is None:
        return
    machine.take_job()
    machine.set_share = 1.0
    speed = round(60_000 / machine.line.pri_ms(machine.id, machine.order.product), 1)
    machine.plc.set(Tag.SET_SPEED, speed)
    for number in range(config.recipe_parameters):
        name = "set_speed" if number == 0 else f"recipe_{number}"
        machine.parameter_set(machine.source, name=name, value=speed if number == 0 else 1.0)
