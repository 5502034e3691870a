"""A recording of a real machine through agent, MQTT, ingest, store and OEE."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXTRACT = ROOT / "tests" / "cases" / "shdr" / "extract.shdr.txt"
RECORDING = ROOT.parent / "shared" / "data" / "okuma-imts-2022.shdr.txt"


def replay(recording: Path, folder: Path) -> tuple[list[dict[str, Any]], str]:
    """Replay to the end; return the hours and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "factory.main", "replay", str(recording), "--format", "shdr",
         "--mapping", "okuma-imts-2022", "--once", "--json", str(folder / "out.json"),
         "--data-dir", str(folder / "data")],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "out.json").read_text()), done.stdout


def total(rows: list[dict[str, Any]], field: str) -> float:
    """Sum one field over all hours."""
    return sum(float(row[field]) for row in rows)


def test_an_extract_of_the_recording_gives_hours_with_coverage(tmp_path: Path) -> None:
    """Assets, blocks out of order and lines of one ms end in leaves that fill the run."""
    rows, printed = replay(EXTRACT, tmp_path)
    assert rows
    assert "could not be read" not in printed
    for row in rows:
        assert 0.0 <= row["coverage"] <= 1.0
        assert row["planned_busy_time_s"] == pytest.approx(
            row["actual_production_time_s"]
            + row["actual_unit_setup_time_s"]
            + row["actual_unit_delay_time_s"]
            + row["actual_unit_down_time_s"]
            + row["unknown_time_s"]
        )


@pytest.mark.skipif(not RECORDING.is_file(), reason="the whole recording is not beside the project")
def test_the_whole_recording_gives_the_timeline_read_off_it_by_hand(tmp_path: Path) -> None:
    """Four programs ran: ACTIVE to PROGRAM_COMPLETED, and five parts were counted.

    The recording says ACTIVE from 13:37:22.795 to 13:47:27.758, 13:51:36.771 to 13:54:43.500,
    13:57:44.329 to 13:58:01.081 and 14:21:10.510 to 14:30:19.442 (ms floored), and falls silent
    three times for more than 30 s; the counter starts again twice and rises once unseen.
    """
    rows, _ = replay(RECORDING, tmp_path)
    first, last = (row for row in rows if row["actual_production_time_s"])
    assert first["actual_production_time_s"] == pytest.approx(604.963 + 186.729 + 16.752)
    assert last["actual_production_time_s"] == pytest.approx(548.932)
    assert total(rows, "produced_quantity") == 4
    assert total(rows, "unknown_produced_quantity") == 1
    # 13:37:18.850 to 14:30:19.672 in all; silent 245.801, 177.005 and about 1,386 s.
    assert total(rows, "planned_busy_time_s") == pytest.approx(3180.822)
    assert 1800 < total(rows, "unknown_time_s") < 1815
    assert all(row["withheld"] and row["oee_index"] is None for row in (first, last))
    assert first["good_quantity"] == 3
