"""What the rates of one place and period are computed from: sums only, and what people declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analytics.automation.process_register import ProcessRegister
from analytics.automation.rate import PeriodOf
from analytics.automation.records import Records
from analytics.master.data import Settings
from contract.path import EquipmentPath
from contract.rates import RateLevel


@dataclass(frozen=True, slots=True)
class Counting:
    """Whose pieces of a product are the line's.

    Args:
        good: the unit (text) whose good pieces are the line's.
        lost: units (text) whose scrap and rework are: the constraint's and those behind it.
    """

    good: str
    lost: frozenset[str]


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """One line, site or enterprise in one period.

    Args:
        evidence: rows of the series `evidence` that start in the period; `path` (text) names the
            unit. Empty where nothing was ever seen.
        runs: rows of `automatic_run` from a day before to a day behind the period, with `path`.
        segments: rows of `segment` that start in the period, of units and of lines (those without
            a work unit), with `path`.
        register: all equipment and operations at the place.
        last_counters: line (text) to the units whose good pieces are the line's, each with its
            line items per count.
        unknown_before: units (text) that were unknown at the end of their last row before the
            period, so that counts told in it may be of before.
        settings: limits of the site's master data, for OEE.
        items_per_count: unit (text) to its line items per count; 1 where it stands nowhere.
        counting: line (text) to product to the units that count it; of other lines the products
            are told by their own segments, where a line is at its next order before its pieces are.
    """

    level: RateLevel
    path: EquipmentPath
    period: PeriodOf
    evidence: pd.DataFrame
    runs: pd.DataFrame
    segments: pd.DataFrame
    register: ProcessRegister
    records: Records
    last_counters: Mapping[str, Mapping[str, float]]
    unknown_before: frozenset[str] = frozenset()
    settings: Settings = field(default_factory=Settings)
    items_per_count: Mapping[str, float] = field(default_factory=dict)
    counting: Mapping[str, Mapping[str, Counting]] = field(default_factory=dict)
