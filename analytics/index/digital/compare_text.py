"""A comparison of two periods as text for the terminal."""

import math

from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.compare import Comparison


def comparison_text(found: Comparison, catalogue: Catalogue) -> str:
    """Return the text."""
    names: dict[str, str] = {one.id: one.name_en for one in catalogue.dimensions}
    names |= {one.id: one.name_en for one in catalogue.indicators}
    names |= {"mean": "mean of enterprise indices", "index": "index"}
    lines = [f"{found.first} to {found.second}", ""]
    for name, row in found.region.iterrows():
        title = names[str(name)]
        lines.append(
            f"  {title:<36} {row['from']:7.2f} {row['to']:7.2f} {row['change']:+7.2f}"
            f" {row['growth']:+.1%}"
        )
    lines += ["", "what the change of the index is made of, points"]
    parts = {
        "references": found.parts.references,
        "restated": found.parts.restated,
        "units that left": found.parts.left,
        "units that entered": found.parts.entered,
    }
    told = {
        f"{name} {names[str(name)]}": float(value) for name, value in found.parts.indicators.items()
    }
    ordered = sorted(told.items(), key=lambda one: (-abs(one[1]), one[0]))
    lines += [f"  {name:<48} {value:+8.3f}" for name, value in (*parts.items(), *ordered)]
    lines += [f"  {'together':<48} {found.parts.total:+8.3f}", "", "ranks that moved most"]
    moved = found.units[found.units["membership"] == "both"]
    moved = moved.assign(size=moved["moved"].abs()).sort_values(
        "size", ascending=False, kind="stable"
    )
    lines += [
        f"  {name:<24} {_place(row['rank_from'])} to {_place(row['rank_to'])}"
        for name, row in moved.head(5).iterrows()
    ]
    return "\n".join(lines) + "\n"


def _place(rank: float) -> str:
    return "-" if math.isnan(rank) else f"{rank:.0f}"
