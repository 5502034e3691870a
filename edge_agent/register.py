"""The configuration enters; the register of a birth leaves: what each unit is and reports."""

from contract.messages import Metric, Operation, WorkUnit
from contract.sample import CONSUMPTION_UNITS, COUNT_FIELDS, SAMPLE_FIELDS
from edge_agent.config import AgentConfig, UnitConfig
from edge_agent.mapping_config import MappingConfig


def register(config: AgentConfig) -> tuple[WorkUnit, ...]:
    """Return one row per work unit, in the order of the file."""
    return tuple(_work_unit(unit, config.mapping[unit.mapping]) for unit in config.unit)


def _work_unit(unit: UnitConfig, mapping: MappingConfig) -> WorkUnit:
    return WorkUnit(
        unit=unit.unit,
        name_en=unit.name_en,
        name_zh=unit.name_zh,
        kind=unit.kind,
        vendor=unit.vendor,
        model=unit.model,
        controller=unit.controller,
        digital_interface=unit.digital_interface,
        numerically_controlled=unit.numerically_controlled,
        asset_value_cny=unit.asset_value_cny,
        key_process=unit.key_process,
        operations=tuple(
            Operation(
                id=operation.id,
                standard_time_s=operation.standard_time_s,
                control_type=operation.control_type,
                key=operation.key,
            )
            for operation in unit.operations
        ),
        planned_run_time_s=dict(unit.planned_run_time_s),
        items_per_count=unit.items_per_count,
        metrics=_metrics(mapping),
    )


def _metrics(mapping: MappingConfig) -> tuple[Metric, ...]:
    provided = {"state"} | mapping.row_fields | set(mapping.tags)
    fields = tuple(
        Metric(
            name=name,
            unit="1" if name in COUNT_FIELDS else CONSUMPTION_UNITS.get(name, ""),
            heartbeat_s=mapping.heartbeat_s,
            modulus=_modulus(mapping, name),
        )
        for name in SAMPLE_FIELDS
        if name in provided
    )
    values = tuple(
        Metric(name=name, unit=value.unit, heartbeat_s=mapping.heartbeat_s)
        for name, value in mapping.values.items()
    )
    return fields + values


def _modulus(mapping: MappingConfig, name: str) -> int | None:
    origin = mapping.tags.get(name)
    if origin is None or origin.modulus is None:
        return None
    return round(origin.modulus * origin.scale)
