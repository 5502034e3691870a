"""Mapping and report by exception: vendor tags in, samples out."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.sample import Sample
from edge_agent.mapping import UnitMapper
from edge_agent.mapping_config import MappingConfig
from edge_agent.report import UnitReport
from edge_agent.source import Scalar
from edge_agent.unmapped import Unmapped

PACKML = {
    "heartbeat_s": 10,
    "tags": {
        "produced": {"tag": "Count", "modulus": 1000},
        "scrap": {"tag": "Bad", "scale": 12},
        "energy_kwh": {"tag": "Wh", "scale": 0.001},
        "order": {"tag": "Order"},
        "control_mode": {"tag": "Mode", "words": "control_modes"},
        "operator": {"value": ""},
    },
    "values": {
        "speed": {"tag": "Speed", "unit": "1/min", "deadband": 5.0},
        "torque": {"tag": "Torque", "unit": "Nm", "deadband": 1.0, "causes_sample": True},
        "functional_mode": {"tag": "fmode", "causes_sample": True},
    },
    "words": {
        "stop_reasons": {"0": "", "101": "bottle_jam"},
        "control_modes": {"1": "automatic", "2": "manual"},
    },
    "rows": [
        {
            "when": {"State": 6, "Unit": [1, 2]},
            "then": {"state": "executing", "operation_mode": "processing", "reason": ""},
        },
        {
            "when": {"State": 11},
            "then": {
                "state": "not_executing",
                "operation_mode": "processing",
                "reason": {"tag": "Stop", "words": "stop_reasons"},
            },
        },
        {"when": {"State": [6, 11]}, "then": {"state": "out_of_service"}},
    ],
    "ignore": ["Noise"],
}
FIRST: dict[str, Scalar] = {
    "State": 6,
    "Unit": 1,
    "Stop": 0,
    "Count": 7,
    "Bad": 1,
    "Wh": 2500,
    "Order": "WO-1",
    "Mode": 1,
    "Speed": 300,
    "Torque": 10.0,
    "fmode": "PRODUCTION",
}


class Machine:
    """One unit's mapper and report, fed by hand."""

    def __init__(
        self, mapping: dict[str, Any], words: dict[str, dict[str, str]] | None = None
    ) -> None:
        """Compile the mapping."""
        config = MappingConfig.model_validate(mapping)
        self.unmapped = Unmapped()
        self.unknown: list[str] = []
        mapper = UnitMapper(
            config,
            words=words or {},
            unmapped=self.unmapped,
            on_unknown_tag=self.unknown.append,
        )
        self.report = UnitReport("u", mapper=mapper, values=config.values, heartbeat_ms=10_000)

    def say(self, t: int, *tags: dict[str, Scalar]) -> Sample | None:
        """Hand over all readings of one ms."""
        for one in tags:
            self.report.take(one)
        return self.report.flush(t)


@pytest.fixture
def machine() -> Machine:
    """A machine that has given its first reading at t = 0."""
    machine = Machine(PACKML)
    assert machine.say(0, FIRST) is not None
    return machine


def test_first_reading_gives_a_complete_sample() -> None:
    """Every mapped field is in the first sample, scaled and in our words; others are unset."""
    sample = Machine(PACKML).say(0, FIRST)
    assert sample == Sample(
        unit="u",
        t=0,
        state="executing",
        operation_mode="processing",
        control_mode="automatic",
        reason="",
        order="WO-1",
        operator="",
        produced=7,
        scrap=12,
        energy_kwh=2.5,
        values={"speed": 300.0, "torque": 10.0, "functional_mode": "PRODUCTION"},
    )


def test_unchanged_reading_gives_nothing_before_the_next_slot(machine: Machine) -> None:
    """A fresh answer without news is a sample only in a heartbeat slot that has none."""
    assert machine.say(9_999, {}) is None
    assert machine.say(10_000, {}) is not None
    assert machine.say(19_999, FIRST) is None


def test_consumption_rides_but_never_causes(machine: Machine) -> None:
    """A meter that counts causes no sample; the next sample carries its newest value."""
    assert machine.say(1000, {"Wh": 2600}) is None
    assert machine.say(2000, {"Wh": 2700}) is None
    sample = machine.say(3000, {"Count": 8})
    assert sample is not None
    assert (sample.energy_kwh, sample.produced) == (2.7, 8)


@pytest.mark.parametrize(
    "tags",
    [{"Count": 8}, {"Bad": 2}, {"Order": ""}, {"Mode": 2}, {"State": 11}, {"Order": None}],
)
def test_cause_fields_cause(machine: Machine, tags: dict[str, Scalar]) -> None:
    """A change of state, mode, identifier or piece counter is a sample at its own ms."""
    assert machine.say(1234, tags) is not None


def test_process_value_inside_its_deadband_is_not_sent(machine: Machine) -> None:
    """A value goes again when it left its deadband, measured from what was sent last."""
    assert machine.say(1000, {"Torque": 10.9}) is None
    sample = machine.say(2000, {"Torque": 11.1, "Speed": 304})
    assert sample is not None
    assert sample.values == {"torque": 11.1}
    sample = machine.say(3000, {"Count": 9, "Speed": 306})
    assert sample is not None
    assert sample.values == {"speed": 306.0}


def test_value_that_causes_nothing_waits_for_company(machine: Machine) -> None:
    """A value beyond its deadband that may not cause a sample rides in the next one."""
    assert machine.say(1000, {"Speed": 100}) is None
    sample = machine.say(10_000, {})
    assert sample is not None
    assert sample.values == {"speed": 100.0}


def test_word_values_cause_by_any_change(machine: Machine) -> None:
    """A functional mode is a word and has no deadband."""
    sample = machine.say(1000, {"fmode": "SETUP"})
    assert sample is not None
    assert sample.values == {"functional_mode": "SETUP"}


def test_two_readings_of_one_ms_become_one_sample_of_final_values(machine: Machine) -> None:
    """Several readings of one ms give one sample; a change that is undone in it gives none."""
    sample = machine.say(1000, {"Count": 8}, {"Count": 9})
    assert sample is not None
    assert sample.produced == 9
    assert machine.say(2000, {"Count": 10}, {"Count": 9}) is None


def test_rows_are_tried_in_order(machine: Machine) -> None:
    """The first row that matches wins; a later one takes what the first left."""
    sample = machine.say(1000, {"Unit": 3})
    assert sample is not None
    assert sample.state == "out_of_service"
    assert sample.operation_mode is None
    assert sample.reason == ""


def test_uncovered_combination_is_unknown_and_counted(machine: Machine) -> None:
    """What no row covers gives a null state and is counted with its values."""
    sample = machine.say(1000, {"State": 99})
    assert sample is not None
    assert (sample.state, sample.operation_mode, sample.reason) == (None, None, None)
    assert machine.unmapped.counts == {"State=99, Unit=1": 1}


def test_unavailable_tag_of_a_row_is_unknown_and_not_counted(machine: Machine) -> None:
    """A tag that rows name and the source calls unavailable makes the state unavailable."""
    sample = machine.say(1000, {"Unit": None})
    assert sample is not None
    assert sample.state is None
    assert machine.unmapped.counts == {}
    back = machine.say(2000, {"Unit": 1})
    assert back is not None
    assert back.state == "executing"


def test_reason_comes_from_its_own_tag_by_the_word_table(machine: Machine) -> None:
    """The reason follows its tag while the row holds; an unknown code passes named as such."""
    said: tuple[dict[str, Scalar], ...] = (
        {"State": 11, "Stop": 101},
        {"Stop": 555},
        {"Stop": None},
    )
    samples = [machine.say(1000 + n, tags) for n, tags in enumerate(said)]
    reasons = [sample.reason for sample in samples if sample is not None]
    assert reasons == ["bottle_jam", "unmapped:555", None]
    assert machine.unmapped.counts == {"Stop=555": 1}


def test_unit_words_lie_over_the_mapping() -> None:
    """A unit's own word table wins over the mapping's, entry by entry."""
    machine = Machine(PACKML, words={"stop_reasons": {"101": "broken_glass"}})
    sample = machine.say(0, {**FIRST, "State": 11, "Stop": 101})
    assert sample is not None
    assert sample.reason == "broken_glass"


def test_word_outside_a_closed_catalogue_is_null(machine: Machine) -> None:
    """A mode that the table does not know is unavailable, since the catalogue is closed."""
    sample = machine.say(1000, {"Mode": 9})
    assert sample is not None
    assert sample.control_mode is None
    assert machine.unmapped.counts == {"Mode=9": 1}


@pytest.mark.parametrize("bad", ["many", -1, 1.5, float("nan"), 2**60])
def test_counter_that_is_none_becomes_null(machine: Machine, bad: Scalar) -> None:
    """A counter that is no whole number of zero or more is null and counted, never guessed."""
    sample = machine.say(1000, {"Count": bad})
    assert sample is not None
    assert sample.produced is None
    assert sum(machine.unmapped.counts.values()) == 1


def test_numbers_in_text_are_numbers(machine: Machine) -> None:
    """Sources that send text (SHDR) count and measure all the same."""
    sample = machine.say(1000, {"Count": "12", "Wh": "2500.0", "Torque": "99"})
    assert sample is not None
    assert (sample.produced, sample.energy_kwh, sample.values) == (12, 2.5, {"torque": 99.0})


def test_unknown_tag_is_told_once(machine: Machine) -> None:
    """A tag that is neither mapped nor ignored is told once and is no error."""
    machine.say(1000, {"New": 1, "Noise": 2})
    machine.say(2000, {"New": 2, "Noise": 3})
    assert machine.unknown == ["New"]


def test_clock_set_back_gives_no_sample_but_is_not_forgotten(machine: Machine) -> None:
    """A time before the last sample's gives none; the next sample carries what was read."""
    machine.say(30_000, {"Count": 8})
    assert machine.say(29_000, {"Count": 9}) is None
    sample = machine.say(31_000, {})
    assert sample is not None
    assert sample.produced == 9


_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.just("x" * 300)
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(FIRST)), _scalars), max_size=6))
def test_whatever_a_machine_says_the_sample_keeps_the_contract(
    said: list[dict[str, Scalar]],
) -> None:
    """No vendor value, of whatever type, makes a sample that ingest would refuse."""
    machine = Machine(PACKML)
    for second, tags in enumerate([FIRST, *said]):
        sample = machine.say(second * 1000, tags)
        if sample is not None:
            wire = msgspec.json.encode(sample)
            assert msgspec.json.decode(wire, type=Sample) == sample


@given(st.lists(st.sampled_from([6, 11, 99, None]), max_size=30))
def test_samples_tell_every_state_change_and_nothing_else(states: list[int | None]) -> None:
    """Within one heartbeat slot the samples are exactly the changes of what rows decide."""
    machine = Machine(PACKML)
    machine.say(0, FIRST)
    said = ["executing"]
    words = {6: "executing", 11: "not_executing", 99: None, None: None}
    wanted: list[str | None] = ["executing"]
    for ms, state in enumerate(states, start=1):
        sample = machine.say(ms, {"State": state})
        if sample is not None:
            said.append(sample.state)  # type: ignore[arg-type]  # null is a state here
        if words[state] != wanted[-1]:
            wanted.append(words[state])
    assert said == wanted
