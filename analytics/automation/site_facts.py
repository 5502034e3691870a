"""What is known of a site before anything is summed: its register, records and rates of its lines.

Master data and births enter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.automation.process_register import ProcessRegister
from analytics.automation.records import Records
from analytics.automation.register_file import births_of, process_register
from analytics.master.data import LineMaster, MasterData
from analytics.oee.rates import LineRates
from analytics.register import register_of
from contract.path import EquipmentPath


@dataclass(frozen=True, slots=True)
class LineKnown:
    """One line: what master data say, and its rates."""

    master: LineMaster
    rates: LineRates

    @property
    def last_counters(self) -> Mapping[str, float]:
        """Return the units (text) whose good pieces are the line's, with items per count."""
        entry = self.master.entry
        units = {self.master.last_counter(""), *entry.last_counters.values()} - {""}
        return {str(self.master.path.unit(unit)): self.items_per_count(unit) for unit in units}

    def items_per_count(self, unit: str) -> float:
        """Return the line items in one count of a unit."""
        return self.rates.items_per_count(unit)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One site.

    Args:
        register: all equipment and operations, connected or not.
        records: of MES, ERP and bills, as they stand now.
        lines: those that said anything or that master data name.
    """

    master: MasterData
    register: ProcessRegister
    records: Records
    lines: Mapping[EquipmentPath, LineKnown]

    @property
    def path(self) -> EquipmentPath:
        """Return the place of the site."""
        return EquipmentPath(self.master.enterprise, self.master.site)

    @classmethod
    def of(
        cls,
        master: MasterData,
        registers: Mapping[EquipmentPath, pd.DataFrame],
        *,
        records: Records | None = None,
    ) -> "SiteFacts":
        """Join master data with the rows of the series `register` of each line.

        `records` stand for those that the master data came with.
        """
        births = {}
        lines: dict[EquipmentPath, LineKnown] = {}
        for line in sorted({*registers, *master.place.lines}):
            rows = registers.get(line, pd.DataFrame())
            births.update(births_of(line, rows))
            units = register_of(rows) if len(rows) else {}
            known = master.line(line, tuple(sorted(units)))
            lines[line] = LineKnown(known, LineRates(known, units))
        register = process_register(master.register, births)
        return cls(master, register, master.records if records is None else records, lines)


def joined_register(sites: Iterable[SiteFacts]) -> ProcessRegister:
    """Return the registers of several sites as one."""
    registers = [site.register for site in sites]
    return ProcessRegister(
        {path: one for register in registers for path, one in register.equipment.items()},
        tuple(operation for register in registers for operation in register.operations),
    )
