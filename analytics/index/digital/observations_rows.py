"""Observations to columns of the series `observation`, and a row of it to an observation."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from analytics.index.digital.observation import Observation
from analytics.index.digital.observations import NUMBERS
from contract.series import OBSERVATION

_Cell = str | int | float | bool | None
_TEXTS = (*OBSERVATION.tags, "status", "source", "definition", "note")


def columns_of(observations: Sequence[Observation]) -> dict[str, list[_Cell]]:
    """Return the columns of rows; a number that is absent is 0, and its flag says so."""
    found: dict[str, list[_Cell]] = {"time": [one.vintage for one in observations]}
    for name in _TEXTS:
        found[name] = [getattr(one, name) for one in observations]
    for name in NUMBERS:
        numbers = [getattr(one, name) for one in observations]
        found[name] = [number or 0.0 for number in numbers]
        found[f"{name}_null"] = [number is None for number in numbers]
    return found


def observation_of(row: Mapping[Any, Any]) -> Observation:
    """Return the observation that a row is."""
    said = {name: row[name] for name in _TEXTS} | {"vintage": int(row["time"])}
    numbers = {name: None if row[f"{name}_null"] else float(row[name]) for name in NUMBERS}
    return msgspec.convert(said | numbers, Observation)
