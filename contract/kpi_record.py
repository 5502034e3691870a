"""What a KPI is: one record of the catalogue, and the symbols that its formula is written in.

Formulas stand in symbols of ISO 22400-2; each symbol is a sum of base quantities, so the inputs of
a KPI follow from its formula. PBT_obs and its like leave out the time that nobody saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from contract.kpi import KPI_LEVELS, KpiLevel, consumption_field
from contract.states import LEAVES

View = Literal["iso", "teep", "smrp", "tpm"]
"""Whose reading of the same sums: strict ISO is the default and the only one that is stored."""
VIEWS: tuple[View, ...] = get_args(View)

KpiGroup = Literal[
    "headline", "bounds", "time", "quantity", "maintenance", "people", "energy", "plan", "view"
]
"""In which order people read them."""
KPI_GROUPS: tuple[KpiGroup, ...] = get_args(KpiGroup)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol of the formulas: the fields whose sum it is, less those taken away."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


_APT = "actual_production_time_s"
_AUST = "actual_unit_setup_time_s"
_ADET = "actual_unit_delay_time_s"
_ADOT = "actual_unit_down_time_s"
_PBT = "planned_busy_time_s"
_DOWN = "planned_down_time_s"
_UNKNOWN = "unknown_time_s"

SYMBOLS: Mapping[str, Symbol] = {
    "APT": Symbol((_APT,)),
    "AUST": Symbol((_AUST,)),
    "ADET": Symbol((_ADET,)),
    "ADOT": Symbol((_ADOT,)),
    "UNKNOWN": Symbol((_UNKNOWN,)),
    "PBT": Symbol((_PBT,)),
    "PBT_obs": Symbol((_PBT,), (_UNKNOWN,)),
    "POT_obs": Symbol((_PBT, _DOWN), (_UNKNOWN,)),
    "CALENDAR_obs": Symbol(("unscheduled_time_s", _DOWN, _APT, _AUST, _ADET, _ADOT)),
    "AUPT": Symbol((_APT, _AUST)),
    "AUBT": Symbol((_APT, _AUST, _ADET)),
    "AOET": Symbol(("order_execution_time_s",)),
    "MICRO": Symbol(("microstop_time_s",)),
    "APT_tpm": Symbol((_APT, "microstop_time_s")),
    "S_P": Symbol(("planned_run_time_produced_s",)),
    "S_G": Symbol(("planned_run_time_good_s",)),
    "PQ": Symbol(("produced_quantity",)),
    "SQ": Symbol(("scrap_quantity",)),
    "RQ": Symbol(("rework_quantity",)),
    "IP": Symbol(("inspected_quantity",)),
    "GP": Symbol(("first_pass_quantity",)),
    "FE": Symbol(("failure_count",)),
    "REPAIRS": Symbol(("repair_count",)),
    "CMT": Symbol(("corrective_maintenance_time_s",)),
    "PMT": Symbol(("preventive_maintenance_time_s",)),
    "APAT": Symbol(("attended_time_s",)),
    "APWT": Symbol(("attended_work_time_s",)),
    "ENERGY": Symbol(
        tuple(consumption_field("energy_kwh", leaf) for leaf in LEAVES if leaf != "unknown")
    ),
}
"""What a symbol is of one row. The others stand outside of it: e_max is a limit of master data,
PQ_first counts at the first stage of the line, PSQ is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One KPI.

    Args:
        id, version: stable; the version rises with a change of the formula or a rule below it.
        field: its name in rows, exports and views.
        formula: words divided by blanks: symbols of SYMBOLS, numbers, operators, parentheses.
        source: whence the formula is, as it was read; a clause only where that source shows one.
        null_when: when it has no value, beside coverage that is too low.
        estimator: a statistical estimate from events, not a share of time or pieces.
        levels: of what there are values.
        note: what a reader must know to use it.
    """

    id: str
    field: str
    group: KpiGroup
    name_en: str
    name_zh: str
    formula: str
    source: str
    null_when: str
    unit: str = "1"
    version: int = 1
    estimator: bool = False
    view: View = "iso"
    levels: tuple[KpiLevel, ...] = KPI_LEVELS
    note: str = ""

    @property
    def key(self) -> str:
        """Return id and version, as OEE/1."""
        return f"{self.id}/{self.version}"

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the base quantities that its formula stands on, in order, each once."""
        symbols = [SYMBOLS[word] for word in self.formula.split() if word in SYMBOLS]
        return tuple(dict.fromkeys(name for one in symbols for name in (*one.plus, *one.minus)))


def iso_source(name: str) -> str:
    """Say that a formula is that of the standard's ontology, under this name.

    No text of ISO 22400-2 was at hand: formulas are those of its ontology by hsu-aut (version
    2.0.0), which shows no clause numbers, and of OPC 40501-1.
    """
    return f"ISO 22400-2, after its ontology: {name}"
