"""Stories of made machines, drawn from a seed per path, and the KPIs that they sum to."""

import random
from functools import cache

from contract.kpi import BASE_FIELD_NAMES, FLAG_FIELDS, PROVENANCE_FIELDS
from contract.states import LEAF_FIELD, Leaf
from dashboards.board.model import Kpi, OeeQuery, Stretch, UnitNow
from dashboards.board.times import spell_time

SITE = "demo/chongqing"
# The early shift, 06:00 in Chongqing.
SHIFT_START = 1_772_402_400_000 - 1_772_402_400_000 % 86_400_000 - 2 * 3_600_000
HOUR_MS = 3_600_000
SHIFT_MS = 8 * HOUR_MS
SHIFTS = {22: "early", 6: "late", 14: "night"}

# Path of the line, names, product, target, plan, then per unit: id, names, kind, s per piece.
LINES: tuple[tuple[str, str, str, str, float, float | None, tuple[tuple[str, ...], ...]], ...] = (
    (
        "bottling/line-1",
        "Bottling line 1",
        "灌装一线",
        "cola-500",
        0.7,
        88_000.0,
        (
            ("depalletiser", "Depalletiser", "卸垛机", "20"),
            ("rinser", "Rinser", "冲瓶机", "0.182"),
            ("filler", "Filler and capper", "灌装旋盖机", "0.2"),
            ("labeller", "Labeller", "贴标机", "0.182"),
            ("inspector", "Inspector", "灯检机", "0.167"),
            ("packer", "Case packer", "装箱机", "2"),
            ("palletiser", "Palletiser", "码垛机", "17.8"),
        ),
    ),
    (
        "sewing/line-2",
        "Sewing line 2",
        "缝制二线",
        "polo-pique",
        0.65,
        None,
        tuple(
            (f"op{n:02d}-1", f"Attach placket to front {n}", f"前片装门襟 {n}", "31.2")
            for n in range(1, 26)
        ),
    ),
    (
        "furniture/cell-3",
        "Furniture cell 3",
        "家具三单元",
        "kitchen-base",
        0.6,
        1_500.0,
        (
            ("router-1", "Nesting router 1", "开料加工中心 1", "24"),
            ("router-2", "Nesting router 2", "开料加工中心 2", "24"),
            ("edge-bander", "Edge bander", "封边机", "8.5"),
            ("drill", "Through-feed drill", "通过式数控钻", "10"),
        ),
    ),
)
_STOPS: tuple[tuple[Leaf, str], ...] = (
    ("delay", "starved_upstream"),
    ("delay", "thread_break"),
    ("delay", "breakdown_filling_valve"),
    ("setup", "style_changeover"),
    ("planned_down", "break"),
    ("down", "no_order"),
    ("unknown", ""),
)
_STATE: dict[Leaf, str | None] = {
    "production": "executing",
    "setup": "executing",
    "unknown": None,
    "unscheduled": "out_of_service",
}


KEYS = ("level", "path", "window", "window_start", "window_end", "shift", "production_day")
# Per unit: names and s per piece.
UNITS: dict[str, tuple[str, float]] = {
    f"{SITE}/{path}/{unit[0]}": (product, float(unit[3]))
    for path, _, _, product, _, _, units in LINES
    for unit in units
}


@cache
def _story(path: str) -> tuple[Stretch, ...]:
    draw = random.Random(path)
    at = SHIFT_START - 3 * SHIFT_MS
    pieces: list[Stretch] = []
    while at < SHIFT_START + 3 * SHIFT_MS:
        leaf: Leaf = "production"
        reason = ""
        length = draw.randint(300_000, 2_400_000)
        if pieces and pieces[-1].leaf == "production":
            leaf, reason = draw.choices(_STOPS, weights=(9, 9, 4, 2, 2, 1, 1))[0]
            length = draw.randint(30_000, 900_000)
        pieces.append(
            Stretch(
                start=at,
                end=at + length,
                leaf=leaf,
                state=_STATE.get(leaf, "not_executing"),
                operation_mode=None if leaf == "unknown" else "processing",
                reason=reason,
                order="B1-20260302T06-1",
                product=UNITS[path][0],
            )
        )
        at += length
    return tuple(pieces)


def clipped(path: str, start: int, end: int) -> tuple[Stretch, ...]:
    """Return the story of a unit inside [start, end)."""
    return tuple(
        Stretch(
            start=max(one.start, start),
            end=min(one.end, end),
            leaf=one.leaf,
            state=one.state,
            operation_mode=one.operation_mode,
            reason=one.reason,
            order=one.order,
            product=one.product,
        )
        for one in _story(path)
        if one.start < end and one.end > start
    )


def production(path: str, start: int, end: int) -> float:
    """Return the seconds of production in [start, end)."""
    return sum(p.end - p.start for p in clipped(path, start, end) if p.leaf == "production") / 1000


def _sums(units: list[str], start: int, end: int) -> dict[str, float]:
    sums = dict.fromkeys(BASE_FIELD_NAMES, 0.0)
    for path in units:
        for piece in clipped(path, start, end):
            sums[LEAF_FIELD[piece.leaf]] += (piece.end - piece.start) / 1000 / len(units)
        made = float(round(production(path, start, end) / UNITS[path][1] * 0.93))
        scrap = round(made * 0.012)
        if path == units[-1]:
            sums["produced_quantity"] = made
            sums["scrap_quantity"] = scrap
            sums["good_quantity"] = made - scrap
    sums["planned_run_time_produced_s"] = sums["actual_production_time_s"] * 0.93
    sums["planned_run_time_good_s"] = sums["planned_run_time_produced_s"] * 0.988
    sums["planned_busy_time_s"] = sum(
        sums[LEAF_FIELD[leaf]] for leaf in ("production", "setup", "delay", "down", "unknown")
    )
    return sums


def _ratios(sums: dict[str, float]) -> dict[str, float]:
    busy, unknown = sums["planned_busy_time_s"], sums["unknown_time_s"]
    seen = max(busy - unknown, 1e-9)
    availability = sums["actual_production_time_s"] / seen
    oee = sums["planned_run_time_good_s"] / seen
    return {
        "availability": availability,
        "effectiveness": 0.93,
        "quality_ratio": 0.988,
        "oee_index": oee,
        "availability_low": sums["actual_production_time_s"] / max(busy, 1e-9),
        "availability_high": (sums["actual_production_time_s"] + unknown) / max(busy, 1e-9),
        "oee_low": sums["planned_run_time_good_s"] / max(busy, 1e-9),
        "oee_high": (sums["planned_run_time_good_s"] + 1.2 * unknown) / max(busy, 1e-9),
        "coverage": 1 - unknown / max(busy, 1e-9),
    }


def kpi(units: list[str], start: int, end: int) -> Kpi | None:
    """Return the headline of some units over [start, end)."""
    if end <= start:
        return None
    sums = _sums(units, start, end)
    ratios = _ratios(sums)
    withheld = ratios["coverage"] < 0.8
    shown = {
        name: None if withheld else ratios[name]
        for name in ("availability", "effectiveness", "quality_ratio", "oee_index")
    }
    return Kpi(
        **shown,
        oee_low=ratios["oee_low"],
        oee_high=ratios["oee_high"],
        coverage=ratios["coverage"],
        produced_quantity=sums["produced_quantity"],
        good_quantity=sums["good_quantity"],
        scrap_quantity=sums["scrap_quantity"],
        planned_busy_time_s=sums["planned_busy_time_s"],
        unknown_time_s=sums["unknown_time_s"],
        withheld=withheld,
        elapsed_time_s=sum(sums[field] for field in LEAF_FIELD.values()),
    )


def places(query: OeeQuery) -> list[tuple[str, list[str]]]:
    """Return the places a query asks for, each with its units."""
    lines = {
        f"{SITE}/{line[0]}": [f"{SITE}/{line[0]}/{unit[0]}" for unit in line[6]] for line in LINES
    }
    found = {
        "unit": [(path, [path]) for path in UNITS],
        "line": list(lines.items()),
        "site": [(SITE, list(UNITS))],
    }[query.level]
    return [place for place in found if query.path is None or place[0].startswith(query.path)]


def row(
    query: OeeQuery, path: str, units: list[str], *, start: int, end: int, now: int
) -> dict[str, object]:
    """Return one KPI row."""
    sums = _sums(units, start, min(end, now))
    return {
        "level": query.level,
        "path": path,
        "window": query.window,
        "window_start": spell_time(start),
        "window_end": spell_time(end),
        "shift": SHIFTS.get(start // HOUR_MS % 24, "early") if query.window == "shift" else "",
        "production_day": spell_time(start + 8 * HOUR_MS)[:10],
        **sums,
        **_ratios(sums),
        **dict.fromkeys(FLAG_FIELDS, False),
        "revision": 0 if end > now else 1,
        **dict.fromkeys(PROVENANCE_FIELDS, "made"),
    }


def unit_now(path: str, unit: tuple[str, ...], product: str, now: int) -> UnitNow:
    """Return what a unit does now."""
    last = next(one for one in _story(path) if one.end > now)
    start = SHIFT_START + (now - SHIFT_START) // SHIFT_MS * SHIFT_MS
    return UnitNow(
        path=path,
        name_en=unit[1],
        name_zh=unit[2],
        kind="lockstitch" if "/sewing/" in path else unit[0],
        stage=unit[0],
        leaf=last.leaf,
        state=last.state,
        operation_mode=last.operation_mode,
        reason=last.reason,
        order=last.order,
        product=product,
        since=last.start,
        last_sample=None if last.leaf == "unknown" else now - 2_000,
        shift=kpi([path], start, now),
    )
