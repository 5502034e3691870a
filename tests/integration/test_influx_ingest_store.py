"""What a real InfluxDB refuses finds its fate: one line, a row of the ledger, a token, a bucket."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from contract.path import EquipmentPath
from contract.sample import Sample
from contract.series import DELIVERY, SAMPLE
from influx.config import InfluxConfig
from influx.connection import Influx
from influx.errors import InfluxRefused
from influx.table import types_of
from ingest.counters import Counters
from ingest.dead_letters import DeadLetters
from ingest.errors import LedgerRefused, StoreUnavailable
from ingest.gathered import Gathered
from ingest.influx_store import InfluxStore
from ingest.rows import Part
from ingest.store import Delivery, Outcome, PipelineRow, ServiceRows
from ingest.writer import Writer
from tests.influxd import Server
from tests.integration.influx_gate import Gate

LINE = EquipmentPath("demo", "site", "area", "line")
MALFORMED = 2**63  # one more than InfluxDB's integers hold: no line can carry it
DAY_MS = 86_400_000


def wall_ms() -> int:
    """Wall time in ms."""
    return time.time_ns() // 1_000_000


@pytest.fixture
def letters(tmp_path: Path) -> Iterator[DeadLetters]:
    """A real file of dead letters."""
    opened = DeadLetters.open(tmp_path / "dead-letters.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def connection(influx_world: InfluxConfig) -> Iterator[Influx]:
    """A connection to empty buckets."""
    with Influx(influx_world) as made:
        yield made


def gathered_of(*samples: Sample, spooled: int = 1) -> Gathered:
    """One message of these samples."""
    return Gathered(
        0,
        parts=[Part(LINE, 7, 3, spooled, False, samples, range(len(samples)), ())],
        deliveries=[Delivery(LINE, spooled, 7, 3, 0, len(samples), 0)],
        samples=len(samples),
    )


def write(connection: Influx, letters: DeadLetters, gathered: Gathered) -> Counters:
    """Give all of it a fate and return what was counted."""
    counters = Counters()
    writer = Writer(
        store=InfluxStore(connection, wall_ms=wall_ms), dead_letters=letters, counters=counters,
        worker="w", wall_ms=wall_ms, wait_for_stop=lambda _s: False,
        logger=structlog.get_logger(),
    )  # fmt: skip
    assert writer.write(gathered)
    return counters


def test_conflict_and_malformed_line_among_ten_thousand_leave_all_others_stored(
    connection: Influx, letters: DeadLetters
) -> None:
    """9,998 are stored and two are dead-lettered, each with what InfluxDB said of it."""
    # Some other program has written this field as a text.
    assert connection.write("telemetry", b'sample,work_unit=other water_l="wet" 1') is None
    samples = [Sample(unit="m1", t=t, state="executing", produced=t) for t in range(1, 10_001)]
    samples[1_234] = Sample(unit="m1", t=1_235, state="executing", water_l=1.5)
    samples[8_765] = Sample(unit="m1", t=8_766, state="executing", produced=MALFORMED)
    counters = write(connection, letters, gathered_of(*samples))
    types = types_of(SAMPLE)
    found = connection.query(
        """SELECT count("state") AS n FROM "sample" WHERE "work_unit" = 'm1'""",
        bucket="telemetry",
        types={"n": "int"},
    )
    assert found["n"].tolist() == [9_998]
    assert (counters.stored, counters.rejected) == (9_998, 2)
    # Three tries of the whole, as contract 4.4 says.
    assert counters.retried == 3 * 10_000
    kept = letters.list()
    assert [(one.rejected.reason, one.rejected.index) for one in kept] == [
        ("store_refused", 1_234),
        ("store_refused", 8_765),
    ]
    assert "field type conflict" in kept[0].rejected.detail
    assert "water_l" in kept[0].rejected.detail
    assert "unable to parse integer 9223372036854775808" in kept[1].rejected.detail
    ledger = connection.query(
        'SELECT "samples", "rejected" FROM "delivery"', bucket="telemetry", types=types | {
            "samples": "int", "rejected": "int"
        },
    )  # fmt: skip
    assert ledger[["samples", "rejected"]].to_numpy().tolist() == [[10_000, 2]]


def test_all_lines_of_a_type_in_conflict_are_found_in_few_writes(
    connection: Influx, letters: DeadLetters
) -> None:
    """A body of which InfluxDB dropped every line is not asked about line by line."""
    assert connection.write("telemetry", b'sample,work_unit=other produced="many" 1') is None
    samples = [Sample(unit="m1", t=t, state="executing", produced=t) for t in range(1, 4_001)]
    counters = write(connection, letters, gathered_of(*samples))
    assert (counters.stored, counters.rejected) == (0, 4_000)
    assert all("field type conflict" in one.rejected.detail for one in letters.list())


def test_sample_older_than_the_bucket_keeps_is_dead_lettered(
    influx: Server, letters: DeadLetters
) -> None:
    """A point that InfluxDB would delete at once is a letter in its words; its ledger row passes.

    The ledger row is as old as its sample, so the bucket keeps neither, and nothing hangs on it.
    """
    now = wall_ms()
    with Influx(influx.new_world(retention_s=86_400)) as connection:
        fresh = Sample(unit="m1", t=now, state="executing")
        old = Sample(unit="m1", t=now - 2 * DAY_MS, state="executing")
        counters = write(connection, letters, gathered_of(old, fresh, spooled=now - 2 * DAY_MS))
        assert (counters.stored, counters.rejected) == (1, 1)
        (letter,) = letters.list()
        assert "retention policy" in letter.rejected.detail.lower()
        ledger = connection.query(
            'SELECT "seq" FROM "delivery"', bucket="telemetry", types=types_of(DELIVERY)
        )
        assert ledger.empty
        status = PipelineRow(1_000, "edge_agent", str(LINE), "status", LINE, {"alive": True})
        InfluxStore(connection, wall_ms=wall_ms).write_service(ServiceRows((), (status,)))


def test_ledger_that_is_refused_ends_the_worker(connection: Influx, letters: DeadLetters) -> None:
    """Samples without a ledger would prove nothing, so nothing goes on and a sentence says why."""
    assert connection.write("telemetry", b'delivery,work_center=x seq="one" 1') is None
    sample = Sample(unit="m1", t=1, state="executing")
    with pytest.raises(LedgerRefused, match=r"row of delivery .*field type conflict.*seq"):
        write(connection, letters, gathered_of(sample))
    assert letters.list() == ()


@pytest.mark.parametrize("fault", ["token", "bucket"])
def test_wrong_token_or_bucket_is_no_fault_of_a_sample(
    influx_world: InfluxConfig, letters: DeadLetters, fault: str
) -> None:
    """Neither is tried again nor dead-lettered: the sentence leaves the writer at once."""
    if fault == "token":
        file = influx_world.token_file.with_name("unknown.token")
        file.write_text("nobody-knows-me\n")
        config, said = influx_world.model_copy(update={"token_file": file}), "unknown.token"
    else:
        config, said = influx_world.model_copy(update={"world": "no-such"}), "no-such-telemetry"
    with Influx(config) as connection, pytest.raises(InfluxRefused, match=said):
        write(connection, letters, gathered_of(Sample(unit="m1", t=1, state="executing")))
    assert letters.list() == ()


def test_unanswered_ledger_is_written_again_with_a_later_change_time(tmp_path: Path) -> None:
    """An attempt that may have been stored uses up its time; the data goes again before it."""
    with Gate(fails_on=b"delivery") as gate, Influx(gate.config(tmp_path)) as connection:
        store = InfluxStore(connection, wall_ms=lambda: 5_000)
        batch = gathered_of(Sample(unit="m1", t=1, state="executing")).batch("w")
        with pytest.raises(StoreUnavailable):
            store.write(batch)
        assert store.write(batch) == Outcome()
        kinds = [[line.split(b",")[0] for line in body.split(b"\n")] for body in gate.bodies]
        assert kinds == [[b"sample"], [b"delivery", b"change"]] * 2
        changes = [body.split(b"\n")[1].split()[-1] for body in gate.bodies[1::2]]
        assert changes == [b"5000", b"5001"]


def test_unanswered_births_are_written_again_at_the_same_times(tmp_path: Path) -> None:
    """A repeated attempt doubles no birth, and a later birth takes no earlier one's place."""
    row = PipelineRow(9, "edge_agent", str(LINE), "birth", LINE, {"boot": 1})
    rows = ServiceRows((), (row, row))
    with Gate(fails_on=b"pipeline") as gate, Influx(gate.config(tmp_path)) as connection:
        store = InfluxStore(connection, wall_ms=lambda: 5_000)
        with pytest.raises(StoreUnavailable):
            store.write_service(rows)
        store.write_service(rows)
        store.write_service(rows)
        times = [[line.split()[-1] for line in body.split(b"\n")] for body in gate.bodies]
        assert times == [[b"9", b"10"], [b"9", b"10"], [b"11", b"12"]]


def test_body_that_is_too_large_goes_in_halves_and_in_order(tmp_path: Path) -> None:
    """A 413, as gateways say it, splits the body until it passes; no line is lost or doubled."""
    with Gate(limit=2_000) as gate, Influx(gate.config(tmp_path)) as connection:
        samples = [Sample(unit="m1", t=t, state="executing") for t in range(100)]
        store = InfluxStore(connection, wall_ms=lambda: 5_000)
        assert store.write(gathered_of(*samples).batch("w")) == Outcome()
        lines = b"\n".join(gate.bodies[:-1]).split(b"\n")
        assert [int(line.split()[-1]) for line in lines] == list(range(100))
        assert all(len(body) <= 2_000 for body in gate.bodies)
        gate.limit = 10
        outcome = store.write(gathered_of(samples[0]).batch("w"))
        assert [row.row for row in outcome.refused] == [0]
