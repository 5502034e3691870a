"""Green measures of one line, site or enterprise and period: sums in, rates with their items out.

Every measure of the catalogue gives one row of the place, energy by leaf one of each leaf; a line
brings those of its work units along.
"""

from collections.abc import Callable, Mapping

from analytics.automation.rate import RateValue
from analytics.automation.sums import PeriodSums
from analytics.green.amounts import EMISSION, QUANTITIES
from analytics.green.by_leaf import energy_by_leaf, idle_energy_share, standby_saving
from analytics.green.material import material_loss_rate
from analytics.green.monitoring import energy_online_monitoring_rate
from analytics.green.per_item import change, per_item
from analytics.green.place import Place, place_of, units_of
from analytics.green.reuse import waste_reused_share
from contract.green_measures import GREEN_MEASURES

_Rows = Callable[[Place, Place | None], list[RateValue]]


def _per_item_of(quantity: str) -> _Rows:
    return lambda place, _: [per_item(place, quantity)]


def _alone(measure: Callable[[Place], RateValue]) -> _Rows:
    return lambda place, _: [measure(place)]


_ROWS: Mapping[str, _Rows] = {
    **{f"{quantity}_per_item": _per_item_of(quantity) for quantity in QUANTITIES},
    "energy_by_leaf": lambda place, _: energy_by_leaf(place),
    "waste_reused_share": _alone(waste_reused_share),
    "energy_online_monitoring_rate": _alone(energy_online_monitoring_rate),
    "specific_energy_change": lambda place, base: [
        change(place, "specific_energy_change", "energy_kwh", base)
    ],
    "specific_emission_change": lambda place, base: [
        change(place, "specific_emission_change", EMISSION, base)
    ],
    "idle_energy_share": _alone(idle_energy_share),
    "material_loss_rate": _alone(material_loss_rate),
    "standby_saving_kwh": _alone(standby_saving),
}


def green_of(sums: PeriodSums, base: PeriodSums | None = None) -> list[RateValue]:
    """Return every green measure of a place and, of a line, of each of its work units.

    `base` are the sums of the same place in the base period; without them the measures that
    compare with it are missing. Rows stand in the order of the catalogue, the place first.
    """
    here = place_of(sums)
    then = place_of(base) if base is not None else None
    found = _all_of(here, then)
    if sums.level == "line":
        before = {unit.sums.path: unit for unit in units_of(then)} if then else {}
        for unit in units_of(here):
            found += _all_of(unit, before.get(unit.sums.path))
    return found


def _all_of(place: Place, base: Place | None) -> list[RateValue]:
    return [row for measure in GREEN_MEASURES for row in _ROWS[measure.id](place, base)]
