"""The commands as people type them: help, reading, exports, refusals."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from factory.plant_files import packaged_plants
from ingest.dead_letters import DeadLetters
from ingest.decode import Rejected
from tests.command_line import factory

LICENCE = Path(__file__).parents[2] / "LICENSE"
COMMANDS = (
    "demo",
    "simulate",
    "replay",
    "edge-agent",
    "ingest",
    "analytics",
    "board",
    "kpi",
    "oee",
    "losses",
    "stops",
    "trade",
    "spc",
    "orders",
    "change",
    "dictionary",
    "audit",
    "explain",
    "recompute",
    "cases",
    "truth",
    "dead-letters",
    "register",
    "automation",
    "green",
    "city-plants",
    "index",
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which half an hour of the demo plant was played."""
    folder = tmp_path_factory.mktemp("played")
    done = factory("demo", "--once", "--hours", "0.5", "--json", "out.json", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_has_an_example(command: tuple[str, ...], tmp_path: Path) -> None:
    """Help on every level shows a line that can be typed."""
    done = factory(*command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"Example: factory {' '.join(command)}".rstrip() in done.stdout


def test_exports_say_the_same_in_every_format(played: Path) -> None:
    """JSON, CSV and Parquet hold equal rows, twice the same bytes, and those of the run."""
    texts: dict[str, bytes] = {}
    for form in ("json", "csv", "parquet"):
        out = played / f"rows.{form}"
        for _ in range(2):
            done = factory("oee", "--by", "unit", "--window", "hour", "--format", form,
                           "--out", str(out), cwd=played)  # fmt: skip
            assert done.returncode == 0, done.stderr
            texts.setdefault(form, out.read_bytes())
            assert out.read_bytes() == texts[form]
    rows: list[dict[str, Any]] = json.loads(texts["json"])
    assert len(rows) == 36
    said = json.loads((played / "out.json").read_text())
    # Targets beside that of OEE are master data's, not the run's.
    wanted = [row for row in said["oee"] if row["level"] == "unit" and row["window"] == "hour"]
    assert [{name: row[name] for name in wanted[0]} for row in rows] == wanted
    read = list(csv.DictReader(io.StringIO(texts["csv"].decode())))
    assert [row["path"] for row in read] == [row["path"] for row in rows]
    assert [float(row["good_quantity"]) for row in read] == [row["good_quantity"] for row in rows]
    with duckdb.connect() as connection:
        stored = connection.sql(
            f"SELECT path, oee_index FROM '{played}/rows.parquet'"  # noqa: S608  a path of this test
        ).fetchall()
    assert stored == [(row["path"], row["oee_index"]) for row in rows]


def test_range_keeps_the_windows_that_meet_it(played: Path) -> None:
    """--from and --to choose windows; an instant without an offset is refused."""
    inside = factory("oee", "--from", "2026-03-02T06:10+08:00", "--format", "json", cwd=played)
    after = factory("oee", "--from", "2026-03-03T06:10+08:00", "--format", "json", cwd=played)
    assert len(json.loads(inside.stdout)) == 3
    assert json.loads(after.stdout) == []
    refused = factory("oee", "--from", "2026-03-02T06:10", cwd=played)
    assert refused.returncode == 2
    assert "--from" in refused.stderr


def test_explain_names_formula_numbers_and_rates(played: Path) -> None:
    """A unit can be named by the end of its path; the text shows where the number comes from."""
    done = factory("explain", "filler", "--window", "hour", cwd=played)
    assert done.returncode == 0, done.stderr
    for words in ("APT / PBT_obs =", "Planned run time per item", "master data", "partial"):
        assert words in done.stdout
    unknown = factory("explain", "nobody", cwd=played)
    assert unknown.returncode == 2
    assert "demo/chongqing/bottling/line-1/filler" in unknown.stderr


def test_a_recomputation_of_equal_data_changes_nothing(played: Path) -> None:
    """A line can be computed again by the end of its path; equal inputs make no new revision."""
    before = factory("oee", "--window", "hour", "--format", "json", cwd=played).stdout
    hour = ("--from", "2026-03-02T06:00+08:00", "--to", "2026-03-02T07:00+08:00")
    done = factory("recompute", "line-1", *hour, cwd=played)
    assert done.returncode == 0, done.stderr
    assert "demo/chongqing/bottling/line-1 is computed again" in done.stdout
    assert factory("oee", "--window", "hour", "--format", "json", cwd=played).stdout == before
    refused = factory("recompute", "filler", *hour, cwd=played)
    assert refused.returncode == 2
    assert "name a line" in refused.stderr


def test_audit_and_dead_letters_of_a_clean_run(played: Path) -> None:
    """Nothing is missing and nothing was refused."""
    audited = factory("audit", cwd=played)
    assert audited.returncode == 0
    assert "nothing is missing" in audited.stdout
    letters = factory("dead-letters", "list", "--format", "json", cwd=played)
    assert json.loads(letters.stdout) == []


def test_a_dead_letter_can_be_listed_and_tried_again(played: Path) -> None:
    """A letter that is good after a fix is stored; one that is not stays, and the exit says so."""
    topic = "sf/v1/demo/chongqing/bottling/line-1/data"
    good = (
        b'{"v":1,"boot":1,"seq":0,"first":0,"spooled":1772403000000,"historical":true,'
        b'"samples":[{"unit":"filler","t":1772402400001,"state":"executing"}]}'
    )
    letters = DeadLetters.open(played / ".factory" / "dead-letters.sqlite")
    for payload in (good, b"not json"):
        letters.add([Rejected("bad_message", "made by a test", topic, payload)], wall_ms=1)
    letters.close()
    listed = factory("dead-letters", "list", "--format", "json", cwd=played)
    assert [row["reason"] for row in json.loads(listed.stdout)] == ["bad_message"] * 2
    tried = factory("dead-letters", "replay", cwd=played)
    assert tried.stdout == "2 tried, 1 stored, 1 refused still\n"
    assert tried.returncode == 1
    left = factory("dead-letters", "list", "--format", "csv", cwd=played)
    assert [row["payload"] for row in csv.DictReader(io.StringIO(left.stdout))] == ["not json"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", "--once", "--start", "2999-01-01T00:00Z"), "in the future"),
        (("demo", "--start", "2999-01-01T00:00Z"), "in the future"),
        (("demo", "--once", "--scenario", "nowhere"), "demo-plant"),
        (("demo", "--once", "--speed", "fast"), "--speed"),
        (("demo", "--once", "--broker", "localhost"), "mqtt://"),
        (("demo", "--once", "--broker", "mqtt://127.0.0.1:1"), "no broker listens"),
        (("oee",), "factory demo"),
        (("oee", "--format", "parquet"), "--out"),
        (("replay", "nothing.txt", "--mapping", "okuma-imts-2022"), "nothing.txt"),
        (("replay", "nothing.txt", "--mapping", "unknown"), "okuma-imts-2022"),
        (("replay", str(LICENCE), "--mapping", "okuma-imts-2022", "--once"), "no SHDR data line"),
        (("demo", "--once", "--json", "nowhere/out.json"), "--json nowhere/out.json"),
        (
            ("replay", str(LICENCE), "--mapping", "x", "--json", "nowhere/out.json"),
            "--json nowhere",
        ),
        (("cases", "nowhere"), "nowhere"),
        (("truth", "--seeds", "many"), "--seeds"),
        (("ingest", "--config", "absent.toml"), "absent.toml"),
        (("edge-agent", "--config", "absent.toml"), "absent.toml"),
        (("analytics", "--config", "absent.toml"), "absent.toml"),
        (("board", "--config", "absent.toml"), "absent.toml"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    """A mistake ends with exit code 2 and a sentence that helps, without a traceback."""
    done = factory(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".factory" / "store.duckdb").exists()


def test_simulate_twice_gives_equal_bytes(tmp_path: Path) -> None:
    """The world is a function of scenario, seed and start."""
    for name in ("one", "two"):
        done = factory("simulate", "--hours", "0.2", "--seed", "3", "--out", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    for file in ("readings.jsonl", "truth.jsonl"):
        first = (tmp_path / "one" / file).read_bytes()
        assert first == (tmp_path / "two" / file).read_bytes()
        assert len(first) > 50_000


def test_samples_of_every_service_pass_their_check() -> None:
    """--check accepts each commented sample; what DuckDB's owner carries does not run alone."""
    root = Path(__file__).parents[2]
    fine = factory("ingest", "--config", "ingest/sample.toml", "--check", cwd=root)
    assert fine.returncode == 0, fine.stderr
    fine = factory("edge-agent", "--config", "edge_agent/sample.toml", "--check", cwd=root)
    assert fine.returncode == 0, fine.stderr
    for service, sample in (
        ("analytics", "analytics/sample.toml"),
        ("board", "dashboards/board/sample.toml"),
    ):
        fine = factory(service, "--config", sample, "--check", cwd=root)
        assert fine.returncode == 0, fine.stderr
        assert f"owner.{service}" in fine.stdout
        refused = factory(service, "--config", sample, cwd=root)
        assert refused.returncode == 2
        assert "factory ingest" in refused.stderr


def test_the_plants_that_ship_are_complete() -> None:
    """Every packaged plant has master data and an agent's file per line."""
    folders = {path.parent for path in packaged_plants().rglob("site.toml")}
    assert len(folders) > 1
    assert {path.parent for path in packaged_plants().glob("*/*/*.agent.toml")} <= folders
    for folder in folders:
        assert list(folder.glob("*.agent.toml"))
