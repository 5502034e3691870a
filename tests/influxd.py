"""A real InfluxDB for tests: found, started on a free port, and given buckets for each test."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from factory.mosquitto import LOOPBACK, free_port
from influx.buckets import BUCKETS, BucketSet
from influx.config import InfluxConfig

ORG = "factory"
_START_S = 60.0
_BUILT = Path(__file__).parents[1] / ".cache" / "bin" / "influxd"


def find_influxd() -> str | None:
    """Return the program on PATH or the one that `make influxd` built, or None."""
    return shutil.which("influxd") or (str(_BUILT) if _BUILT.is_file() else None)


@dataclass
class Server:
    """An InfluxDB that answers, with a token that may do everything; `folder` is for token files.

    Args:
        url: its address.
        admin_token: of the whole organisation.
        folder: where token files of tests are written.
    """

    url: str
    admin_token: str
    folder: Path

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Open the HTTP API with the admin token."""
        headers = {"Authorization": f"Token {self.admin_token}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False) as api:
            yield api

    @property
    def admin_token_file(self) -> Path:
        """The file that holds the admin token."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "admin.token"
        path.write_text(self.admin_token + "\n")
        return path

    def new_world(self, *, retention_s: int = 0) -> InfluxConfig:
        """Make the buckets of a world of its own and return how to reach them with all rights."""
        config = InfluxConfig(
            url=self.url,
            org=ORG,
            world=f"t-{secrets.token_hex(6)}",
            token_file=self.admin_token_file,
        )
        with self.client() as api:
            org = api.get("/api/v2/orgs", params={"org": ORG}).raise_for_status().json()
            org_id = org["orgs"][0]["id"]
            for bucket in BUCKETS:
                name = BucketSet(config.world).name(bucket)
                rules = [{"type": "expire", "everySeconds": retention_s}]
                made = api.post(
                    "/api/v2/buckets",
                    json={"orgID": org_id, "name": name, "retentionRules": rules},
                ).raise_for_status()
                mapping = {
                    "orgID": org_id,
                    "bucketID": made.json()["id"],
                    "database": name,
                    "retention_policy": "autogen",
                    "default": True,
                }
                api.post("/api/v2/dbrps", json=mapping).raise_for_status()
        return config


@dataclass
class Influxd:
    """One influxd with a folder of its own; what is stored in it survives `kill` and `start`."""

    binary: str
    folder: Path
    port: int = 0
    _child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start on the same port as before and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        with (self.folder / "influxd.log").open("ab") as log:
            self._child = subprocess.Popen(
                [
                    self.binary,
                    "run",
                    "--reporting-disabled",
                    f"--http-bind-address={LOOPBACK}:{self.port}",
                    f"--bolt-path={self.folder}/influxd.bolt",
                    f"--sqlite-path={self.folder}/influxd.sqlite",
                    f"--engine-path={self.folder}/engine",
                    "--log-level=error",
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline and self._child.poll() is None:
            try:
                if httpx.get(f"{self.url}/health", trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        self.kill()
        raise RuntimeError((self.folder / "influxd.log").read_text(errors="replace")[-500:])

    def kill(self) -> None:
        """Kill it without notice, if it runs."""
        child, self._child = self._child, None
        if child is not None:
            child.send_signal(signal.SIGKILL)
            child.wait()

    def onboard(self) -> Server:
        """Make the organisation and its admin token by the API, as for any new server."""
        token = secrets.token_urlsafe(24)
        httpx.post(
            f"{self.url}/api/v2/setup",
            json={
                "username": "admin",
                "password": secrets.token_urlsafe(24),
                "org": ORG,
                "bucket": "first",
                "token": token,
            },
            trust_env=False,
        ).raise_for_status()
        return Server(self.url, token, self.folder / "tokens")


def server_of_environment(folder: Path) -> Server | None:
    """Return the server that INFLUX_URL and INFLUX_ADMIN_TOKEN name, None without them."""
    url, token = os.environ.get("INFLUX_URL"), os.environ.get("INFLUX_ADMIN_TOKEN")
    return Server(url, token, folder) if url and token else None
