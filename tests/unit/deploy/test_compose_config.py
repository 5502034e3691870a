"""The files that compose.yaml mounts: accepted by their services, and in step with the contract."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]  # the package has no types

from contract.path import EquipmentPath
from contract.topic import KINDS, Kind, Topic, TopicFilter
from edge_agent.config import load_config as load_agent
from factory.mosquitto import Mosquitto
from ingest.config import BatchConfig
from ingest.config import load_config as load_ingest
from ingest.subscriber import BROKER_TOPICS
from ingest.subscriber import KINDS as HEARD
from tests.compose_file import ROOT, Service, read_env, services
from tests.compose_local import Local, Ports

AGENTS = ("line-1", "line-2", "cell-3")
WORKERS = ("ingest-1", "ingest-2")
SERVICES = (*AGENTS, *WORKERS, "analytics", "board")
TOKENS = ("ingest", "analytics", "board")


@pytest.fixture
def local(made: Path, tmp_path: Path) -> Callable[[str], Local]:
    """Return a function that lays out a service as a local process."""
    found = services(read_env(made / ".env"))
    tokens = tmp_path / "volumes" / "tokens"
    tokens.mkdir(parents=True)
    for name in TOKENS:
        (tokens / f"{name}.token").write_text("a-token\n")

    @functools.cache
    def lay_out(name: str) -> Local:
        local = Local(found[name], tmp_path / name, Ports().of(name))
        local.mount(secrets=made / "secrets", volumes=tmp_path / "volumes")
        return local

    return lay_out


@pytest.mark.parametrize("name", SERVICES)
def test_service_accepts_its_file(local: Callable[[str], Local], name: str) -> None:
    """The command line with --check, in the service's environment, finds nothing wrong."""
    checked = local(name).run(["--check"])
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_mounted_files_are_there(made: Path) -> None:
    """An absent source would be made by the engine, as an empty folder; none can be changed."""
    all_services = services(read_env(made / ".env")).values()
    files = {mount for one in all_services for mount in one.mounts if not mount.is_volume}
    assert {one.source for one in files if not (ROOT / one.source).exists()} == set()
    assert all(one.read_only for one in files)


def test_grafana_finds_what_it_is_told(made: Path) -> None:
    """Home page, dashboards and the datasource's token lie where Grafana's files say."""
    grafana = services(read_env(made / ".env"))["grafana"]
    inside = {str(mount.target): mount.source for mount in grafana.mounts}
    pages = inside["/etc/grafana/dashboards"]
    home = grafana.environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert (ROOT / home.replace("/etc/grafana/dashboards", pages)).is_file()
    provisioning = ROOT / inside["/etc/grafana/provisioning"]
    providers = yaml.safe_load((provisioning / "dashboards" / "smart-factory.yaml").read_text())
    for provider in providers["providers"]:
        path = provider["options"]["path"].replace("/etc/grafana/dashboards", pages)
        assert list((ROOT / path).glob("*.json"))
    (source,) = yaml.safe_load((provisioning / "datasources" / "influxdb.yaml").read_text())[
        "datasources"
    ]
    assert source["url"] == "http://influxdb:8086"
    assert source["secureJsonData"]["httpHeaderValue1"] == "$__file{/run/tokens/grafana.header}"
    assert inside["/run/tokens"] == "tokens"


def test_service_refuses_a_wrong_file(local: Callable[[str], Local]) -> None:
    """The check above can fail: an absent password is told before anything connects."""
    agent = local("line-1")
    agent.path("/run/secrets/mqtt").unlink()
    checked = agent.run(["--check"])
    assert checked.returncode == 2
    assert "password_file" in checked.stderr


def lines(all_services: Mapping[str, Service]) -> dict[str, EquipmentPath]:
    """Return the line of each agent."""
    sources = {name: all_services[name].mounts[0].source for name in AGENTS}
    return {name: load_agent(ROOT / source).path for name, source in sources.items()}


def test_every_line_has_one_worker(
    local: Callable[[str], Local], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filters of the workers are disjoint and together take every line."""
    filters = {name: filters_of(local(name), monkeypatch) for name in WORKERS}
    for agent, line in lines({name: local(name).service for name in AGENTS}).items():
        takers = [
            name
            for name in WORKERS
            if any(one.matches(Topic(line, "data")) for one in filters[name])
        ]
        assert len(takers) == 1
        assert local(agent).service.waits_for[takers[0]] == "service_healthy"


def filters_of(worker: Local, monkeypatch: pytest.MonkeyPatch) -> tuple[TopicFilter, ...]:
    """Return the filters of a worker's file."""
    monkeypatch.setenv("INGEST_BROKER__USERNAME", worker.service.name)
    return load_ingest(worker.path("/etc/factory/ingest.toml")).topic_filters()


def rights() -> dict[str, set[tuple[str, str]]]:
    """Return the broker's access list by user."""
    found: dict[str, set[tuple[str, str]]] = {}
    for line in (ROOT / "deploy" / "mosquitto" / "acl").read_text().splitlines():
        words = line.split()
        if words[:1] == ["user"]:
            user = found.setdefault(words[1], set())
        elif words[:1] == ["topic"]:
            user.add((words[1], words[2]))
    return found


def test_broker_grants_what_is_needed_and_no_more(
    local: Callable[[str], Local], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agents speak for their line and hear its commands; workers hear their filters and ask."""
    expected: dict[str, set[tuple[str, str]]] = {"probe": {("read", "$SYS/broker/uptime")}}
    agents = {name: local(name).service for name in AGENTS}
    said: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "command")
    for name, line in lines(agents).items():
        assert agents[name].environment["EDGE_AGENT_BROKER__USERNAME"] == name
        expected[name] = {("write", str(Topic(line, kind))) for kind in said}
        expected[name].add(("read", str(Topic(line, "command"))))
    for name in WORKERS:
        worker = local(name)
        assert worker.service.environment["INGEST_BROKER__USERNAME"] == name
        filters = filters_of(worker, monkeypatch)
        expected[name] = {("read", str(one.of(kind))) for one in filters for kind in HEARD}
        expected[name] |= {("write", str(one.of("command"))) for one in filters}
        expected[name] |= {("read", topic) for topic in BROKER_TOPICS}
    assert rights() == expected


def settings(text: str) -> dict[str, str]:
    """Return the settings of a Mosquitto file."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split(" ", 1) for line in lines if not line.startswith("log_type"))


def test_broker_delivers_as_the_embedded_one(shared_mosquitto: Mosquitto) -> None:
    """Everything that decides delivery (contract 4.9) is set as where `factory demo` runs it."""
    here = settings((ROOT / "deploy" / "mosquitto" / "mosquitto.conf").read_text())
    there = settings((shared_mosquitto.folder / "mosquitto.conf").read_text())
    of_the_place = {"listener", "password_file", "persistence_location", "user", "pid_file"}
    only_here = {"acl_file", "use_username_as_clientid"}
    assert {name: there[name] for name in there.keys() - of_the_place} == {
        name: here[name] for name in here.keys() - of_the_place - only_here
    }
    assert int(here["max_inflight_messages"]) >= 2 * BatchConfig().messages
