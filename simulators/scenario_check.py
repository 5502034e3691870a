"""Rules of a line file that need more than one field: names that refer, times on the grid."""

from collections.abc import Iterable
from datetime import time

from simulators.errors import ScenarioError
from simulators.scenario import LineConfig, PauseConfig, ShiftConfig

__all__ = ["check_line"]


def check_line(config: LineConfig, *, where: str) -> None:
    """Refuse a line whose parts do not fit together, with a sentence that names the part."""
    if len(config.path.split("/")) != 4:
        raise ScenarioError(
            f"{where}: path {config.path!r} must be enterprise/site/area/work-center"
        )
    _check_units(config, where=where)
    _check_products(config, where=where)
    _check_incidents(config, where=where)
    _check_drifts(config, where=where)
    _check_operations(config, where=where)
    _check_calendar(config, where=where)
    if 10_000 % config.plc.scan_ms:
        raise ScenarioError(f"{where}: scan_ms {config.plc.scan_ms} does not divide 10000")


def _check_units(config: LineConfig, *, where: str) -> None:
    units = [unit.id for unit in config.units]
    _unique(units, f"{where}: unit ids")
    _unique((unit.vendor for unit in config.units), f"{where}: vendor names")
    staged = [unit for stage in config.stages for unit in stage.units]
    if staged != units:
        # One order everywhere: the line follows the first unit of its constraint.
        raise ScenarioError(
            f"{where}: every unit must stand in exactly one stage, in the order of the [[unit]] "
            f"tables, got {staged}"
        )
    if config.last_counter not in units:
        raise ScenarioError(f"{where}: last_counter {config.last_counter!r} is not a unit")
    for unit in config.units:
        if unit.absent_tags > unit.required_tags:
            raise ScenarioError(
                f"{where}: {unit.id}: absent_tags {unit.absent_tags} must not exceed "
                f"required_tags {unit.required_tags}"
            )


def _check_products(config: LineConfig, *, where: str) -> None:
    units = {unit.id for unit in config.units}
    _unique((product.id for product in config.products), f"{where}: product ids")
    for product in config.products:
        wrong = sorted(units ^ set(product.planned_run_time_per_item_s))
        if wrong:
            raise ScenarioError(
                f"{where}: product {product.id}: planned_run_time_per_item_s must name every unit "
                f"once and nothing else; look at {wrong}"
            )
    products = {product.id for product in config.products}
    if not config.orders:
        raise ScenarioError(f"{where}: no order: write at least one [[order]]")
    for order in config.orders:
        if order.product not in products:
            raise ScenarioError(f"{where}: order of unknown product {order.product!r}")


def _check_incidents(config: LineConfig, *, where: str) -> None:
    units = {unit.id for unit in config.units}
    for incident in config.incidents:
        if incident.unit not in units:
            raise ScenarioError(f"{where}: incident at unknown unit {incident.unit!r}")
        if incident.offset_s <= incident.jitter_s:
            raise ScenarioError(
                f"{where}: incident at {incident.unit}: offset_s must exceed jitter_s"
            )
        unknown = sorted(set(incident.shifts) - {shift.name for shift in config.calendar.shifts})
        if unknown:
            raise ScenarioError(
                f"{where}: incident at {incident.unit}: shift {unknown[0]!r} is not in the calendar"
            )


def _check_drifts(config: LineConfig, *, where: str) -> None:
    units = {unit.id for unit in config.units}
    for drift in config.drifts:
        if drift.unit not in units:
            raise ScenarioError(f"{where}: drift at unknown unit {drift.unit!r}")
        if drift.until_s is not None and drift.until_s <= drift.offset_s:
            raise ScenarioError(
                f"{where}: drift at {drift.unit}: until_s {drift.until_s:g} must exceed "
                f"offset_s {drift.offset_s:g}"
            )


def _check_operations(config: LineConfig, *, where: str) -> None:
    units = {unit.id for unit in config.units}
    for operation in config.operations:
        if operation.unit not in units:
            raise ScenarioError(f"{where}: operation at unknown unit {operation.unit!r}")
    _unique((f"{one.unit}/{one.id}" for one in config.operations), f"{where}: operations")


def _check_calendar(config: LineConfig, *, where: str) -> None:
    for pause in config.calendar.pauses:
        if pause.kind not in {"planned_down", "unscheduled"}:
            raise ScenarioError(
                f"{where}: pause {pause.name}: kind {pause.kind!r} must be planned_down or "
                f"unscheduled"
            )
    pieces: tuple[ShiftConfig | PauseConfig, ...] = (
        *config.calendar.shifts,
        *config.calendar.pauses,
    )
    for piece in pieces:
        for clock in (piece.start, piece.end):
            if time.fromisoformat(clock).second % 10:
                raise ScenarioError(f"{where}: {piece.name}: {clock} is not on the 10 s grid")


def _unique(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ScenarioError(f"{what}: {name!r} stands twice")
        seen.add(name)
