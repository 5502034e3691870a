"""Laws of rates of automation on random plants."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf, isclose

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.automation.rate import RateValue
from analytics.automation.rates import rates_of
from analytics.automation.sums import PeriodSums
from contract.evidence_series import EVIDENCE_FIELDS
from contract.path import EquipmentPath
from tests.unit.analytics.automation.rate_plant import HOURS, Plant, plants
from tests.unit.analytics.automation.unseen import hidden

_CLOSE = 1e-9
# Its level is that of the whole plant; of medians and largest values nothing adds up.
_NOT_ADDED = {
    "acquisition_link_coverage",
    "unattended_run_median",
    "unattended_run_longest",
}


def _rates(sums: PeriodSums) -> Mapping[str, RateValue]:
    return {rate.definition.id: rate for rate in rates_of(sums)}


@st.composite
def _dark(draw: st.DrawFn, plant: Plant) -> list[tuple[str, int]]:
    """Draw hours of units that nobody saw."""
    units = sorted(plant.evidence)
    return draw(
        st.lists(
            st.tuples(st.sampled_from(units), st.integers(0, HOURS - 1)), max_size=6, unique=True
        )
    )


def _above(rate: RateValue) -> float:
    return inf if rate.upper is None else rate.upper


def _below(rate: RateValue) -> float:
    return -inf if rate.lower is None else rate.lower


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_bounds_contain_what_was_seen_and_what_was_hidden(data: st.DataObject) -> None:
    """Bounds of a plant with silences hold its own value and that of the plant fully seen."""
    plant = data.draw(plants())
    dark = data.draw(_dark(plant))
    truth, seen = _rates(plant.sums()), _rates(hidden(plant, dark).sums())
    for name, rate in seen.items():
        for value in (rate.value, truth[name].value):
            if value is not None:
                assert _below(rate) - _CLOSE <= value <= _above(rate) + _CLOSE, name


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_bounds_of_less_telemetry_are_wider(data: st.DataObject) -> None:
    """Hiding more never raises a lower bound and never lowers an upper bound."""
    plant = data.draw(plants())
    dark = data.draw(_dark(plant))
    more = data.draw(_dark(plant))
    few, many = (
        _rates(hidden(plant, hours).sums()) for hours in (dark, dict.fromkeys((*dark, *more)))
    )
    _assert_wider(many, few)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_bounds_without_the_rows_of_a_unit_are_wider(data: st.DataObject) -> None:
    """A unit of which nothing came at all never raises a lower bound nor lowers an upper one."""
    plant = data.draw(plants())
    unit = data.draw(st.sampled_from(sorted(plant.evidence)))
    rest = {path: rows for path, rows in plant.evidence.items() if path != unit}
    runs = {path: rows for path, rows in plant.runs.items() if path != unit}
    all_of, few = _rates(plant.sums()), _rates(replace(plant, evidence=rest, runs=runs).sums())
    _assert_wider(few, all_of)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_manual_operation_never_raises_the_headline(data: st.DataObject) -> None:
    """Doing an operation by hand never raises A1 or A2, nor their bounds."""
    plant = data.draw(plants())
    plant = hidden(plant, data.draw(_dark(plant)))
    one = data.draw(st.sampled_from(plant.register.operations))
    by_hand = replace(one, control_type="manual")
    operations = tuple(by_hand if own is one else own for own in plant.register.operations)
    evidence = {
        unit: [
            row | {"automatic_time_s": 0.0, "program_cycles": 0.0}
            if unit == str(one.path) and row["operation"] == one.id
            else row
            for row in rows
        ]
        for unit, rows in plant.evidence.items()
    }
    register = replace(plant.register, operations=operations)
    before = _rates(plant.sums())
    after = _rates(replace(plant, evidence=evidence, register=register).sums())
    for name in ("automatic_execution_share", "evidenced_nc_rate"):
        was, now = before[name], after[name]
        if was.status == "not_applicable":
            continue
        if now.value is not None and was.value is not None:
            assert now.value <= was.value + _CLOSE, name
        assert _below(now) <= _below(was) + _CLOSE, name
        assert _above(now) <= _above(was) + _CLOSE, name


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_rows_in_any_order_give_the_same_rates(data: st.DataObject) -> None:
    """Rates do not depend on the order of rows, to the last digit."""
    plant = data.draw(plants())
    sums = hidden(plant, data.draw(_dark(plant))).sums()
    seed = data.draw(st.integers(0, 1000))

    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.sample(frac=1, random_state=seed)

    mixed = replace(
        sums,
        evidence=shuffled(sums.evidence),
        runs=shuffled(sums.runs),
        segments=shuffled(sums.segments),
    )
    assert rates_of(sums) == rates_of(mixed)


@settings(max_examples=25, deadline=None)
@given(plants())
def test_rows_added_up_give_the_same_rates(plant: Plant) -> None:
    """Sums of rows of one unit, operation and order are as good as the rows."""
    sums = plant.sums()
    fields = [name for name, _, _ in EVIDENCE_FIELDS]
    keys = ["path", "operation", "order", "unknown_to_end"]
    merged = sums.evidence.groupby(keys, as_index=False).agg(
        {"time": "min", "end": "max", **dict.fromkeys(fields, "sum")}
    )
    _assert_same(rates_of(sums), rates_of(replace(sums, evidence=merged)))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_lines_add_up_to_their_site(data: st.DataObject) -> None:
    """Numerators and denominators of lines add up to those of the site."""
    plant = data.draw(plants())
    plant = hidden(plant, data.draw(_dark(plant)))
    whole = _rates(plant.sums())
    lines = [_rates(plant.sums(EquipmentPath.parse(line))) for line in plant.lines]
    for name, rate in whole.items():
        if name in _NOT_ADDED:
            continue
        for side in ("numerator", "denominator"):
            parts = sum(getattr(line[name], side) for line in lines)
            assert isclose(getattr(rate, side), parts, rel_tol=1e-9, abs_tol=1e-9), name


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_items_add_up_to_their_rate(data: st.DataObject) -> None:
    """Numerators and denominators of the items of a rate are all of it."""
    plant = data.draw(plants())
    for name, rate in _rates(hidden(plant, data.draw(_dark(plant))).sums()).items():
        if name.startswith("unattended_run"):
            continue
        for side in ("numerator", "denominator"):
            parts = sum(getattr(item, side) for item in rate.items)
            assert isclose(getattr(rate, side), parts, rel_tol=1e-9, abs_tol=1e-9), name


def _assert_same(rates: Iterable[RateValue], others: Iterable[RateValue]) -> None:
    for rate, other in zip(rates, others, strict=True):
        assert rate.status == other.status
        for name in ("numerator", "denominator", "value", "lower", "upper", "declared"):
            assert getattr(rate, name) == pytest.approx(getattr(other, name)), rate.definition.id


def _assert_wider(rates: Mapping[str, RateValue], others: Mapping[str, RateValue]) -> None:
    for name, rate in rates.items():
        other = others[name]
        # What there is nothing of has no bounds.
        if "not_applicable" not in (rate.status, other.status):
            assert _below(rate) <= _below(other) + _CLOSE, name
            assert _above(rate) >= _above(other) - _CLOSE, name
