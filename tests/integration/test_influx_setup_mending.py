"""What differs from what should be is put right on a real InfluxDB, or told in a sentence."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from factory.errors import ConfigError
from factory.influx_admin.plan import DAY_S, ROLES, token_file
from factory.influx_admin.setup import InfluxTarget, opened, rotate, set_up
from influx.buckets import BUCKETS
from influx.errors import BadInfluxConfig, InfluxAway, InfluxRefused
from tests.influxd import Influxd, Server
from tests.integration.influx_target import (
    hows,
    modes,
    read,
    target_on,
    token_of,
    what_changed,
    write,
)


@pytest.fixture
def target(influx: Server, tmp_path: Path) -> InfluxTarget:
    """A place for the live set, not yet set up."""
    return target_on(influx, tmp_path)


def test_group_may_read_the_tokens(target: InfluxTarget) -> None:
    """With a group, files are 0640 and its; the admin token is for nobody else."""
    group = 4242 if os.geteuid() == 0 else os.getgroups()[-1]
    set_up(target)
    shared = replace(target, group=group)
    assert len(what_changed(set_up(shared))) == len(ROLES)
    assert hows(set_up(shared)) == {"there"}
    assert set(modes(target.tokens).values()) == {"0o640"}
    assert {path.stat().st_gid for path in target.tokens.iterdir()} == {group}


def test_missing_file_is_written_again(target: InfluxTarget) -> None:
    """A token whose file was lost goes on under the same words, so that its services do too."""
    set_up(target)
    token = token_of(target, "board")
    token_file(target.tokens, "board").unlink()
    (target.tokens / "grafana.header").unlink()
    changed = what_changed(set_up(target))
    assert len(changed) == 2
    assert "file was missing" in changed[1]
    assert token_of(target, "board") == token
    assert (target.tokens / "grafana.header").exists()


def test_file_that_the_server_does_not_know_is_replaced(target: InfluxTarget) -> None:
    """A file of another server's token is said, and put right."""
    set_up(target)
    token = token_of(target, "board")
    token_file(target.tokens, "board").write_text("of-another-server\n")
    assert "held another" in "".join(what_changed(set_up(target)))
    assert token_of(target, "board") == token


def test_token_with_other_rights_is_replaced(target: InfluxTarget, influx: Server) -> None:
    """A token that may do more, or less, is deleted and made anew; an admin's is not deleted."""
    set_up(target)
    with opened(target) as api:
        kpi = next(row.id for row in api.buckets() if row.name == "kpi")
        for token in api.tokens():
            if token.description in {"factory board", "factory ingest"}:
                api.delete_token(token)
        wide = api.make_token("factory board", [("read", kpi), ("write", kpi)])
    token_file(target.tokens, "board").write_text(wide + "\n")
    token_file(target.tokens, "ingest").write_text(influx.admin_token + "\n")
    assert len(what_changed(set_up(target))) == 2
    assert token_of(target, "board") != wide
    assert write(target, wide, "kpi").status == 401
    assert not read(target, token_of(target, "ingest"), "kpi").read
    assert read(target, influx.admin_token, "kpi").status == 200


def test_token_made_by_hand_is_kept(target: InfluxTarget) -> None:
    """A token with just the right rights stays in its file, whatever it is called."""
    set_up(target)
    with opened(target) as api:
        ids = {row.name: row.id for row in api.buckets()}
        mine = api.make_token("by hand", [("read", ids[bucket]) for bucket in BUCKETS])
    token_file(target.tokens, "board").write_text(mine + "\n")
    changed = what_changed(set_up(target))
    assert len(changed) == 1
    assert "1 left over deleted" in changed[0]
    assert token_of(target, "board") == mine
    assert hows(set_up(target)) == {"there"}


def test_retention_is_changed_and_said(target: InfluxTarget) -> None:
    """Another number of days is given to the bucket that is there, either way."""
    set_up(target)
    for days, before in ((3, 30), (400, 3)):
        changed = what_changed(set_up(target, retention_days=days))
        assert changed == [
            f"changed  bucket telemetry, rows kept {days} days (was rows kept {before} days)"
        ]
        with opened(target) as api:
            assert {row.keeps_s for row in api.buckets() if row.name == "telemetry"} == {
                days * DAY_S
            }


def test_database_of_another_bucket_is_mapped_again(target: InfluxTarget) -> None:
    """A database that stands for the wrong bucket is put right."""
    set_up(target)
    with opened(target) as api:
        register = next(row for row in api.buckets() if row.name == "register")
        api.unmap(next(row for row in api.mappings() if row.database == "live-kpi"))
        api.map("live-kpi", register)
    changed = what_changed(set_up(target))
    assert len(changed) == 1
    assert "live-kpi" in changed[0]
    assert hows(set_up(target)) == {"there"}


def test_wrong_admin_token_is_told(target: InfluxTarget, tmp_path: Path) -> None:
    """A token that is no admin's is named by its file, never shown, and nothing is made."""
    set_up(target)
    wrong = tmp_path / "wrong.token"
    for text in ("nobody-knows-me", token_of(target, "analytics")):
        wrong.write_text(text)
        with pytest.raises(InfluxRefused, match=r"wrong\.token.*--admin-token-file") as refused:
            set_up(replace(target, admin_token_file=wrong, tokens=tmp_path / "other"))
        assert text not in str(refused.value)
    assert not (tmp_path / "other").exists()


def test_server_set_up_by_others_needs_its_admin_token(
    target: InfluxTarget, tmp_path: Path
) -> None:
    """Without the admin token of a server in use, the sentence says which file to name."""
    stranger = replace(target, admin_token_file=None, tokens=tmp_path / "other")
    with pytest.raises(ConfigError, match=r"set up already.*--admin-token-file"):
        set_up(stranger)
    with pytest.raises(BadInfluxConfig, match=r"admin\.token"):
        rotate(stranger, "ingest")
    assert not (tmp_path / "other").exists()


def test_server_that_is_not_there_is_told(target: InfluxTarget) -> None:
    """A server that never answers is given up after a while, with its address."""
    with pytest.raises(InfluxAway, match=r"127\.0\.0\.1:9 .*--url"):
        set_up(replace(target, url="http://127.0.0.1:9", wait_s=0.3))
    with pytest.raises(ConfigError, match="ftp://nowhere"):
        replace(target, url="ftp://nowhere")


def test_server_that_starts_late_is_waited_for(
    influxd_server: Callable[[], Influxd], tmp_path: Path
) -> None:
    """What is started together may answer in any order."""
    server = influxd_server()
    server.kill()
    place = InfluxTarget(url=server.url, tokens=tmp_path / "tokens")
    with pytest.raises(InfluxAway):
        set_up(replace(place, wait_s=0.0))
    server.start()
    assert hows(set_up(place)) == {"made"}
