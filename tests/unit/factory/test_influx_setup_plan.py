"""What InfluxDB must hold is said by names alone: sets of buckets, roles, rights, files."""

from pathlib import Path

import pytest

from factory.influx_admin.plan import (
    RIGHTS,
    Change,
    description,
    rights,
    roles_of,
    token_file,
    worlds,
)

LIVE = ("telemetry", "register", "kpi")
DEMO = ("demo-7-telemetry", "demo-7-register", "demo-7-kpi")


def test_worlds_are_found_by_their_three_buckets() -> None:
    """A set counts when all its buckets are there; other buckets are nobody's."""
    assert worlds([*LIVE, *DEMO, "half-telemetry", "half-kpi", "notes", "_tasks"]) == ["", "demo-7"]
    assert worlds(DEMO) == ["demo-7"]


@pytest.mark.parametrize("name", ["live", "Big", "-x", "_x", ""])
def test_worlds_have_names_of_ours(name: str) -> None:
    """Buckets whose names only look like a set's are left alone."""
    assert worlds(f"{name}-{bucket}" for bucket in LIVE) == []


def test_only_analytics_and_ingest_write() -> None:
    """Who looks at figures cannot change them, and ingest reads nothing."""
    writers = {
        role for role, some in RIGHTS.items() if any(action == "write" for action, _ in some)
    }
    assert writers == {"ingest", "analytics"}
    assert not any(action == "read" for action, _ in RIGHTS["ingest"])
    assert ("write", "kpi") not in RIGHTS["ingest"]
    assert ("write", "register") not in RIGHTS["analytics"]


def test_rights_of_a_role_stay_in_its_world() -> None:
    """A token of a world reaches no other set, but Grafana's reads all that exist."""
    known = [*LIVE, *DEMO, "half-kpi"]
    assert rights("ingest", "demo-7", known) == {
        ("write", "demo-7-telemetry"),
        ("write", "demo-7-register"),
    }
    assert rights("board", "", known) == {("read", name) for name in LIVE}
    assert rights("grafana", "demo-7", known) == {("read", name) for name in (*LIVE, *DEMO)}


def test_token_files_of_a_world_lie_in_its_folder() -> None:
    """Each set has a folder; what serves all sets lies beside it."""
    root = Path("tokens")
    assert token_file(root, "ingest") == root / "ingest.token"
    assert token_file(root, "ingest", "demo-7") == root / "demo-7" / "ingest.token"
    assert token_file(root, "grafana", "demo-7") == root / "grafana.token"
    assert token_file(root, "admin", "demo-7") == root / "admin.token"
    assert "grafana" in roles_of("")
    assert "grafana" not in roles_of("demo-7")


def test_descriptions_tell_all_tokens_apart() -> None:
    """No two tokens are found by the same description."""
    said = [description(role, world) for world in ("", "demo-7", "a") for role in roles_of(world)]
    assert len(set(said)) == len(said)
    assert description("grafana", "demo-7") == description("grafana", "")


def test_change_is_one_line() -> None:
    """A change says how, what and why."""
    assert str(Change("bucket kpi", "there")) == "there    bucket kpi"
    assert str(Change("bucket kpi", "changed", "was x")) == "changed  bucket kpi (was x)"
