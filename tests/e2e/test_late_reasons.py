"""A stop gets its reason later, as people do it: a CSV, then reports and explanations."""

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.queries import iso
from factory.when import wall_ms
from tests.command_line import factory

Row = dict[str, Any]


@pytest.fixture(scope="module", params=["duckdb", "influx"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an hour of the demo plant was played, on each store."""
    folder = tmp_path_factory.mktemp("late")
    place: tuple[str, ...] = ()
    if request.param == "influx":
        server = request.getfixturevalue("influx")
        tokens = folder / ".influx-tokens"
        tokens.mkdir()
        (tokens / "admin.token").write_text(server.admin_token + "\n")
        place = ("--store", "influx", "--url", server.url, "--world", "late-reasons")
    done = factory("demo", "--once", "--hours", "1", "--seed", "7", *place, cwd=folder)
    assert "nothing is missing" in done.stdout, done.stdout + done.stderr
    return folder


def rows(folder: Path, *command: str) -> list[Row]:
    """Return what a command lists."""
    done = factory(*command, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: list[Row] = json.loads(done.stdout)
    return found


def test_reason_of_a_csv_revises_and_keeps_what_was_known(played: Path) -> None:
    """The stop has its reason, the hour a revision that says why, the answer before stays."""
    hour = ("kpi", "--by", "unit", "--window", "hour", "--path")
    jam = next(stop for stop in rows(played, "stops") if stop["reason"] == "thread_break")
    unit, start = jam["path"], jam["start"]
    before = rows(played, *hour, unit)
    then = iso(wall_ms())
    table = played / "reasons.csv"
    table.write_text(f"path,start,reason,by\n{unit},{start},mechanic_repair,op-7\n")
    refused = factory("stops", "assign", "reasons.csv", cwd=played)
    assert refused.returncode == 2
    assert "thread_break: ask with force" in refused.stderr
    table.write_text(f"path,start,reason,by,force\n{unit},{start},mechanic_repair,op-7,true\n")
    assigned = factory("stops", "assign", "reasons.csv", cwd=played)
    assert assigned.returncode == 0, assigned.stderr
    assert "1 kept; the figures are computed again" in assigned.stdout
    corrected = [stop for stop in rows(played, "stops") if stop["path"] == unit]
    assert [stop["reason"] for stop in corrected if stop["start"] == start] == ["mechanic_repair"]
    (after,) = rows(played, *hour, unit)
    assert after["revision"] == 2
    assert after["corrective_maintenance_time_s"] == pytest.approx(jam["duration_s"])
    assert rows(played, *hour, unit, "--as-of", then) == before
    explained = factory("explain", unit, "--window", "hour", "--revisions", "1,2", cwd=played)
    assert explained.returncode == 0, explained.stderr
    assert "revision 2: late reason" in explained.stdout
    assert "corrective_maintenance_time_s" in explained.stdout


def test_list_is_taken_whole_or_not_at_all(played: Path) -> None:
    """One wrong row refuses the file, and its sentence names file, line and what would be right."""
    stop = next(one for one in rows(played, "stops") if one["reason"] == "thread_break")
    good = f"{stop['path']},{stop['start']},{stop['end']},needle_break,op-7,true"
    (played / "wrong.csv").write_text(
        f"path,start,end,reason,by,force\n{good}\n{good.replace('needle_break', 'needle_brake')}\n"
    )
    refused = factory("stops", "assign", "wrong.csv", cwd=played)
    assert refused.returncode == 2
    assert "row 2" in refused.stderr
    assert "did you mean needle_break" in refused.stderr
    assert stop in rows(played, "stops")
    (played / "bare.csv").write_text("path,start\nx,y\n")
    refused = factory("stops", "assign", "bare.csv", cwd=played)
    assert refused.returncode == 2
    assert "bare.csv, line 2: 'reason' is missing" in refused.stderr
