"""Births, status and deaths go in; rows of the series `pipeline` and `register` come out."""

import msgspec

from contract.messages import Birth, Death, Status
from contract.path import EquipmentPath
from ingest.store import PipelineRow, RegisterRow, Value

AGENT = "edge_agent"


def register_rows(line: EquipmentPath, birth: Birth) -> tuple[RegisterRow, ...]:
    """Return one row per work unit of the birth."""
    return tuple(RegisterRow(line, birth.boot, unit) for unit in birth.units)


def birth_row(line: EquipmentPath, birth: Birth, *, wall_ms: int) -> PipelineRow:
    """Return the account of a birth at the wall time it was received."""
    fields: dict[str, Value] = {
        "alive": True,
        "clock": birth.clock,
        "boot": birth.boot,
        "session": birth.session,
    }
    if birth.last_boot is not None:
        fields["last_boot"] = birth.last_boot.boot
        fields["last_seq"] = birth.last_boot.seq
        fields["last_samples"] = birth.last_boot.samples
    return PipelineRow(wall_ms, AGENT, str(line), "birth", line, fields)


def status_row(line: EquipmentPath, status: Status) -> PipelineRow:
    """Return an agent's own account at its own wall time."""
    fields: dict[str, Value] = {
        "alive": True,
        "received": status.received,
        "boot": status.boot,
        "session": status.session,
        "seq": status.seq,
        "samples": status.samples,
        "dropped": status.dropped,
        "refused_late": status.refused_late,
        "spool": status.unsent,
        "ended": status.ended,
        "unmapped": msgspec.json.encode(status.unmapped).decode(),
        "sources": msgspec.json.encode(status.sources).decode(),
    }
    return PipelineRow(status.at, AGENT, str(line), "status", line, fields)


def death_row(line: EquipmentPath, death: Death, *, wall_ms: int) -> PipelineRow:
    """Return the account of a death at the wall time it was received."""
    fields: dict[str, Value] = {
        "alive": False,
        "boot": death.boot,
        "session": death.session,
    }
    return PipelineRow(wall_ms, AGENT, str(line), "death", line, fields)
