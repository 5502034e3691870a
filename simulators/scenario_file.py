"""Reads a scenario from TOML: the plant file, its line files, each line's trade section."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from simulators.errors import ScenarioError
from simulators.faults import Fault, SilentMachine
from simulators.plant_calendar import PlantCalendar, utc_ms
from simulators.scenario import (
    LineConfig,
    LineIncidentConfig,
    LineScenario,
    PlantConfig,
    Scenario,
)
from simulators.scenario_check import check_line
from simulators.trade import find_trade

__all__ = ["load_line", "load_scenario"]

_T = TypeVar("_T")


def load_scenario(path_or_name: str | Path) -> Scenario:
    """Load a scenario by its packaged name (`demo-plant`) or by the path of its plant file."""
    path = _locate(path_or_name)
    plant = _convert(_read(path), PlantConfig, where=str(path.name))
    try:
        start = datetime.fromisoformat(plant.start)
    except ValueError as error:
        raise ScenarioError(f"{path.name}: start {plant.start!r} is not ISO 8601") from error
    if start.tzinfo is None:
        raise ScenarioError(f"{path.name}: start {plant.start!r} needs an offset, e.g. +08:00")
    lines = tuple(
        _with_incidents(load_line(path.parent / name), plant.incidents, where=path.name)
        for name in plant.lines
    )
    paths = [line.config.path for line in lines]
    if len(set(paths)) != len(paths):
        raise ScenarioError(f"{path.name}: two line files have the same path: {paths}")
    for fault in plant.faults:
        _check_fault(fault, lines, where=path.name)
    for incident in plant.incidents:
        if incident.line not in paths:
            raise ScenarioError(
                f"{path.name}: incident on unknown line {incident.line!r}: use {paths}"
            )
    return Scenario(name=plant.name, start=utc_ms(start), lines=lines, faults=plant.faults)


def _with_incidents(
    line: LineScenario, incidents: tuple[LineIncidentConfig, ...], *, where: str
) -> LineScenario:
    """Add the plant's incidents to the line file's own."""
    config = line.config
    mine = tuple(incident for incident in incidents if incident.line == config.path)
    if not mine:
        return line
    config = msgspec.structs.replace(config, incidents=(*config.incidents, *mine))
    check_line(config, where=where)
    return LineScenario(config=config, section=line.section)


def _check_fault(fault: Fault, lines: tuple[LineScenario, ...], *, where: str) -> None:
    """Refuse a fault that would strike nothing."""
    units = {line.config.path: [unit.id for unit in line.config.units] for line in lines}
    if fault.line not in units:
        raise ScenarioError(f"{where}: fault on unknown line {fault.line!r}: use {list(units)}")
    if fault.unit and fault.unit not in units[fault.line]:
        raise ScenarioError(
            f"{where}: fault on unknown unit {fault.unit!r} of {fault.line}: "
            f"use one of {units[fault.line]}, or leave it out for all"
        )
    if isinstance(fault, SilentMachine) and fault.from_s >= fault.to_s:
        raise ScenarioError(
            f"{where}: silent_machine from_s {fault.from_s:g} must be before to_s {fault.to_s:g}"
        )


def load_line(path: Path) -> LineScenario:
    """Load one line file: the common part, and the section named after its trade.

    `extends = "other.toml"` takes all of that file beside it but what stands in this one.
    """
    raw = _read(path)
    other = raw.pop("extends", None)
    if other is not None:
        raw = {**_read(path.parent / str(other)), **raw}
    name = raw.get("trade")
    if not isinstance(name, str):
        raise ScenarioError(f'{path.name}: no trade: write e.g. trade = "bottling" at the top')
    trade = find_trade(name)
    section_raw = raw.pop(name, {})
    config = _convert(raw, LineConfig, where=path.name)
    section = _convert(section_raw, trade.section, where=f"{path.name} [{name}]")
    PlantCalendar(config.calendar)
    check_line(config, where=path.name)
    return LineScenario(config=config, section=section)


def _locate(path_or_name: str | Path) -> Path:
    path = Path(path_or_name)
    if path.suffix == ".toml":
        return path
    folder = Path(str(files("simulators") / "scenarios"))
    path = folder / f"{path_or_name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml")))
        raise ScenarioError(
            f"scenario {str(path_or_name)!r} is not packaged: use one of {known}, or a .toml path"
        )
    return path


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = msgspec.toml.decode(path.read_bytes())
    except OSError as error:
        raise ScenarioError(f"{path.name}: cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise ScenarioError(f"{path.name}: is not TOML: {error}") from error
    if not isinstance(raw, dict):
        raise ScenarioError(f"{path.name}: is not a table")
    return raw


def _convert(raw: Mapping[str, Any], kind: type[_T], *, where: str) -> _T:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise ScenarioError(
            f"{where}: {error}; correct that entry, as in the packaged scenario demo-plant"
        ) from error
