"""The image of our services: small by stages, locked, without root, and closed to secrets."""

import re
import tomllib
from typing import Any

import pytest

from tests.compose_file import ROOT, services

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ENVIRONMENT = {"SECRETS_GID": "1000", "PLANT_START": "2026-03-02T06:00:00Z"}
OURS = [one for one in services(ENVIRONMENT).values() if one.ours]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_image_is_named_after_the_project(project: dict[str, Any]) -> None:
    """All of our services run one image, whose tag is the version that is built."""
    name = f"{project['project']['name']}:{project['project']['version']}"
    assert {one.said["image"] for one in OURS} == {name}


def test_image_holds_every_package_and_no_more(project: dict[str, Any]) -> None:
    """What the wheel packs is copied, and only that may enter the build."""
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == packages
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in allowed
    files = {"pyproject.toml", "uv.lock", "README.md", "LICENSE"}
    assert {line[1:] for line in allowed if line.startswith("!")} == packages | files


def test_tools_are_pinned_as_elsewhere() -> None:
    """Base image and uv have versions; uv's is the Makefile's."""
    assert re.search(r"^ARG PYTHON=python:3\.11\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    (here,) = re.findall(r"^ARG UV_VERSION=(.+)$", DOCKERFILE, re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (there,) = re.findall(r"^UV_VERSION := (.+)$", makefile, re.MULTILINE)
    assert here == there
    assert DOCKERFILE.count("uv sync --frozen --no-dev") == 2


def test_process_is_not_root() -> None:
    """The image's own user and the services' are without rights; their folders belong to them."""
    last = DOCKERFILE.rsplit("FROM ", 1)[1]
    assert "\nUSER 10001:10001\n" in last
    assert {one.said["user"] for one in OURS if one.name != "setup"} == {"10001:10001"}
    owned = re.findall(r"install -d -o (\d+) -g (\d+) -m 0\d+ (.+?)(?: \\)?$", last, re.MULTILINE)
    owner = {path: f"{uid}:{gid}" for uid, gid, paths in owned for path in paths.split()}
    for one in OURS:
        for mount in one.mounts:
            if mount.is_volume and not mount.read_only:
                assert owner[str(mount.target)] == one.said["user"]
