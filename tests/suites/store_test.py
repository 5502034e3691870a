"""The promises of Store, run by every implementation."""

import itertools
from collections.abc import Iterator

import msgspec
import pytest

from contract.messages import Operation, WorkUnit
from contract.path import EquipmentPath
from contract.sample import Sample
from ingest.gathered import Gathered
from ingest.rows import Part
from ingest.store import Batch, Delivery, Outcome, PipelineRow, RegisterRow, ServiceRows
from tests.suites.kept_stores import NAMES, Kept, KeptInDuckdb, KeptInInflux, KeptInMemory

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")
OTHER = EquipmentPath("demo", "chongqing", "sewing", "line-2")


@pytest.fixture(params=["memory", "duckdb", "influx"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Each implementation, on a wall clock that stands still."""
    made: Kept
    match request.param:
        case "memory":
            made = KeptInMemory(lambda: 5_000)
        case "duckdb":
            made = KeptInDuckdb(lambda: 5_000)
        case _:
            made = KeptInInflux(lambda: 5_000, request.getfixturevalue("influx_world"))
    yield made
    made.close()


def batch_of(
    *samples: Sample, line: EquipmentPath = LINE, seq: int = 0, rejected: int = 0
) -> Batch:
    """One message of these samples, as the pipeline would gather it."""
    part = Part(line, 7, seq, 100 + seq, False, samples, range(len(samples)), ())
    total = len(samples) + rejected
    return Gathered(
        0,
        parts=[part],
        deliveries=[Delivery(line, 100 + seq, 7, seq, 0, total, rejected)],
        samples=len(samples),
    ).batch("worker-1")


def filler(t: int, **fields: object) -> Sample:
    """One sample of the filler."""
    return msgspec.convert({"unit": "filler", "t": t, "state": "executing", **fields}, Sample)


def test_written_sample_comes_back_with_every_field(kept: Kept) -> None:
    """What was said is kept as said; what was not said is null."""
    said = filler(
        1_000, order="A-1", product="", produced=2**53, energy_kwh=0.25, reason=None,
        values={"speed": 3.5, "mode": "CAL", "torque": None},
    )  # fmt: skip
    assert kept.store.write(batch_of(said)) == Outcome()
    (row,) = kept.samples()
    expected = dict.fromkeys(NAMES) | {
        "time": 1_000, "enterprise": "demo", "site": "chongqing", "area": "bottling",
        "work_center": "line-1", "work_unit": "filler", "state": "executing", "state_code": 4,
        "order": "A-1",
        "product": "", "produced": 2**53, "energy_kwh": 0.25, "unavailable": "reason",
        "process_values": '{"speed":3.5,"mode":"CAL","torque":null}',
        "historical": False, "unregistered": False, "boot": 7, "seq": 0,
    }  # fmt: skip
    assert row == expected


def test_same_batch_written_twice_leaves_its_samples_once(kept: Kept) -> None:
    """Writing twice is harmless.

    A ledger of rows shows each delivery; one of points, where the same series and time are the
    same row, shows that the message came.
    """
    batch = batch_of(filler(1_000, produced=1), filler(2_000, produced=2))
    kept.store.write(batch)
    once = kept.samples()
    kept.store.write(batch)
    assert kept.samples() == once
    assert len(once) == 2
    assert [row["seq"] for row in kept.rows("delivery")] == [0] * kept.copies


def test_later_arrival_wins_field_by_field(kept: Kept) -> None:
    """A later row of one identity replaces what it says and leaves what it does not say."""
    kept.store.write(batch_of(filler(1_000, produced=1, scrap=4)))
    kept.store.write(batch_of(filler(1_000, produced=2, order="B"), seq=1))
    (row,) = kept.samples()
    assert (row["produced"], row["scrap"], row["order"], row["seq"]) == (2, 4, "B", 1)


def test_later_arrival_within_one_batch_wins_too(kept: Kept) -> None:
    """Order of arrival counts inside a batch as it does between batches."""
    kept.store.write(batch_of(filler(1_000, produced=1), filler(1_000, produced=9)))
    (row,) = kept.samples()
    assert row["produced"] == 9


def test_change_rows_rise_strictly_on_a_clock_that_stands_still(kept: Kept) -> None:
    """Each commit has a change time later than the one before, with the span it wrote."""
    for seq in range(3):
        kept.store.write(batch_of(filler(2_000 + seq), filler(1_000 + seq), seq=seq))
    rows = kept.rows("change")
    assert [row["time"] for row in rows] == [5_000, 5_001, 5_002]
    assert [(row["first"], row["last"]) for row in rows] == [
        (1_000 + seq, 2_000 + seq) for seq in range(3)
    ]


def test_batch_of_two_lines_writes_a_change_row_for_each(kept: Kept) -> None:
    """A reader of one work center need not look at the changes of another."""
    gathered = Gathered(0)
    for line in (LINE, OTHER):
        gathered.parts.append(Part(line, 7, 0, 1, False, (filler(1_000),), range(1), ()))
        gathered.samples += 1
    kept.store.write(gathered.batch("worker-1"))
    assert sorted(str(row["work_center"]) for row in kept.rows("change")) == ["line-1", "line-2"]


def test_message_without_good_samples_still_has_its_ledger_row(kept: Kept) -> None:
    """A message whose samples are all refused is in the ledger and changes nothing."""
    kept.store.write(batch_of(rejected=3))
    assert [row["rejected"] for row in kept.rows("delivery")] == [3]
    assert kept.rows("change") == []
    assert kept.samples() == []


def test_register_and_pipeline_rows_are_kept(kept: Kept) -> None:
    """A birth's work units and an agent's account can be read again."""
    unit = WorkUnit(
        unit="filler", name_en="Filler", name_zh="灌装机", kind="filler", vendor="", model="",
        controller="", digital_interface="opc_ua", numerically_controlled=True,
        asset_value_cny=1.5, key_process=True,
        operations=(Operation(id="fill", standard_time_s=1.0, control_type="automatic"),),
    )  # fmt: skip
    account = PipelineRow(9, "edge_agent", str(LINE), "status", LINE, {"ended": 77})
    kept.store.write_service(ServiceRows((RegisterRow(LINE, 7, unit),), (account,)))
    (registered,) = kept.rows("register")
    assert (registered["time"], registered["work_unit"]) == (7, "filler")
    assert '"id":"fill"' in str(registered["operations"])
    (row,) = kept.rows("pipeline")
    assert (row["time"], row["service"], row["kind"], row["ended"]) == (
        9,
        "edge_agent",
        "status",
        77,
    )


def test_unregistered_unit_is_flagged(kept: Kept) -> None:
    """A unit that no birth named is stored, and can be told from the others."""
    part = Part(LINE, 7, 0, 1, True, (filler(1_000), filler(2_000)), range(2), ("filler",))
    kept.store.write(Gathered(0, parts=[part], samples=2).batch("worker-1"))
    assert [row["unregistered"] for row in kept.samples()] == [True, True]
    assert [row["historical"] for row in kept.samples()] == [True, True]


def test_arrival_order_decides_among_many_rewrites(kept: Kept) -> None:
    """Of any number of rewrites the last one stands."""
    for seq, produced in enumerate(itertools.islice(itertools.cycle((5, 3, 8)), 10)):
        kept.store.write(batch_of(filler(1_000, produced=produced), seq=seq))
    (row,) = kept.samples()
    assert row["produced"] == 5


def test_births_in_one_millisecond_are_all_kept(kept: Kept) -> None:
    """Two births of one agent and one of another, received at once, are three rows."""
    births = tuple(
        PipelineRow(9, "edge_agent", str(line), "birth", line, {"boot": boot})
        for line, boot in ((LINE, 1), (LINE, 2), (OTHER, 3))
    )
    kept.store.write_service(ServiceRows((), births))
    kept.store.write_service(ServiceRows((), births[:1]))
    rows = [row for row in kept.rows("pipeline") if row["kind"] == "birth"]
    assert len(rows) == 4
    assert {row["time"] for row in rows} <= {9, 10, 11}
