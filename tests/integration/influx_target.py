"""An organisation of its own on a real InfluxDB for each test of setting up, and how to try it."""

import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

import httpx

from factory.influx_admin.plan import Change, token_file
from factory.influx_admin.setup import InfluxTarget
from tests.influxd import Server


@dataclass(frozen=True, slots=True)
class Answer:
    """What InfluxDB said to one request with one token."""

    status: int
    body: str

    @property
    def stored(self) -> bool:
        """Whether a write was taken."""
        return self.status == 204

    @property
    def read(self) -> bool:
        """Whether a query was executed; a failed one answers 200 too."""
        return self.status == 200 and "error" not in self.body


def target_on(server: Server, folder: Path, *, world: str = "") -> InfluxTarget:
    """Return a target in an organisation that nobody else uses, with tokens in a new folder."""
    return InfluxTarget(
        url=server.url,
        org=f"org-{secrets.token_hex(6)}",
        world=world,
        tokens=folder / "tokens",
        admin_token_file=server.admin_token_file,
        wait_s=5.0,
    )


def token_of(target: InfluxTarget, role: str) -> str:
    """Return the token in a role's file."""
    return token_file(target.tokens, role, target.world).read_text().strip()


def write(target: InfluxTarget, token: str, bucket: str, line: str = "probe a=1i") -> Answer:
    """Write one line."""
    answer = httpx.post(
        f"{target.url}/api/v2/write",
        params={"org": target.org, "bucket": bucket, "precision": "ms"},
        content=line,
        headers={"Authorization": f"Token {token}"},
        trust_env=False,
    )
    return Answer(answer.status_code, answer.text)


def read(
    target: InfluxTarget, token: str, database: str, influxql: str = 'SELECT "a" FROM "probe"'
) -> Answer:
    """Ask one question."""
    answer = httpx.post(
        f"{target.url}/query",
        data={"db": database, "q": influxql},
        headers={"Authorization": f"Token {token}"},
        trust_env=False,
    )
    return Answer(answer.status_code, answer.text)


def manage(target: InfluxTarget, token: str, method: str, path: str, body: object) -> Answer:
    """Ask the management API for something."""
    answer = httpx.request(
        method,
        f"{target.url}{path}",
        json=body,
        headers={"Authorization": f"Token {token}"},
        trust_env=False,
    )
    return Answer(answer.status_code, answer.text)


def modes(folder: Path) -> dict[str, str]:
    """Return the permission bits of all files below a folder, by name."""
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def hows(changes: list[Change]) -> set[str]:
    """Return which kinds of change there were."""
    return {change.how for change in changes}


def what_changed(changes: list[Change]) -> list[str]:
    """Return what was not simply there."""
    return [str(change) for change in changes if change.how != "there"]
