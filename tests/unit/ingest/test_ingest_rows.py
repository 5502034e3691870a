"""Samples to columns: every field of every sample is where a reader looks for it."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from contract.path import EquipmentPath
from contract.sample import COUNT_FIELDS, SAMPLE_FIELDS, Sample
from contract.series import SAMPLE
from ingest.rows import Part, columns

LINE = EquipmentPath("demo", "site", "area", "line")


def part(*samples: Sample, seq: int = 0, unregistered: tuple[str, ...] = ()) -> Part:
    """One message of these samples."""
    return Part(LINE, 7, seq, 1, seq % 2 == 1, samples, range(len(samples)), unregistered)


optional = st.fixed_dictionaries(
    {},
    optional={
        "order": st.none() | st.text(max_size=5),
        "produced": st.none() | st.integers(0, 2**53),
        "energy_kwh": st.none() | st.floats(0, 1e15, allow_nan=False),
        "operation_mode": st.none() | st.sampled_from(["none", "processing", "setup"]),
    },
)
samples = st.builds(
    lambda name, t, state, fields: msgspec.convert(
        {"unit": name, "t": t, "state": state, **fields}, Sample
    ),
    st.sampled_from(["m1", "m2"]),
    st.integers(0, 10_000),
    st.none() | st.sampled_from(["executing", "not_executing"]),
    optional,
)
parts = st.lists(
    st.lists(samples, max_size=4).map(lambda held: part(*held)), min_size=1, max_size=5
)


@given(parts=parts)
def test_columns_say_what_the_samples_said(parts: list[Part]) -> None:
    """Column by column or field by field, the values are the same; null is never said."""
    made = columns(parts)
    said = [sample for one in parts for sample in one.samples]
    for row, sample in enumerate(said):
        for name in SAMPLE_FIELDS:
            value = getattr(sample, name)
            expected = None if value is msgspec.UNSET else value
            assert (made[name][row] if name in made else None) == expected
        nulls = [name for name in SAMPLE_FIELDS if getattr(sample, name) is None]
        held = made["unavailable"][row] if "unavailable" in made else None
        assert sorted(str(held).split() if held else []) == sorted(nulls)
        assert (made["work_unit"][row], made["time"][row]) == (sample.unit, sample.t)


@given(parts=parts)
def test_columns_belong_to_the_series_and_have_one_length(parts: list[Part]) -> None:
    """No column has a name that the series does not know."""
    made = columns(parts)
    assert set(made) <= {"time", *SAMPLE.tags, *(field.name for field in SAMPLE.fields)}
    assert len({len(column) for column in made.values()}) <= 1


def test_column_that_nobody_said_is_left_out() -> None:
    """A machine without counters costs no columns of nulls."""
    made = columns([part(Sample(unit="m1", t=1, state="executing"))])
    assert not set(made) & set(COUNT_FIELDS)


def test_process_values_are_json_and_absent_ones_are_null() -> None:
    """A process value that is unavailable stays null inside the JSON object."""
    made = columns(
        [
            part(
                Sample(unit="m1", t=1, state="executing", values={"speed": 1.5, "torque": None}),
                Sample(unit="m1", t=2, state="executing"),
            )
        ]
    )
    assert list(made["process_values"]) == ['{"speed":1.5,"torque":null}', None]
    assert "unavailable" not in made


def test_message_fields_are_repeated_for_each_of_its_samples() -> None:
    """Boot, seq, historical and the line come from the message around the samples."""
    one = Sample(unit="m1", t=1, state=None)
    made = columns([part(one), part(one, one, seq=1, unregistered=("m1",)), part(seq=2)])
    assert made["seq"] == [0, 1, 1]
    assert made["historical"] == [False, True, True]
    assert made["unregistered"] == [False, True, True]
    assert made["work_center"] == ["line"] * 3
