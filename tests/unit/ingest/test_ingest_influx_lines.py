"""Samples as lines of InfluxDB, read back by a parser that is not ours: each row is its sample."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from line_protocol_parser import parse_line

from contract.path import EquipmentPath
from contract.sample import SAMPLE_FIELDS, Sample
from contract.series import LINE_TAGS, SAMPLE
from influx.line_protocol import encode
from ingest.rows import Part, columns

LINE = EquipmentPath("demo", "site", "area", "line")
TEXTS = st.none() | st.text(max_size=5).filter(lambda text: "\0" not in text)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "operation_mode": st.none() | st.sampled_from(["none", "processing", "setup"]),
        "order": TEXTS,
        "program": TEXTS,
        "produced": st.none() | st.integers(0, 2**53),
        "scrap": st.integers(0, 2),
        "energy_kwh": st.none() | st.floats(0, 1e15, allow_subnormal=False),
        "values": st.dictionaries(st.sampled_from(["speed", "mode"]), st.floats(0, 9) | TEXTS),
    },
)
SAMPLES = st.builds(
    lambda unit, t, state, fields: msgspec.convert(
        {"unit": unit, "t": t, "state": state, **fields}, Sample
    ),
    st.sampled_from(["m1", "m2"]),
    st.integers(0, 10_000),
    st.none() | st.sampled_from(["executing", "not_executing"]),
    FIELDS,
)


@given(samples=st.lists(SAMPLES, min_size=1, max_size=60), seq=st.integers(0, 2**53))
def test_lines_say_what_the_samples_said(samples: list[Sample], seq: int) -> None:
    """Fields that repeat and fields that do not, with nulls and without: all are in the line."""
    part = Part(LINE, 7, seq, 1, False, tuple(samples), range(len(samples)), ())
    lines = encode(SAMPLE, columns([part]))
    for line, sample in zip(lines, samples, strict=True):
        read = parse_line(line)
        tags = {tag: getattr(LINE, tag) for tag in LINE_TAGS}
        assert read["tags"] == tags | {"work_unit": sample.unit}
        assert read["time"] == sample.t
        said = {name: getattr(sample, name) for name in SAMPLE_FIELDS}
        expected = {
            name: value
            for name, value in said.items()
            if value is not None and value is not msgspec.UNSET
        }
        fields = read["fields"]
        assert {name: fields[name] for name in SAMPLE_FIELDS if name in fields} == expected
        assert (fields["boot"], fields["seq"], fields["historical"]) == (7, seq, False)
        held = fields.get("process_values")
        assert (msgspec.json.decode(held) if held else {}) == sample.values
