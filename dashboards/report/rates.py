"""The section of a report on how automated and how green the site was on its day."""

from collections.abc import Sequence

from dashboards.report.figures import intervals
from dashboards.report.markup import DASH, both, chart, heading, table
from dashboards.report.model import IdleMachine, Rate, SiteRates
from dashboards.report.texts import WORDS

_MOST_MACHINES = 12


def rate_section(rates: SiteRates) -> list[str]:
    """Return the section; nothing where no rate was stored."""
    if not rates.automation and not rates.green:
        return []
    shares = [one for one in rates.automation if one.unit == "1"]
    parts = [
        f'<section class="line"><h2>{both(WORDS["automation"])}</h2>',
        f'<p class="note">{both(WORDS["rates_note"])}</p>',
    ]
    if shares:
        parts.append(chart("intervals", intervals(shares), "site"))
    if rates.automation:
        parts.append(_listed(rates.automation))
    if rates.green:
        parts += [heading("green_measures"), _listed(rates.green)]
    if rates.idle:
        parts += [heading("idle_machines"), _idle(rates.idle)]
    return [*parts, "</section>"]


def _listed(rates: Sequence[Rate]) -> str:
    names = ("figure", "observed", "bounds", "declared", "status")
    numbers = {"observed", "bounds", "declared"}
    declared = any(one.declared is not None for one in rates)
    kept = [name for name in names if name != "declared" or declared]
    rows = [
        [
            cell
            for name, cell in (
                ("figure", both(one.name)),
                ("observed", _spelled(one.value, one.unit)),
                ("bounds", _bounds(one)),
                ("declared", _spelled(one.declared, one.unit)),
                ("status", "" if one.status is None else both(one.status)),
            )
            if name in kept
        ]
        for one in rates
    ]
    return table([(WORDS[name], name in numbers) for name in kept], rows)


def _idle(machines: Sequence[IdleMachine]) -> str:
    names = ("unit", "idle_kwh", "share", "saving_kwh")
    rows = [
        [
            both(one.name),
            f"{one.idle_kwh:,.4g}",
            _spelled(one.share, "1"),
            _spelled(one.saving_kwh, ""),
        ]
        for one in machines[:_MOST_MACHINES]
    ]
    return table([(WORDS[name], name != "unit") for name in names], rows)


def _bounds(one: Rate) -> str:
    if one.lower is None and one.upper is None:
        return DASH
    lower, upper = (_spelled(end, one.unit) for end in (one.lower, one.upper))
    return lower if lower == upper else f"{lower} – {upper}"


def _spelled(value: float | None, unit: str) -> str:
    if value is None:
        return DASH
    return f"{value * 100:.1f} %" if unit == "1" else f"{value:,.4g} {unit}".strip()
