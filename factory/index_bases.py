"""Base periods that lie inside the period of an index: a change against itself is mostly noise.

Master data and the span of a period enter; what is to be minded of an indicator's value leaves.
"""

from collections.abc import Iterable, Mapping

from analytics.green.base_period import base_range
from analytics.index.digital.catalogue import Catalogue
from analytics.master.data import MasterData
from contract.path import EquipmentPath
from dashboards.report.model import Text

# Indicators in this unit of measure compare with a base period of the plant's own.
_COMPARED = "base = 100"


def bases_inside(
    masters: Iterable[MasterData], units: Iterable[str], span: tuple[int, int]
) -> dict[str, str]:
    """Return the base period of every unit that has it inside a span, [start, end) in ms UTC."""
    wanted = set(units)
    found = {}
    for master in masters:
        unit = str(EquipmentPath(master.file.enterprise, master.file.site))
        text = master.file.green_base_period
        base = base_range(text, master.calendar) if unit in wanted else None
        if base is not None and span[0] <= base[0] and base[1] <= span[1]:
            first, _, last = text.partition("/")
            found[unit] = first if last in {"", first} else f"{first} – {last}"
    return found


def base_notes(catalogue: Catalogue, bases: Mapping[str, str], *, units: int) -> dict[str, Text]:
    """Return what is to be minded of indicators, told to a plant of itself or of so many units."""
    if not bases:
        return {}
    told = ", ".join(sorted(set(bases.values())))
    who = Text("", "")
    if units > 1:
        who = Text(f"of {len(bases)} of {units} units: ", f"{units}家单位中的{len(bases)}家：")
    note = Text(
        f"{who.en}the base period {told} lies inside this period, so a value near 100 tells no"
        " change",
        f"{who.zh}基期{told}在本期之内，接近100的数值不说明变化",
    )
    return {one.id: note for one in catalogue.indicators if one.unit == _COMPARED}
