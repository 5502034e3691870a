"""A real InfluxDB is set up once and stays so, and each token does its work and no more."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from factory.errors import ConfigError
from factory.influx_admin.api import InfluxApi
from factory.influx_admin.plan import DAY_S, RIGHTS, ROLES, Role
from factory.influx_admin.setup import InfluxTarget, drop_world, opened, rotate, set_up
from influx.buckets import BUCKETS
from tests.influxd import Influxd, Server
from tests.integration.influx_target import (
    hows,
    manage,
    modes,
    read,
    target_on,
    token_of,
    what_changed,
    write,
)

WORLD = "demo-7"


@pytest.fixture
def target(influx: Server, tmp_path: Path) -> InfluxTarget:
    """A place for the live set, not yet set up."""
    return target_on(influx, tmp_path)


def state(api: InfluxApi) -> tuple[object, ...]:
    """Return all that setting up cares for, with the server's ids."""
    rows = (api.buckets(), api.mappings(), api.tokens())
    return tuple(sorted(map(repr, row)) for row in rows)


def test_new_server_is_onboarded(influxd_server: Callable[[], Influxd], tmp_path: Path) -> None:
    """A server that nobody set up gets an admin token, in a file of its owner's, and all else."""
    place = InfluxTarget(url=influxd_server().url, tokens=tmp_path / "tokens")
    assert hows(set_up(place)) == {"made"}
    assert hows(set_up(place)) == {"there"}
    assert modes(place.tokens) == dict.fromkeys(
        [
            *("admin.token", "analytics.token", "board.token", "grafana.header"),
            *("grafana.token", "ingest.token"),
        ],
        "0o600",
    )
    with opened(place) as api:
        keeps = {bucket.name: bucket.keeps_s for bucket in api.buckets() if bucket.name in BUCKETS}
    assert keeps == {"telemetry": 30 * DAY_S, "register": 0, "kpi": 0}
    # Nobody can sign in, for the user has no password.
    assert manage(place, "none", "POST", "/api/v2/signin", None).status == 401


def test_new_server_takes_the_admin_token_that_is_named(
    influxd_server: Callable[[], Influxd], tmp_path: Path
) -> None:
    """A secret made beforehand becomes the admin token, and is copied nowhere."""
    secret, password = tmp_path / "secret", tmp_path / "password"
    secret.write_text("made-beforehand\n")
    password.write_text("long enough to sign in\n")
    place = InfluxTarget(
        url=influxd_server().url, tokens=tmp_path / "tokens", admin_token_file=secret, world=WORLD
    )
    assert hows(set_up(place, admin_password_file=password)) == {"made"}
    assert "admin.token" not in modes(place.tokens)
    with opened(place) as api:
        assert {bucket.keeps_s for bucket in api.buckets() if bucket.name.startswith(WORLD)} == {0}
        assert "telemetry" not in {bucket.name for bucket in api.buckets()}


def test_setting_up_twice_changes_nothing(target: InfluxTarget) -> None:
    """The second time all is there, down to the ids on the server and the bytes of the files."""
    set_up(target)
    with opened(target) as api:
        before = state(api)
    files = {path: path.read_bytes() for path in target.tokens.rglob("*.*")}
    assert hows(set_up(target)) == {"there"}
    with opened(target) as api:
        assert state(api) == before
    assert {path: path.read_bytes() for path in target.tokens.rglob("*.*")} == files


@pytest.mark.parametrize("role", ROLES)
def test_token_does_its_work_and_no_more(role: Role, target: InfluxTarget) -> None:
    """Each allowed operation goes well, each other one is refused; nobody manages anything."""
    set_up(target)
    set_up(replace(target, world=WORLD))
    token = token_of(target, role)
    for bucket in BUCKETS:
        assert write(target, token, bucket).stored == (("write", bucket) in RIGHTS[role])
        for database in (bucket, f"live-{bucket}"):
            assert read(target, token, database).read == (("read", bucket) in RIGHTS[role])
        assert not write(target, token, f"{WORLD}-{bucket}").stored
        assert read(target, token, f"{WORLD}-{bucket}").read == (role == "grafana")
    with opened(target) as api:
        ids = {row.name: row.id for row in api.buckets()}
    for bucket in BUCKETS:
        # To InfluxDB, whoever may write a bucket may delete it too.
        if ("write", bucket) not in RIGHTS[role]:
            refused = manage(target, token, "DELETE", f"/api/v2/buckets/{ids[bucket]}", None)
            assert refused.status == 401
    for path in ("/api/v2/buckets", "/api/v2/orgs", "/api/v2/users"):
        assert manage(target, token, "POST", path, {"name": "mine"}).status >= 400
    seen = manage(target, token, "GET", "/api/v2/authorizations", None)
    assert '"token"' not in seen.body


def test_world_is_kept_apart(target: InfluxTarget) -> None:
    """A world's tokens reach its buckets only, and Grafana reads both sets in one query's words."""
    set_up(target)
    grafana = token_of(target, "grafana")
    played = replace(target, world=WORLD)
    assert (
        len([line for line in what_changed(set_up(played)) if "changed  token of gr" in line]) == 1
    )
    assert read(target, grafana, "kpi").status == 401, "the narrower token is deleted"
    header = (target.tokens / "grafana.header").read_text()
    assert header == f"Token {token_of(target, 'grafana')}"
    for role in ("ingest", "analytics"):
        token = token_of(played, role)
        assert write(target, token, f"{WORLD}-telemetry").stored
        assert not write(target, token, "telemetry").stored
        assert not read(target, token, "telemetry").read
    for one in ("live", WORLD):
        query = f'SELECT "a" FROM "{one}-telemetry"."autogen"."probe"'  # noqa: S608 - our names
        assert read(target, token_of(target, "grafana"), "kpi", query).read
    assert hows(set_up(played)) == hows(set_up(target)) == {"there"}


def test_dropped_world_leaves_nothing(target: InfluxTarget) -> None:
    """Buckets, tokens and files of a world go; the live set and Grafana's token stay."""
    set_up(target)
    played = replace(target, world=WORLD)
    set_up(played)
    ingest = token_of(played, "ingest")
    assert len(drop_world(played)) == len(BUCKETS)
    assert not (target.tokens / WORLD).exists()
    assert write(target, ingest, f"{WORLD}-telemetry").status == 401
    with opened(target) as api:
        assert not [row for row in api.buckets() if row.name.startswith(WORLD)]
        assert not [row for row in api.mappings() if row.database.startswith(WORLD)]
    assert hows(set_up(target)) == {"there"}
    assert drop_world(played) == []
    with pytest.raises(ConfigError, match="never dropped"):
        drop_world(target)


@pytest.mark.parametrize("role", ROLES)
def test_rotation_ends_the_old_token(role: Role, target: InfluxTarget) -> None:
    """The new token works, the old one is refused, and the others go on."""
    set_up(target)
    before = {one: token_of(target, one) for one in ROLES}
    assert hows(rotate(target, role)) == {"changed"}
    after = {one: token_of(target, one) for one in ROLES}
    assert {one for one in ROLES if before[one] != after[one]} == {role}
    assert read(target, before[role], "kpi").status == 401
    assert read(target, after[role], "kpi").status == 200
    assert (target.tokens / "grafana.header").read_text() == f"Token {after['grafana']}"
    assert hows(set_up(target)) == {"there"}


def test_rotation_in_a_world_is_of_its_own_tokens(target: InfluxTarget) -> None:
    """A world's token is replaced in its folder; Grafana's is not a world's."""
    set_up(target)
    played = replace(target, world=WORLD)
    set_up(played)
    live, old = token_of(target, "ingest"), token_of(played, "ingest")
    rotate(played, "ingest")
    assert token_of(target, "ingest") == live
    assert token_of(played, "ingest") != old
    assert read(target, old, "kpi").status == 401
    with pytest.raises(ConfigError, match="without --world"):
        rotate(played, "grafana")


def test_many_worlds_are_all_seen(target: InfluxTarget) -> None:
    """More buckets, databases and tokens than one page of an answer holds are still all there."""
    set_up(target)
    played = [replace(target, world=f"w-{number}") for number in range(9)]
    for world in played:
        set_up(world)
    assert hows(set_up(played[0])) == {"there"}
    with opened(target) as api:
        assert len(api.mappings()) == 6 + 9 * 3
        assert len([row for row in api.tokens() if row.description.startswith("factory")]) == 4 + 27
    grafana = token_of(target, "grafana")
    assert all(read(target, grafana, f"w-{number}-kpi").read for number in range(9))


def test_rotating_before_a_world_is_set_up_says_what_to_do_first(target: InfluxTarget) -> None:
    """A token cannot be given rights on buckets that are not there, so nothing is made."""
    set_up(target)
    with pytest.raises(ConfigError, match="factory influx setup --world never-made"):
        rotate(replace(target, world="never-made"), "board")
