"""`factory influx check` names what a real InfluxDB lacks, and no command prints a token."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from factory.cli.influx import app
from factory.influx_admin.api import InfluxApi
from factory.influx_admin.check import check
from factory.influx_admin.plan import ROLES, token_file
from factory.influx_admin.setup import InfluxTarget, opened, set_up
from influx.buckets import BUCKETS
from tests.influxd import Server
from tests.integration.influx_target import read, target_on, token_of

WORLD = "demo-7"


@pytest.fixture
def target(influx: Server, tmp_path: Path) -> InfluxTarget:
    """The live set, set up."""
    place = target_on(influx, tmp_path)
    set_up(place)
    return place


def missing(target: InfluxTarget) -> list[str]:
    """Return what is not as it should be."""
    return [str(finding) for finding in check(target) if not finding.ok]


def test_check_of_what_was_set_up_finds_all_and_leaves_no_trace(target: InfluxTarget) -> None:
    """Every right is tried, and afterwards the buckets are as empty as before."""
    findings = check(target)
    assert all(finding.ok for finding in findings)
    said = "\n".join(str(finding) for finding in findings)
    for line in ("ingest may write telemetry", "analytics may write kpi", "board may read kpi"):
        assert f"ok  {line}" in said
    for bucket in BUCKETS:
        found = read(target, token_of(target, "board"), bucket, "SHOW MEASUREMENTS")
        assert found.body == '{"results":[{"statement_id":0}]}\n'


def test_check_of_a_world_looks_at_its_buckets(target: InfluxTarget) -> None:
    """Before it is set up everything of a world is missing, afterwards nothing."""
    played = replace(target, world=WORLD)
    said = "\n".join(missing(played))
    assert f"NOT bucket {WORLD}-kpi: it is not there" in said
    assert (
        said.count(f"run `factory influx setup --world {WORLD}`") == said.count("run `factory") > 3
    )
    set_up(played)
    assert missing(played) == []
    assert missing(target) == []


def test_check_names_what_cannot_be_tried(target: InfluxTarget) -> None:
    """A lost, a dead and an open token file are each named, with the command that mends them."""
    token_file(target.tokens, "ingest").unlink()
    token_file(target.tokens, "board").write_text("of-another-server\n")
    token_file(target.tokens, "analytics").chmod(0o644)
    (target.tokens / "grafana.header").write_text("Token old")
    found = missing(target)
    assert len(found) == 4
    for line, word in zip(
        found, ("ingest", "analytics.token", "grafana.header", "board"), strict=True
    ):
        assert word in line
        assert "factory influx setup" in line
    assert "of-another-server" not in "".join(found)
    set_up(target)
    assert missing(target) == []


def _without_bucket(api: InfluxApi) -> None:
    api.delete_bucket(next(row for row in api.buckets() if row.name == "kpi"))


def _without_alias(api: InfluxApi) -> None:
    api.unmap(next(row for row in api.mappings() if row.database == "live-kpi"))


def _without_token(api: InfluxApi) -> None:
    api.delete_token(next(row for row in api.tokens() if row.description == "factory board"))


@pytest.mark.parametrize(
    ("lose", "told"),
    [
        (_without_bucket, "NOT analytics may write kpi: there is no bucket kpi"),
        (_without_alias, "NOT grafana may read kpi"),
        (_without_token, "NOT the server knows the token of board"),
    ],
)
def test_check_names_what_the_server_lost(
    lose: Callable[[InfluxApi], None], told: str, target: InfluxTarget
) -> None:
    """What somebody removed on the server is named, and setting up again brings it back."""
    with opened(target) as api:
        lose(api)
    assert told in "\n".join(missing(target))
    set_up(target)
    assert missing(target) == []


def test_check_names_a_token_that_may_do_too_much(target: InfluxTarget) -> None:
    """A token with rights that its service has no need of is no good token."""
    token_file(target.tokens, "board").write_text(token_of(target, "analytics") + "\n")
    assert [line.partition(",")[0] for line in missing(target)] == [
        "NOT board may not write telemetry",
        "NOT board may not write kpi",
    ]


def test_check_of_no_server_says_so(target: InfluxTarget) -> None:
    """Where nothing answers, that is the one finding."""
    found = missing(replace(target, url="http://127.0.0.1:9"))
    assert len(found) == 1
    assert "127.0.0.1:9" in found[0]
    assert "--url" in found[0]


@contextmanager
def _all_tokens(target: InfluxTarget, known: set[str]) -> Iterator[None]:
    """Note every token that is there after a step."""
    yield
    known |= {path.read_text().split()[-1] for path in target.tokens.rglob("*.*")}


def test_no_command_prints_a_token(influx: Server, tmp_path: Path) -> None:
    """Setting up, again, for a world, rotating, checking, failing: no output holds any token."""
    target = target_on(influx, tmp_path)
    known = {influx.admin_token}
    options = [
        *("--url", target.url, "--org", target.org, "--tokens", str(target.tokens)),
        *("--admin-token-file", str(target.admin_file)),
    ]

    def run(*arguments: str) -> Result:
        with _all_tokens(target, known):
            return CliRunner().invoke(app, [*arguments[:1], *options, *arguments[1:]])

    steps = [
        run("setup"),
        run("setup"),
        run("setup", "--world", WORLD),
        *(run("setup", "--rotate", role) for role in ROLES),
        run("check"),
        run("check", "--world", WORLD),
    ]
    assert {result.exit_code for result in steps} == {0}
    token_file(target.tokens, "board").write_text(influx.admin_token)
    steps.append(run("check"))
    token_file(target.tokens, "board").write_text("unknown-to-all")
    steps.append(run("check"))
    assert [result.exit_code for result in steps[-2:]] == [1, 1]
    steps.append(run("setup", "--admin-token-file", str(token_file(target.tokens, "ingest"))))
    assert steps[-1].exception is not None
    said = "".join(f"{result.output}{result.stderr}{result.exception!r}" for result in steps)
    assert "token of grafana" in said
    assert len(known) == 1 + 4 + 3 + 1 + 4 + 1
    assert not [token for token in known if token in said]


def test_command_without_a_server_ends_with_a_sentence(tmp_path: Path) -> None:
    """A server that is not there is one sentence and exit code 2, and no file is made."""
    tokens = tmp_path / "tokens"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "factory.main", "influx", "setup", "--wait", "0"),
            *("--url", "http://127.0.0.1:9", "--tokens", str(tokens)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("factory: InfluxDB at http://127.0.0.1:9 does not answer")
    assert len(done.stderr.splitlines()) == 1
    assert not tokens.exists()
