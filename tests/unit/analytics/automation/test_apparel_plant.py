"""An apparel plant with a fifth of its machines connected: its rates, and what to connect next."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import pytest

from analytics.automation.connection_plan import (
    ACQUISITION,
    AUTOMATION,
    DIGITALISATION,
    KEY_PROCESSES,
    NETWORKING,
    OF_DIGITAL,
    connection_plan,
)
from analytics.automation.process_register import ProcessRegister
from analytics.automation.rate import PeriodOf, RateValue
from analytics.automation.rates import rates_of
from analytics.automation.records import Records
from analytics.automation.register_file import process_register
from analytics.automation.sums import PeriodSums
from analytics.master.data import load_master_data
from contract.evidence_series import EVIDENCE_FIELDS
from contract.path import EquipmentPath

MASTER = load_master_data(Path(__file__).parents[3] / "cases" / "apparel" / "site.toml")
SITE = EquipmentPath("demo", "apparel")
LINE = EquipmentPath("demo", "apparel", "sewing", "line-1")
CONNECTED = ("bartack-1", "buttonhole-1", "cutter-1", "detector-1")
DAY = PeriodOf("day", 1_772_402_400_000, 1_772_488_800_000)
HOURS = 22
SLOTS = HOURS * 360.0
# Equal steps stand in order of their names; the numbers say what decides.
ORDER = [
    "pocket-setter-1",  # 24 values, automatic, a key operation
    "button-feeder-1",  # 24 values, automatic
    "hemmer-2",  # 18 values, automatic, the dearer one
    "hemmer-1",
    "lockstitch-4",  # 16 values
    "lockstitch-5",
    "spreader-1",  # 14
    "press-1",  # 11
    "press-2",
    "lockstitch-1",  # 9; its key operation is not automatic
    "lockstitch-2",
    "lockstitch-3",
    "overlock-1",
    "overlock-2",
    "overlock-3",
    "packing-1",  # 4
]


def registered() -> ProcessRegister:
    """Return the register, to which no birth adds anything."""
    return process_register(MASTER.register, {})


def said(unit: str, *, share: float = 1.0) -> Mapping[str, object]:
    """Return the evidence of one machine that worked all day and was seen for a share of it."""
    path = LINE.unit(unit)
    register = registered()
    values = register.equipment[path].required_tags * SLOTS
    (operation,) = [one for one in register.operations if one.path == path]
    automatic = operation.control_type in {"automatic", "numerical_control"}
    seconds, cycles = HOURS * 3600.0, 1000.0
    known = {
        "scheduled_time_s": seconds,
        "unknown_time_s": seconds * (1 - share),
        "production_time_s": seconds * share,
        "automatic_time_s": seconds * share * automatic,
        "cycles": cycles,
        "program_cycles": cycles * automatic,
        "expected_slots": SLOTS,
        "seen_slots": SLOTS * share,
        "expected_values": values,
        "good_values": values * share,
    }
    return {
        **{name: known.get(name, 0.0) for name, _, _ in EVIDENCE_FIELDS},
        "path": str(path),
        "time": DAY.start,
        "end": DAY.end,
        "operation": operation.id,
        "order": "1",
        "product": "polo",
        "unknown_to_end": False,
    }


def rates(machines: Collection[Mapping[str, object]]) -> dict[str, RateValue]:
    """Return the rates of the plant's day with the evidence of some machines."""
    sums = PeriodSums(
        level="site",
        path=SITE,
        period=DAY,
        evidence=pd.DataFrame(list(machines)),
        runs=pd.DataFrame(),
        segments=pd.DataFrame(),
        register=registered(),
        records=Records(),
        last_counters={},
    )
    return {rate.definition.id: rate for rate in rates_of(sums)}


def now() -> dict[str, RateValue]:
    """Return the rates as they are; one of the connected machines is just seen enough."""
    return rates([said(unit, share=0.9 if unit == "cutter-1" else 1.0) for unit in CONNECTED])


def test_a_fifth_of_the_machines_is_networked_exactly() -> None:
    """Four of twenty machines are 20 %, of ten digital ones 40 %; seen just enough counts."""
    networking = now()[NETWORKING]
    assert (networking.numerator, networking.denominator, networking.value) == (4.0, 20.0, 0.2)
    assert networking.declared == 0.2
    assert (networking.lower, networking.upper) == (0.2, 0.2)
    assert now()[OF_DIGITAL].value == pytest.approx(4 / 10)
    missed = rates([said(unit, share=0.89 if unit == "cutter-1" else 1.0) for unit in CONNECTED])
    assert missed[NETWORKING].value == 0.15


def test_the_plan_lists_machines_in_the_order_that_gains_most() -> None:
    """First come machines with most values, key operations that run by themselves, most value."""
    plan = connection_plan(now().values(), registered())
    assert [step.path.work_unit for step in plan] == ORDER
    first = plan[0]
    assert first.gains[NETWORKING] == 0.05
    assert first.after[NETWORKING] == 0.25
    assert first.gateway == "a network cable and an OPC UA account"
    assert plan[-1].after[NETWORKING] == plan[-1].after[DIGITALISATION] == 1.0
    assert {step.action for step in plan} == {"connect"}


@pytest.mark.parametrize("steps", [1, 3, 7, 16])
def test_the_rates_become_what_the_plan_says(steps: int) -> None:
    """Once these machines speak, the rates are those that stand beside the last of them."""
    plan = connection_plan(now().values(), registered())
    was = [said(unit, share=0.9 if unit == "cutter-1" else 1.0) for unit in CONNECTED]
    became = rates([*was, *(said(step.path.work_unit) for step in plan[:steps])])
    after = plan[steps - 1].after
    for name in (NETWORKING, ACQUISITION, KEY_PROCESSES, AUTOMATION):
        assert became[name].numerator / became[name].denominator == pytest.approx(after[name])


def test_a_machine_that_fell_silent_is_to_be_mended() -> None:
    """Registered as connected and not seen enough, it is a step of its own kind."""
    plan = connection_plan(rates([said(unit) for unit in CONNECTED[:3]]).values(), registered())
    (mended,) = [step for step in plan if step.action == "restore"]
    assert mended.path.work_unit == "detector-1"
    assert "program" in mended.signals
