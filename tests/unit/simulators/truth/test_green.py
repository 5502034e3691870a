"""Truth of energy and material: a journal written by hand on three machines, figures on paper."""

import pytest

from simulators.journal import ActivityChange, JournalEvent, MeterAmount, OrderChange, Pieces
from simulators.truth.green import GreenTruth
from simulators.truth.places import greens, standby
from tests.unit.simulators.truth.evidence_on_paper import (
    CONFIG,
    HOUR,
    MINUTE,
    START,
    truth_of,
    works,
)

KWH = 3_600_000_000_000
KG = 1_000_000_000


def at(unit: str, minute: float, kind: str, amount: int) -> MeterAmount:
    """Return what a meter gained."""
    return MeterAmount(START + round(minute * MINUTE), unit, kind, amount)


def made(unit: str, minute: float, order: str, product: str, *counts: int) -> Pieces:
    """Return counted pieces: good, scrap, rework."""
    good, scrap, rework = (*counts, 0, 0)[:3]
    t = START + round(minute * MINUTE)
    return Pieces(t, unit, order, product, good, scrap, rework, 0)


def events() -> list[JournalEvent]:
    """Return an hour: r1 takes 6 kWh and the drill 4, of which 3 while they stand; two orders."""
    return [
        *works("r1", 0, "stopped"),
        *works("drill", 0, "stopped"),
        at("r1", 10, "energy_kwh", KWH),
        *works("r1", 10, "producing"),
        *works("drill", 10, "producing"),
        at("r1", 30, "energy_kwh", 3 * KWH),
        at("drill", 30, "energy_kwh", 2 * KWH),
        made("drill", 30, "o1", "a", 40, 4, 6),
        made("r1", 30, "o1", "a", 5, 1),
        OrderChange(START + 30 * MINUTE, "r1", "o2", "b"),
        OrderChange(START + 30 * MINUTE, "drill", "o2", "b"),
        at("r1", 50, "energy_kwh", 2 * KWH),
        made("drill", 50, "o2", "b", 10),
        ActivityChange(START + 50 * MINUTE, "r1", "stopped", "jam"),
        ActivityChange(START + 50 * MINUTE, "drill", "stopped", "jam"),
        at("drill", 60, "energy_kwh", 2 * KWH),
        at("drill", 60, "waste_kg", 3 * KG),
    ]


def rows() -> dict[tuple[str, str, str, str], list[float]]:
    """Return numerators and denominators of the hour by place, measure, kind of part and part."""
    truth = truth_of(events())
    end = START + HOUR
    found: list[GreenTruth] = greens({CONFIG.path: truth.automation(end)}, truth.rows(end), "hour")
    return {
        (row.path.rpartition("/")[2], row.measure, row.by, row.part): [
            row.numerator,
            row.denominator,
        ]
        for row in found
    }


def test_energy_is_told_by_leaf_product_and_order() -> None:
    """10 kWh for 50 good panels: 7 in production, 3 in delay; 6 for o1 (a), 4 for o2 (b)."""
    found = {key: share for key, share in rows().items() if key[0] == "line-1"}
    measure = "energy_kwh_per_item"
    assert found["line-1", measure, "", ""] == [10, 50]
    assert found["line-1", measure, "leaf", "production"] == [7, 50]
    assert found["line-1", measure, "leaf", "delay"] == [3, 50]
    assert found["line-1", measure, "order", "o1"] == [6, 40]
    assert found["line-1", measure, "order", "o2"] == [4, 10]
    assert found["line-1", measure, "product", "b"] == [4, 10]
    assert found["line-1", "energy_by_leaf", "leaf", "delay"] == [3, 10]
    assert found["line-1", "idle_energy_share", "", ""] == [3, 10]
    assert found["line-1", "waste_kg_per_item", "order", "o2"] == [3, 10]


def test_a_unit_counts_its_own_good_pieces_in_line_items() -> None:
    """R1 took 6 kWh, one of them at rest, for five sheets of nine panels."""
    found = rows()
    assert found["r1", "energy_kwh_per_item", "", ""] == [6, 45]
    assert found["r1", "idle_energy_share", "", ""] == [1, 6]
    assert found["here", "energy_kwh_per_item", "", ""] == [10, 50]


def test_standby_saves_what_is_used_beyond_sleep() -> None:
    """R1 stood 20 min with 1 kWh, the drill as long with 2; asleep each takes a sixth of one."""
    truth = truth_of(events())
    end = START + HOUR
    lines = {CONFIG.path: truth.automation(end)}
    found = {
        row.path.rpartition("/")[2]: [row.numerator, row.denominator]
        for row in standby(lines, truth.rows(end), "hour")
    }
    assert found["r1"] == pytest.approx([1 - 1 / 6, 1])
    assert found["line-1"] == pytest.approx([3 - 2 / 6, 3])
    assert found["r2"] == [0, 0]


def test_material_is_lost_from_the_constraint_on() -> None:
    """Product a is slowest at the routers: a sheet of nine, four panels scrap, six to mend."""
    found = rows()
    for counted, pieces in (("scrap", 13), ("rework", 6)):
        measure = f"material_{counted}_pieces"
        assert found["line-1", measure, "product", "a"] == pytest.approx([pieces, 53])
        assert found["line-1", measure, "product", "b"] == [0, 10]
