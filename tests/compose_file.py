"""compose.yaml and an environment enter; the services leave as Docker Compose would see them."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml  # type: ignore[import-untyped]  # the package has no types

ROOT = Path(__file__).parents[1]
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>[A-Z_]+)(?::\?(?P<why>[^}]*))?\})")


class MissingVariable(Exception):
    """A variable that the file asks for has no value."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder or file inside a container; `source` is a path of the project or a volume's name."""

    source: str
    target: PurePosixPath
    read_only: bool

    @property
    def is_volume(self) -> bool:
        """Whether the source is a named volume."""
        return not self.source.startswith(".")


@dataclass(frozen=True, slots=True)
class Service:
    """One service: what it says, and the parts that have several spellings."""

    name: str
    said: Mapping[str, Any]
    mounts: tuple[Mount, ...]
    secrets: Mapping[str, str]

    @property
    def ours(self) -> bool:
        """Whether it runs our image."""
        return "build" in self.said

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of its process."""
        found: Mapping[str, str] = self.said.get("environment", {})
        return found

    @property
    def waits_for(self) -> Mapping[str, str]:
        """The condition of each service that must come before."""
        return {name: how["condition"] for name, how in self.said.get("depends_on", {}).items()}


def make_secrets(root: Path) -> str:
    """Run make-secrets for a folder; return what it printed."""
    script = str(ROOT / "deploy" / "make-secrets")
    run = subprocess.run(
        [sys.executable, script, "--root", str(root)], check=True, capture_output=True, text=True
    )
    return run.stdout + run.stderr


def read_env(path: Path) -> dict[str, str]:
    """Read an environment file as make-secrets writes it."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def load(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the file with its variables filled in; raise MissingVariable with what it says."""
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = _filled(yaml.safe_load(text), environment)
    return loaded


def services(environment: Mapping[str, str]) -> dict[str, Service]:
    """Return the services by name."""
    file = load(environment)
    return {name: _service(name, said, file) for name, said in file["services"].items()}


def _service(name: str, said: Mapping[str, Any], file: Mapping[str, Any]) -> Service:
    secrets = {}
    for secret in said.get("secrets", []):
        source, target = (
            (secret, secret) if isinstance(secret, str) else (secret["source"], secret["target"])
        )
        secrets[target] = file["secrets"][source]["file"]
    return Service(name, said, tuple(_mount(one) for one in said.get("volumes", [])), secrets)


def _mount(said: str | Mapping[str, Any]) -> Mount:
    if isinstance(said, str):
        source, target, *flags = said.split(":")
        return Mount(source, PurePosixPath(target), "ro" in flags)
    return Mount(said["source"], PurePosixPath(said["target"]), said.get("read_only", False))


def _filled(value: Any, environment: Mapping[str, str]) -> Any:
    """Replace each variable in every text, as the specification's interpolation does."""

    def of(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return "$"
        if not environment.get(name):
            raise MissingVariable(f"{name}: {match['why']}")
        return environment[name]

    if isinstance(value, str):
        return _VARIABLE.sub(of, value)
    if isinstance(value, list):
        return [_filled(one, environment) for one in value]
    if isinstance(value, dict):
        return {name: _filled(one, environment) for name, one in value.items()}
    return value
