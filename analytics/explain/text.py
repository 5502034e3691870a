"""An explanation as a person would give it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from analytics.explain.formulas import Calculation
from analytics.explain.kpi import Explanation, IdealRate

_LEAF_WORDS = {
    "unscheduled": "unscheduled",
    "planned_down": "planned down",
    "production": "actual production (APT)",
    "setup": "actual unit setup (AUST)",
    "delay": "actual unit delay (ADET)",
    "down": "actual unit down (ADOT)",
    "unknown": "UNKNOWN: nobody saw",
}
_SOURCE_WORDS = {"master": "master data", "birth": "birth of the machine", "none": "nobody"}
_FLAG_WORDS = {
    "partial": "the run begins or ends inside this window",
    "withheld": "too little is known: the ratios are withheld, the quantities stay",
    "unplanned_production": "it produced in unscheduled or planned down time, which then counts",
    "ideal_rate_suspect": "effectiveness above 1: the planned run time per item is too long",
    "ideal_rate_missing": "pieces of a product without a planned run time per item",
    "wip_change": "effectiveness of the line above 1: buffers were drained",
    "clock_suspect": "a source's clock was off by more than a heartbeat: edges may be misplaced",
}


_GROUP_TITLES = {
    "headline": "KPIs",
    "bounds": "Bounds in spite of unknown time",
    "time": "Use of time",
    "quantity": "Pieces",
    "maintenance": "Failures and maintenance",
    "people": "People",
    "energy": "Energy",
    "plan": "Plan",
    "view": "Other views: TEEP, SMRP, TPM",
}


def explanation_text(found: Explanation) -> str:
    """Say an explanation in lines of plain text."""
    shift = f", shift {found.shift}" if found.shift else ""
    state = "provisional (revision 0)" if found.revision == 0 else f"revision {found.revision}"
    lines = [
        f"{found.level} {found.path}",
        f"{found.window} {found.window_start} to {found.window_end}{shift}, {state}",
        f"local time {_local_range(found)}, {found.zone}",
        f"formulas {found.formula_set}, master data {found.master_data}",
        "",
        "Time",
    ]
    lines += [
        f"  {_LEAF_WORDS[leaf.leaf]:<26}{clock(leaf.seconds):>11}{leaf.share * 100:>8.2f} %"
        for leaf in found.leaves
    ]
    lines.append(f"  {'planned busy (PBT)':<26}{clock(found.planned_busy_time_s):>11}")
    lines += ["", "Quantities"]
    lines += [
        f"  {name.replace('_', ' '):<26}{value:>11.10g}"
        for name, value in found.quantities.items()
        if value or not name.startswith("unknown")
    ]
    lines += [
        f"  {'planned run time of all pieces (S_P)':<38}{clock(found.planned_run_time_produced_s)}",
        f"  {'planned run time of good pieces (S_G)':<38}{clock(found.planned_run_time_good_s)}",
    ]
    if found.ideal_rates:
        lines += ["", "Planned run time per item (PRI)"]
        if found.constraint_unit:
            lines.append(f"  of the constraint of the line: {found.constraint_unit}")
        lines += [f"  {_rate(rate, of_line=found.level == 'line')}" for rate in found.ideal_rates]
        if found.level == "line":
            lines.append("  pieces of the order before are rated by their own product")
    for group, title in _GROUP_TITLES.items():
        own = [done for done in found.calculations if done.group == group]
        if own:
            lines += ["", title, *(f"  {_calculation(done)}" for done in own)]
    if found.stops:
        lines += ["", "Stops, their time in this window"]
        lines += [
            f"  {stop.leaf}, {stop.reason or 'no reason given'}: {stop.stops} x,"
            f" {clock(stop.seconds)}"
            for stop in found.stops
        ]
    if found.flags:
        lines += ["", "Mind"]
        lines += [f"  {flag}: {_FLAG_WORDS[flag]}" for flag in found.flags]
    return "\n".join(lines) + "\n"


def _calculation(done: Calculation) -> str:
    why = f" ({done.why_null})" if done.why_null else ""
    estimate = ", estimator" if done.estimator else ""
    return (
        f"{done.field} = {done.expression} = {done.filled_in} = {_value(done)}{why}"
        f"  [{done.formula}{estimate}, {done.clause}]"
    )


def _value(done: Calculation) -> str:
    if done.value is None:
        return "-"
    if done.unit == "1":
        return f"{done.value * 100:.2f} %"
    return clock(done.value) if done.unit == "s" else f"{done.value:.6g} {done.unit}"


def _rate(rate: IdealRate, *, of_line: bool) -> str:
    pieces = f"{rate.produced:.10g} produced, {rate.good:.10g} good"
    if of_line and not rate.product and rate.source == "none":
        return f"while no product was named: {pieces}"
    return (
        f"{rate.product or 'no product'}: {rate.planned_run_time_s:g} s"
        f" (from {_SOURCE_WORDS.get(rate.source, rate.source)}), {pieces}"
    )


def _local_range(found: Explanation) -> str:
    zone = ZoneInfo(found.zone)
    start, end = (
        datetime.fromisoformat(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M")
        for instant in (found.window_start, found.window_end)
    )
    return f"{start} to {end}"


def clock(seconds: float) -> str:
    """Spell seconds as h:mm:ss, with tenths and more only where there are any."""
    millis = round(seconds * 1000)
    whole, rest = divmod(millis, 1000)
    text = f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return text + (f".{rest:03d}" if rest else "")
