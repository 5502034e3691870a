"""compose.yaml: valid, pinned, contained, and silent about secrets."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # the package has no types
import pytest

from tests.compose_file import ROOT, MissingVariable, Service, load, read_env, services

SCHEMA = ROOT / "tests" / "cases" / "compose" / "compose-spec.json"
ENVIRONMENT = {"SECRETS_GID": "1000", "PLANT_START": "2026-03-02T06:00:00Z"}
ALL = services(ENVIRONMENT)
each_service = pytest.mark.parametrize("service", ALL.values(), ids=ALL)


@pytest.fixture(scope="module")
def file() -> Mapping[str, Any]:
    """The whole file."""
    return load(ENVIRONMENT)


def test_file_is_valid(file: Mapping[str, Any]) -> None:
    """The compose specification's own schema accepts it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(file)


def test_schema_refuses_what_is_misspelt(file: Mapping[str, Any]) -> None:
    """The check above can fail: a key that compose does not know is refused."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    wrong = {**file, "services": {"a": {"image": "b", "healthchek": {}}}}
    with pytest.raises(jsonschema.ValidationError, match="healthchek"):
        jsonschema.Draft202012Validator(schema).validate(wrong)


def test_services_are_those_of_the_stack() -> None:
    """Broker, store, dashboards, set-up, an agent per line, two workers, analytics, board."""
    assert set(ALL) == {
        "mosquitto", "influxdb", "grafana", "setup", "line-1", "line-2", "cell-3",
        "ingest-1", "ingest-2", "analytics", "board",
    }  # fmt: skip


def test_secrets_must_be_made_first() -> None:
    """Without what make-secrets writes, compose stops with the command to run."""
    for absent in ENVIRONMENT:
        with pytest.raises(MissingVariable, match="run deploy/make-secrets first"):
            load({name: value for name, value in ENVIRONMENT.items() if name != absent})


@each_service
def test_image_is_pinned(service: Service) -> None:
    """An image is named with all three parts of its version."""
    assert re.fullmatch(r"[a-z/-]+:\d+\.\d+\.\d+", service.said["image"])


@each_service
def test_service_is_contained(service: Service) -> None:
    """No root, no capability, no new privilege, nothing to write but volumes and memory."""
    said = service.said
    uid, _, gid = said["user"].partition(":")
    assert int(uid) > 0
    assert gid.isdigit()
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert said["read_only"] is True
    assert "/tmp" in said["tmpfs"]  # noqa: S108  of the container
    assert not {"privileged", "cap_add", "pid", "network_mode", "devices"} & set(said)


@each_service
def test_service_has_limits(service: Service) -> None:
    """Memory and logs are bounded, and it is known what happens when the process ends."""
    assert re.fullmatch(r"\d+[mg]", service.said["mem_limit"])
    assert service.said["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert service.said["restart"] == ("no" if service.name == "setup" else "unless-stopped")


@each_service
def test_health_is_probed_and_waited_for(service: Service) -> None:
    """Whoever runs on has a health check; whoever depends waits for it, or for the set-up's end."""
    assert ("healthcheck" in service.said) == (service.name != "setup")
    for name, condition in service.waits_for.items():
        finished = name == "setup"
        assert condition == ("service_completed_successfully" if finished else "service_healthy")


def test_only_pages_are_published_on_this_computer_only() -> None:
    """Grafana and the board have a port on the loopback; nothing else has any."""
    published = {name: one.said["ports"] for name, one in ALL.items() if "ports" in one.said}
    assert published == {
        "board": ["127.0.0.1:8420:8420"],
        "grafana": ["127.0.0.1:3000:3000"],
    }


def test_networks_are_closed_but_for_the_pages(file: Mapping[str, Any]) -> None:
    """Machines never reach the stores, pages never reach machines; only ingest is in both."""
    of = {name: set(one.said["networks"]) for name, one in ALL.items()}
    internal = {name for name, said in file["networks"].items() if said.get("internal")}
    assert internal == {"machines", "stores"}
    assert {name for name in of if "people" in of[name]} == {"board", "grafana"}
    assert {name for name in of if of[name] >= {"machines", "stores"}} == {"ingest-1", "ingest-2"}
    assert of["mosquitto"] == of["line-1"] == {"machines"}


def test_volumes_and_secrets_are_declared_and_used(file: Mapping[str, Any]) -> None:
    """No volume is anonymous, and nothing is declared that nobody mounts."""
    volumes = {mount.source for one in ALL.values() for mount in one.mounts if mount.is_volume}
    assert volumes == set(file["volumes"])
    used = {path for one in ALL.values() for path in one.secrets.values()}
    assert used == {said["file"] for said in file["secrets"].values()}


def test_agents_share_neither_spool_nor_password() -> None:
    """What one agent holds, no other service can read."""
    for name in ("line-1", "line-2", "cell-3"):
        for other in set(ALL) - {name}:
            assert not set(ALL[name].secrets.values()) & set(ALL[other].secrets.values())
        (spool,) = [mount for mount in ALL[name].mounts if mount.is_volume]
        owners = [one.name for one in ALL.values() for mount in one.mounts if mount == spool]
        assert owners == [name]


def test_tokens_are_written_by_the_set_up_alone() -> None:
    """Every other service mounts the folder of tokens for reading, by their group."""
    for one in ALL.values():
        for mount in one.mounts:
            if mount.source == "tokens":
                assert mount.read_only == (one.name != "setup")
                owner = one.said["user"].endswith(":10003")
                assert owner or "10003" in one.said["group_add"]


def test_no_secret_can_be_seen_by_inspecting(made: Path) -> None:
    """No text of the filled-in file holds a secret; passwords and tokens are named as files."""
    text = json.dumps(load(read_env(made / ".env")))
    secrets = [path.read_text().strip() for path in (made / "secrets").iterdir()]
    assert secrets
    assert [secret for secret in secrets if secret in text] == []
    for one in ALL.values():
        for name in one.environment:
            assert name.endswith("_FILE") or not re.search("PASSWORD|TOKEN|SECRET", name)
