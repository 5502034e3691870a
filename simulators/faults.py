"""Faults on request: they spoil readings on their way out and never touch what truly happened."""

from typing import Annotated

import msgspec
from msgspec import Meta

__all__ = [
    "ClockSkew",
    "CounterReset",
    "Duplicates",
    "Fault",
    "OutOfOrder",
    "ReadingDropout",
    "SilentMachine",
]

Probability = Annotated[float, Meta(ge=0, le=1)]
Offset = Annotated[float, Meta(ge=0)]


class _Fault(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"
):
    """Where a fault strikes: one line, and one unit of it or (empty) all."""

    line: str
    unit: str = ""


class CounterReset(_Fault, tag="counter_reset", frozen=True):
    """Every counter starts from 0; the reading of that ms still carries the full count."""

    at_s: Offset
    """Offset from the run's start; it happens at the first whole 10 s from there."""


class ReadingDropout(_Fault, tag="reading_dropout", frozen=True):
    """Stretches in which no reading arrives, keep-alives included."""

    probability: Probability = 0.0
    """Chance that a whole minute of the clock is lost."""
    intervals_s: tuple[tuple[float, float], ...] = ()
    """Lost stretches, offsets from the run's start."""


class SilentMachine(_Fault, tag="silent_machine", frozen=True):
    """One long stretch without any reading."""

    from_s: Offset
    to_s: Offset


class ClockSkew(_Fault, tag="clock_skew", frozen=True):
    """The source clock is wrong by a constant."""

    offset_ms: int


class Duplicates(_Fault, tag="duplicate", frozen=True):
    """A reading arrives twice."""

    probability: Probability


class OutOfOrder(_Fault, tag="out_of_order", frozen=True):
    """A reading arrives late, behind younger ones."""

    probability: Probability
    delay_ms: Annotated[int, Meta(gt=0, lt=2000)] = 1500
    """Largest delay."""


Fault = CounterReset | ReadingDropout | SilentMachine | ClockSkew | Duplicates | OutOfOrder
