"""JSON lines of a world: byte-identical for the same seed, and complete."""

import io
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from simulators.recorder import JournalWriter, ReadingWriter
from simulators.scenario_file import load_scenario
from simulators.world import World

SCENARIO = load_scenario("two-machines")
END = SCENARIO.start + 3_600_000
ROOT = Path(load_scenario.__code__.co_filename).parents[1]

DIGEST = """
import hashlib, io
from simulators.recorder import JournalWriter, ReadingWriter
from simulators.scenario_file import load_scenario
from simulators.world import World
scenario = load_scenario("demo-plant")
out = io.BytesIO()
world = World(
    scenario, seed=7, start=scenario.start, sinks=lambda path: [JournalWriter(out, line=path)]
)
for path, line in world.lines.items():
    ReadingWriter(out, line=path).write(line.run_until(scenario.start + 3_600_000))
print(len(out.getvalue()), hashlib.sha256(out.getvalue()).hexdigest())
"""


def record(seed: int, step: int) -> tuple[bytes, bytes]:
    """Return the journal and the readings of one hour as bytes."""
    journal, readings = io.BytesIO(), io.BytesIO()
    world = World(
        SCENARIO,
        seed=seed,
        start=SCENARIO.start,
        sinks=lambda path: [JournalWriter(journal, line=path)],
    )
    for path, line in world.lines.items():
        writer = ReadingWriter(readings, line=path)
        for t in range(SCENARIO.start, END + 1, step):
            writer.write(line.run_until(t))
    return journal.getvalue(), readings.getvalue()


def test_same_seed_gives_the_same_bytes() -> None:
    """Journal and readings are byte-identical however the hour was cut; another seed differs."""
    assert record(7, 3_600_000) == record(7, 10_000)
    assert record(7, 3_600_000) != record(8, 3_600_000)


def test_each_line_is_one_object_in_order_of_time() -> None:
    """Every line says which line, when and what."""
    journal, readings = record(7, 3_600_000)
    entries = [msgspec.json.decode(line) for line in journal.splitlines()]
    times = [entry["entry"]["t"] for entry in entries]
    assert times == sorted(times)
    assert {"activity", "order", "pieces", "meter"} <= {
        entry["entry"]["event"] for entry in entries
    }
    first = msgspec.json.decode(readings.splitlines()[0])
    assert first["line"] == "demo/here/area/line-1"
    assert first["unit"] == "CUT01"
    assert first["tags"]["Product"] == "a"


def test_demo_plant_is_the_same_in_every_process() -> None:
    """Nothing depends on hash order: two processes with other hash seeds write the same bytes."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert int(digests.pop().split()[0]) > 1_000_000
