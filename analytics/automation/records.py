"""What MES, ERP and the utility say, as CSV files beside the master data: read, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contract.path import EquipmentPath

Entry = str
"""`system` or `hand`: how a step got into the system that keeps it."""


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """How one production order was planned, issued and completed."""

    line: EquipmentPath
    order: str
    planned_by: Entry
    issued_by: Entry
    completed_by: Entry


@dataclass(frozen=True, slots=True)
class StockRecord:
    """One stock posting of an order, ms UTC; `keyed` is true when somebody typed it in again."""

    time: int
    path: EquipmentPath
    order: str
    material: str
    quantity: float
    keyed: bool


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """One of the 14 business links; `evidence` names fields of samples that would show it."""

    id: str
    name_en: str
    name_zh: str
    captured_automatically: bool
    run_on_system: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BillRecord:
    """What was bought of one carrier in [start, end), ms UTC; `tce_per_unit` is as billed."""

    site: EquipmentPath
    carrier: str
    start: int
    end: int
    amount: float
    unit: str
    tce_per_unit: float


@dataclass(frozen=True, slots=True)
class FactorRecord:
    """Emission factor of one meter from an instant on, kg CO2e per unit of the meter.

    Args:
        site: where it holds; None is everywhere.
    """

    meter: str
    since: int
    kg_co2e_per_unit: float
    source: str
    site: EquipmentPath | None = None


@dataclass(frozen=True, slots=True)
class MaterialRecord:
    """What a line item of a product is worth for the material loss rate, CNY.

    Args:
        value_cny: its standard value.
        rework_cny: standard value of what mending one takes.
    """

    product: str
    value_cny: float
    rework_cny: float


@dataclass(frozen=True, slots=True)
class ReuseRecord:
    """Waste of a line that was reused in [start, end), kg."""

    line: EquipmentPath
    start: int
    end: int
    reused_kg: float


@dataclass(frozen=True, slots=True)
class Records:
    """Everything read; an empty tuple is a file that does not stand there."""

    orders: tuple[OrderRecord, ...] = ()
    stock: tuple[StockRecord, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    bills: tuple[BillRecord, ...] = ()
    factors: tuple[FactorRecord, ...] = ()
    materials: Mapping[str, MaterialRecord] = field(default_factory=dict)
    reuse: tuple[ReuseRecord, ...] = ()
