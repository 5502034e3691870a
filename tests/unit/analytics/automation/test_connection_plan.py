"""The plan of connections: no other machines of the same number would gain more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.automation.connection_plan import (
    ACQUISITION,
    AUTOMATION,
    DIGITALISATION,
    KEY_PROCESSES,
    NETWORKING,
    OF_DIGITAL,
    RANKED,
    connection_plan,
)
from analytics.automation.process_register import Equipment, ProcessRegister
from analytics.automation.rate import PeriodOf, RateItem, RateValue
from contract.automation_rates import AUTOMATION_RATE
from contract.path import EquipmentPath

LINE = EquipmentPath("e", "s", "a", "l")


@dataclass(frozen=True)
class Machine:
    """What one machine is and was seen to be, in whole numbers."""

    name: str
    networked: bool
    digital: bool
    automatic: bool
    good: int
    missing: int
    key_operations: int
    value: int

    @property
    def path(self) -> EquipmentPath:
        """Where it stands."""
        return LINE.unit(self.name)


machines = st.lists(
    st.builds(
        Machine,
        name=st.sampled_from([f"m{number}" for number in range(6)]),
        networked=st.booleans(),
        digital=st.booleans(),
        automatic=st.booleans(),
        good=st.integers(0, 3),
        missing=st.integers(0, 3),
        key_operations=st.integers(0, 2),
        value=st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.name,
)


def registered(plant: Sequence[Machine]) -> ProcessRegister:
    """Return the register of a plant."""
    rows = (
        Equipment(
            path=one.path,
            name_en=one.name,
            name_zh=one.name,
            kind="",
            net_value_cny=one.value,
            digital_interface="modbus" if one.digital else "none",
            control_type="automatic" if one.automatic else "manual",
            connected=one.networked,
            required_tags=one.good + one.missing,
        )
        for one in plant
    )
    return ProcessRegister({row.path: row for row in rows}, ())


def rates_of(plant: Sequence[Machine]) -> list[RateValue]:
    """Return the rates that the plan is made of, with an item per machine or operation."""

    def rate(name: str, items: list[RateItem]) -> RateValue:
        numerator = sum(item.numerator for item in items)
        denominator = sum(item.denominator for item in items)
        return RateValue(
            definition=AUTOMATION_RATE[name],
            level="line",
            path=LINE,
            period=PeriodOf("day", 0, 1),
            status="observed",
            numerator=numerator,
            denominator=denominator,
            value=numerator / denominator if denominator else None,
            items=tuple(items),
        )

    def each(of: Callable[[Machine], RateItem]) -> list[RateItem]:
        return [of(one) for one in plant]

    def declared(one: Machine) -> float:
        return float(one.automatic)

    return [
        rate(NETWORKING, each(lambda one: RateItem(one.path, "", one.networked, 1))),
        rate(
            OF_DIGITAL,
            [RateItem(one.path, "", one.networked, 1) for one in plant if one.digital],
        ),
        rate(DIGITALISATION, each(lambda one: RateItem(one.path, "", one.digital, 1))),
        rate(
            ACQUISITION, each(lambda one: RateItem(one.path, "", one.good, one.good + one.missing))
        ),
        rate(
            KEY_PROCESSES,
            [
                RateItem(one.path, f"op{number}", 0, 1, declared=declared(one))
                for one in plant
                for number in range(one.key_operations)
            ],
        ),
        rate(
            AUTOMATION,
            each(lambda one: RateItem(one.path, "", 0, one.value, declared=declared(one))),
        ),
    ]


def gained(chosen: Sequence[Machine]) -> tuple[int, ...]:
    """Return what some machines add to the numerators, the most important first."""
    return (
        len(chosen),
        sum(one.missing for one in chosen),
        sum(one.key_operations for one in chosen if one.automatic),
        sum(one.value for one in chosen if one.automatic),
    )


@given(plant=machines)
def test_no_other_machines_of_the_same_number_gain_more(plant: list[Machine]) -> None:
    """The first steps of every number are the best of all choices of so many machines."""
    plan = connection_plan(rates_of(plant), registered(plant))
    candidates = [one for one in plant if not one.networked]
    by_path = {one.path: one for one in candidates}
    chosen = [by_path[step.path] for step in plan]
    assert len(chosen) == len(candidates)
    for number in range(len(chosen) + 1):
        best = max(gained(others) for others in combinations(candidates, number))
        assert gained(chosen[:number]) == best


@given(plant=machines)
def test_what_rates_become_is_told_step_by_step(plant: list[Machine]) -> None:
    """Each step adds its own gains; with all of them every machine is networked."""
    rates = {rate.definition.id: rate for rate in rates_of(plant)}
    plan = connection_plan(rates.values(), registered(plant))
    if not plan:
        assert all(one.networked for one in plant)
        return
    for name in RANKED:
        if not rates[name].denominator:
            assert all(name not in step.after for step in plan)
            continue
        start = rates[name].numerator / rates[name].denominator
        assert plan[0].after[name] == pytest.approx(start + plan[0].gains[name])
        for one, other in pairwise(plan):
            assert other.after[name] == pytest.approx(one.after[name] + other.gains[name])
    assert plan[-1].after[NETWORKING] == 1
    assert [step.rank for step in plan] == list(range(1, len(plan) + 1))


@given(plant=machines, order=st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_machines(
    plant: list[Machine], order: Random
) -> None:
    """Ties are broken by path."""
    shuffled = list(plant)
    order.shuffle(shuffled)
    assert connection_plan(rates_of(shuffled), registered(shuffled)) == connection_plan(
        rates_of(plant), registered(plant)
    )


def _machine(name: str, **changed: int | bool) -> Machine:
    plain: Mapping[str, int | bool] = {
        "networked": False,
        "digital": True,
        "automatic": True,
        "good": 0,
        "missing": 2,
        "key_operations": 0,
        "value": 1,
    }
    return Machine(name=name, **{**plain, **changed})  # type: ignore[arg-type]  # numbers and flags


def test_points_of_the_index_decide_what_rates_leave_open() -> None:
    """Without points equal machines stand in order of their paths."""
    plant = [_machine("m2"), _machine("m1"), _machine("m3", digital=False)]
    rates, register = rates_of(plant), registered(plant)
    plan = connection_plan(rates, register)
    assert [step.path.work_unit for step in plan] == ["m1", "m2", "m3"]
    assert {step.points for step in plan} == {None}
    plan = connection_plan(rates, register, points)
    assert [step.path.work_unit for step in plan] == ["m3", "m1", "m2"]
    # The first third of what is networked is worth more than the next.
    told = [step.points for step in plan]
    assert told == pytest.approx([6 + 10 / 3, 2, 2])


def points(rates: Mapping[str, float]) -> float:
    """Return points on a scale with a kink at a third."""
    networked = rates[NETWORKING]
    return 18 * min(networked, 1 / 3) + 6 * max(networked - 1 / 3, 0) + 10 * rates[DIGITALISATION]


def test_a_step_says_what_it_needs() -> None:
    """Signals are those that its gains rest on; equipment that is registered is mended."""
    plant = [_machine("m1", key_operations=1), _machine("m2", automatic=False)]
    first, second = connection_plan(rates_of(plant), registered(plant))
    assert (first.action, first.required_tags) == ("connect", 2)
    assert set(first.signals) == {
        "state",
        "operation_mode",
        "control_mode",
        "program",
        "operation",
        "cycles",
    }
    assert second.signals == ("state",)
