"""Rates of automation of one place and period: sums in, one value per record of the catalogue out.

PeriodSums ─ summed once ─▶ Seen ─ a function per rate ─▶ Counted ─ enough seen? ─▶ RateValue
"""

from collections.abc import Callable, Iterable, Mapping
from math import fsum

from analytics.automation.counted import Counted
from analytics.automation.rate import RateItem, RateValue, UnitSeen
from analytics.automation.rate_status import has_value, status_of
from analytics.automation.rates_acquisition import automatic_acquisition_rate
from analytics.automation.rates_assists import interventions_per_hour, mean_time_between_assists
from analytics.automation.rates_attention import mean_time_between_attention
from analytics.automation.rates_dispatch import digital_dispatch_rate
from analytics.automation.rates_equipment import (
    equipment_automation_rate,
    equipment_digitalisation_rate,
    equipment_networking_rate,
    equipment_networking_rate_of_digital,
)
from analytics.automation.rates_execution import automatic_execution_share
from analytics.automation.rates_inspection import automatic_inspection_and_trace_rate
from analytics.automation.rates_integration import production_supply_sales_integration
from analytics.automation.rates_levels import (
    level_of_automation_cognitive,
    level_of_automation_physical,
)
from analytics.automation.rates_links import acquisition_link_coverage
from analytics.automation.rates_nc import evidenced_nc_rate, key_process_nc_rate
from analytics.automation.rates_oee import overall_equipment_effectiveness
from analytics.automation.rates_parameters import closed_loop_parameter_share
from analytics.automation.rates_runs import (
    unattended_run_longest,
    unattended_run_median,
    unattended_share,
    unattended_share_of_production,
)
from analytics.automation.rates_yield import hands_off_yield
from analytics.automation.seen import NOTHING, Seen
from analytics.automation.sums import PeriodSums
from contract.automation_rates import AUTOMATION_RATES
from contract.path import EquipmentPath
from contract.rates import RateDefinition

COUNTED: Mapping[str, Callable[[Seen], Counted]] = {
    function.__name__: function
    for function in (
        automatic_execution_share,
        evidenced_nc_rate,
        interventions_per_hour,
        mean_time_between_assists,
        mean_time_between_attention,
        unattended_share,
        unattended_share_of_production,
        unattended_run_median,
        unattended_run_longest,
        hands_off_yield,
        automatic_acquisition_rate,
        closed_loop_parameter_share,
        level_of_automation_physical,
        level_of_automation_cognitive,
        equipment_automation_rate,
        equipment_digitalisation_rate,
        equipment_networking_rate,
        equipment_networking_rate_of_digital,
        key_process_nc_rate,
        acquisition_link_coverage,
        overall_equipment_effectiveness,
        automatic_inspection_and_trace_rate,
        digital_dispatch_rate,
        production_supply_sales_integration,
    )
}
"""The function of each rate bears its id."""


def rates_of(sums: PeriodSums) -> list[RateValue]:
    """Return every rate of the catalogue, in its order."""
    seen = Seen(sums)
    return [_valued(rate, COUNTED[rate.id](seen), seen) for rate in AUTOMATION_RATES]


def _valued(definition: RateDefinition, counted: Counted, seen: Seen) -> RateValue:
    status = status_of(definition, counted, seen)
    units = _behind(counted.items, seen)
    behind = tuple(_unit_seen(unit, seen) for unit in sorted(units))
    return RateValue(
        definition=definition,
        level=seen.sums.level,
        path=seen.sums.path,
        period=seen.sums.period,
        status=status,
        numerator=counted.numerator,
        denominator=counted.denominator,
        value=counted.value if has_value(status) else None,
        declared=counted.declared,
        lower=counted.lower,
        upper=counted.upper,
        machines=len(behind),
        evidence_hours=fsum(unit.known_h for unit in behind),
        items=counted.items,
        seen=behind,
    )


def _unit_seen(path: EquipmentPath, seen: Seen) -> UnitSeen:
    unit = seen.units.get(str(path), NOTHING)
    scheduled, unknown = unit["scheduled_time_s"] / 3600, unit["unknown_time_s"] / 3600
    return UnitSeen(path, scheduled, scheduled - unknown, open=str(path) in seen.open)


def _behind(items: Iterable[RateItem], seen: Seen) -> frozenset[EquipmentPath]:
    """Return the work units that items stand for: themselves, or all of their line."""
    named = {item.path for item in items}
    units = frozenset(path for path in named if path.work_unit)
    places = named - units
    if not places:
        return units
    known = {*seen.sums.register.equipment, *map(EquipmentPath.parse, seen.units)}
    return units | {unit for unit in known if any(unit.lies_in(place) for place in places)}
