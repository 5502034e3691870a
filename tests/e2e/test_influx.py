"""The demo plant on a real InfluxDB, through the command line: the same numbers as on DuckDB."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analytics.account import Counted
from contract.kpi import KPI_FIELD_NAMES
from factory.influx_place import InfluxPlace
from factory.influx_stores import open_influx
from factory.when import wall_ms
from tests.command_line import factory
from tests.influxd import Server

HOURS = "2"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Played:
    """A finished run on InfluxDB, with all that a command needs to read it again."""

    folder: Path
    server: Server
    written: dict[str, Any]

    def factory(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `factory` in the run's folder."""
        return factory(*arguments, cwd=self.folder)

    @property
    def there(self) -> tuple[str, ...]:
        """The options that name the run's buckets from anywhere."""
        return ("--store", "influx", "--url", self.server.url, "--world", "demo-plant-7-2h")


@pytest.fixture(scope="module")
def played(influx: Server, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Two hours of the demo plant on InfluxDB, set up by the demo itself."""
    folder = tmp_path_factory.mktemp("influx-demo")
    tokens = folder / ".influx-tokens"
    tokens.mkdir()
    (tokens / "admin.token").write_text(influx.admin_token + "\n")
    done = factory(
        "demo", "--once", "--hours", HOURS, "--seed", "7", "--store", "influx",
        "--url", influx.url, "--json", "out.json", cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Played(folder, influx, json.loads((folder / "out.json").read_text()))


def test_run_on_influxdb_is_what_really_happened(played: Played) -> None:
    """Every KPI row equals the simulator's truth, and every sample has its fate."""
    assert played.written["differences"] == []
    assert len(played.written["oee"]) == len(played.written["truth"]) > 100
    assert [row["missing"] for row in played.written["conservation"]] == [0, 0, 0]
    assert all(row["stored"] == row["sent"] > 0 for row in played.written["conservation"])


def test_kpis_on_influxdb_equal_those_on_duckdb(played: Played, tmp_path: Path) -> None:
    """The same world gives the same rows on both stores, each number to 1e-9."""
    done = factory("demo", "--once", "--hours", HOURS, "--json", "out.json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    here = _by_key(json.loads((tmp_path / "out.json").read_text())["oee"])
    there = _by_key(played.written["oee"])
    assert there.keys() == here.keys()
    for key, row in here.items():
        for name in KPI_FIELD_NAMES:
            # A ratio without a value has none on either store.
            same = None if row[name] is None else pytest.approx(row[name], rel=1e-9, abs=1e-9)
            assert there[key][name] == same, (key, name)
        assert there[key]["planned_quantity"] == row["planned_quantity"]
        assert there[key]["inputs_hash"] == row["inputs_hash"]


def test_data_directory_remembers_its_influxdb(played: Played) -> None:
    """`factory oee` needs no options after a run: the same rows as with all of them."""
    remembered = played.factory("oee", "--by", "line", "--window", "hour", "--format", "csv")
    assert remembered.returncode == 0, remembered.stderr
    named = played.factory(
        "oee", "--by", "line", "--window", "hour", "--format", "csv", *played.there
    )
    assert named.stdout == remembered.stdout
    assert len(named.stdout.splitlines()) == 7


def test_audit_and_explain_answer_from_influxdb(played: Played) -> None:
    """Conservation and an explanation are read from the buckets as they are from a file."""
    audit = played.factory("audit")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert "nothing is missing" in audit.stdout
    explained = played.factory("explain", "filler", "--window", "hour")
    assert explained.returncode == 0, explained.stderr
    assert "availability" in explained.stdout


def test_recomputing_on_influxdb_changes_nothing(played: Played) -> None:
    """Computed again from the same samples, every row is the same row."""
    before = played.factory("oee", "--by", "unit", "--window", "hour", "--format", "csv").stdout
    done = played.factory(
        "recompute", "line-1", "--from", "2026-03-02T06:00+08:00", "--to", "2026-03-02T08:00+08:00"
    )
    assert done.returncode == 0, done.stderr
    after = played.factory("oee", "--by", "unit", "--window", "hour", "--format", "csv").stdout
    assert after == before


def test_buckets_of_one_world_refuse_another(played: Played, tmp_path: Path) -> None:
    """Another seed may not be mixed into the buckets of a world, and says how to go on."""
    done = factory(
        "demo", "--once", "--hours", HOURS, "--seed", "8", *played.there,
        "--tokens", str(played.folder / ".influx-tokens"), cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "seed 7" in done.stderr
    assert "--world" in done.stderr


def test_live_start_older_than_the_retention_is_refused(played: Played, tmp_path: Path) -> None:
    """InfluxDB would drop the points, so the sentence comes before anything is sent."""
    tokens = str(played.folder / ".influx-tokens")
    server = ("--url", played.server.url, "--tokens", tokens)
    assert factory("influx", "setup", *server, cwd=tmp_path).returncode == 0
    done = factory(
        "demo", "--store", "influx", *server, "--start", "2026-03-02T06:00+08:00", "--port", "0",
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "30 days" in done.stderr
    assert "--world" in done.stderr


def test_buckets_that_were_never_made_say_how(influx: Server, tmp_path: Path) -> None:
    """Without the admin token the command that makes the buckets is named."""
    done = factory(
        "demo", "--once", "--hours", "1", "--store", "influx", "--url", influx.url, cwd=tmp_path
    )
    assert done.returncode == 2
    assert f"factory influx setup --url {influx.url} --world demo-plant-7-1h" in done.stderr


def test_reading_needs_the_token_of_the_board_only(played: Played, tmp_path: Path) -> None:
    """Who only reads a store need hold no token that may write, or delete, its buckets."""
    name = "demo-plant-7-2h"
    (tmp_path / name).mkdir()
    token = played.folder / ".influx-tokens" / name / "board.token"
    (tmp_path / name / "board.token").write_text(token.read_text())
    tokens = ("--tokens", str(tmp_path))
    for command in ("oee", "audit"):
        done = factory(command, *played.there, *tokens, cwd=tmp_path)
        assert done.returncode == 0, done.stderr


def test_directory_goes_on_in_its_influxdb(played: Played) -> None:
    """Without --store a run goes on where the directory's world is kept."""
    done = played.factory("demo", "--once", "--hours", HOURS, "--seed", "7")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (played.folder / ".factory" / "store.duckdb").exists()


def test_fresh_that_cannot_empty_the_buckets_empties_nothing(played: Played) -> None:
    """A refused --fresh leaves the data directory, with what its spools hold, as it was."""
    before = sorted((played.folder / ".factory").rglob("*"))
    once = ("demo", "--once", "--hours", HOURS, "--store", "influx", "--fresh")
    for wrong in (
        ("demo", "--store", "influx", "--fresh", "--url", played.server.url),
        (*once, "--url", "http://127.0.0.1:9"),
        (*once, "--url", played.server.url, "--tokens", "nowhere"),
    ):
        done = played.factory(*wrong)
        assert done.returncode == 2, done.stdout
        assert done.stderr.splitlines()[-1].startswith("factory: ")
        assert sorted((played.folder / ".factory").rglob("*")) == before


def test_new_world_says_that_grafana_has_another_token(played: Played) -> None:
    """A token cannot be given a right, so it is replaced; a running Grafana must be told."""
    done = played.factory(
        "demo", "--once", "--hours", "0.05", "--store", "influx", "--url", played.server.url,
        "--data-dir", "another",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "restart grafana" in done.stderr


def test_dead_letters_that_are_not_there_are_refused(played: Played) -> None:
    """A mistyped file is no worker without dead letters, and is not made."""
    done = played.factory("dead-letters", "list", "--dead-letters", "typo.sqlite")
    assert done.returncode == 2
    assert "typo.sqlite" in done.stderr
    assert not (played.folder / "typo.sqlite").exists()


def test_live_plant_that_is_computed_is_not_computed_twice(played: Played, tmp_path: Path) -> None:
    """Who would recompute beside a running analytics is told, also where it runs in the demo."""
    server = ("--url", played.server.url, "--tokens", str(played.folder / ".influx-tokens"))
    assert factory("influx", "setup", *server, cwd=tmp_path).returncode == 0
    place = InfluxPlace(url=played.server.url, tokens=str(played.folder / ".influx-tokens"))
    with open_influx(place) as stores:
        account = stores.account()
        assert account is not None
        account.write(
            Counted(received=0, stored=0, rejected=0, retried=0, taken=None), wall_ms=wall_ms()
        )
        assert "--analytics-url" in stores.in_use()
    with open_influx(msgspec.structs.replace(place, world="demo-plant-7-2h")) as stores:
        assert stores.in_use() == ""


def _by_key(rows: list[Row]) -> dict[tuple[str, ...], Row]:
    return {
        tuple(str(row[name]) for name in ("level", "path", "window", "window_start")): row
        for row in rows
    }
