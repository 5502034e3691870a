"""Say what a set-up InfluxDB lacks, tried with the services' own tokens and leaving no trace.

A right to write is tried with a comment: it is refused like any line, but stores nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import httpx

from contract.series import Bucket
from factory.errors import ConfigError
from factory.influx_admin.plan import RETENTION_POLICY, RIGHTS, Action, Role, roles_of, token_file
from factory.influx_admin.setup import InfluxTarget, duration, opened
from factory.influx_admin.token_files import header_file
from influx.answers import statement_error
from influx.buckets import BUCKETS, BucketSet
from influx.config import read_token
from influx.errors import BadInfluxConfig, InfluxError
from influx.influxql import name

_TIMEOUT_S = 10.0
Answer = Literal["may", "may not", "no bucket"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `then` says what to do where it is not as it should be."""

    ok: bool
    what: str
    then: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{'ok ' if self.ok else 'NOT'} {self.what}" + (
            f": {self.then}" if self.then else ""
        )


def check(target: InfluxTarget) -> list[Finding]:
    """Try the server, every token, each right it should and should not have, every database."""
    with httpx.Client(base_url=target.url, timeout=_TIMEOUT_S, trust_env=False) as http:
        found = _server(http, target.url)
        if not found.ok:
            return [found]
        return [found, *_admin(target), *_tokens(http, target)]


def _server(http: httpx.Client, url: str) -> Finding:
    try:
        health = http.get("/health")
        said = health.json()
        version = health.headers.get("X-Influxdb-Version") or said.get("version", "unknown")
    except (httpx.HTTPError, ValueError, AttributeError) as error:
        return Finding(
            ok=False,
            what=f"InfluxDB answers at {url} ({type(error).__name__})",
            then="start it, or name it by --url",
        )
    return Finding(
        ok=health.status_code == 200,
        what=f"InfluxDB answers at {url}, version {version}",
        then="" if health.status_code == 200 else str(said.get("message", "it is not ready")),
    )


def _admin(target: InfluxTarget) -> Iterator[Finding]:
    """Look at the buckets with the admin token, where it is at hand."""
    if not target.admin_file.exists() and target.admin_token_file is None:
        return
    try:
        with opened(replace(target, wait_s=0.0)) as api:
            keeps_s = {bucket.name: bucket.keeps_s for bucket in api.buckets()}
    except (InfluxError, ConfigError) as error:
        yield Finding(ok=False, what=f"admin token in {target.admin_file}", then=str(error))
        return
    for bucket in BUCKETS:
        shown = BucketSet(target.world).name(bucket)
        if shown in keeps_s:
            yield Finding(ok=True, what=f"bucket {shown}, {duration(keeps_s[shown])}")
        else:
            then = f"it is not there: {_set_up(target.world)}"
            yield Finding(ok=False, what=f"bucket {shown}", then=then)


def _tokens(http: httpx.Client, target: InfluxTarget) -> Iterator[Finding]:
    for role in dict.fromkeys((*roles_of(target.world), "grafana")):
        # Grafana's one token reads all sets.
        path = token_file(target.tokens, role, target.world)
        try:
            token = read_token(path)
        except BadInfluxConfig as error:
            yield Finding(ok=False, what=f"token of {role}", then=str(error))
            continue
        if path.stat().st_mode & 0o007:
            yield Finding(
                ok=False,
                what=f"{path} is for its readers only",
                then=f"{_set_up(target.world)}, which mends its mode",
            )
        trial = _Trial(http, target.org, BucketSet(target.world), token)
        if not trial.is_known():
            yield Finding(
                ok=False,
                what=f"the server knows the token of {role} in {path}",
                then=f"{_set_up(target.world)}, which replaces it",
            )
            continue
        yield from _rights(trial, role)
        if role == "grafana":
            yield _header(target, token)


def _rights(trial: "_Trial", role: Role) -> Iterator[Finding]:
    then_set_up = _set_up(trial.buckets.world)
    for bucket in BUCKETS:
        shown = trial.buckets.name(bucket)
        answers: dict[Action, Answer] = {
            "read": trial.read(bucket),
            "write": trial.write(bucket),
        }
        for action, answer in answers.items():
            should = (action, bucket) in RIGHTS[role]
            if should:
                what = f"{role} may {action} {shown}"
                then = (
                    f"there is no bucket {shown}: {then_set_up}"
                    if answer == "no bucket"
                    else then_set_up
                )
                yield Finding(ok=answer == "may", what=what, then="" if answer == "may" else then)
            elif answer == "may":
                yield Finding(
                    ok=False,
                    what=f"{role} may not {action} {shown}, which it has no need of",
                    then=f"{then_set_up}, which replaces its token",
                )


def _header(target: InfluxTarget, token: str) -> Finding:
    path = header_file(target.tokens)
    right = target.files.read(path) == f"Token {token}"
    return Finding(
        ok=right,
        what=f"{path} holds Grafana's token",
        then="" if right else f"{_set_up(target.world)}, then restart Grafana",
    )


def _set_up(world: str) -> str:
    return f"run `factory influx setup{world and ' --world '}{world}`"


@dataclass(frozen=True, slots=True)
class _Trial:
    """What one token may do with one set of buckets."""

    http: httpx.Client
    org: str
    buckets: BucketSet
    token: str

    def is_known(self) -> bool:
        """Tell whether the server takes the token for anything."""
        return self._ask("SHOW DATABASES").status_code != 401

    def read(self, bucket: Bucket) -> Answer:
        """Read nothing from every database of the bucket."""
        for database in self.buckets.databases(bucket):
            source = f'{name(database)}.{name(RETENTION_POLICY)}."nothing"'
            answer = self._ask(f'SELECT "nothing" FROM {source} LIMIT 1', database=database)
            if answer.status_code != 200 or statement_error(answer.content):
                return "may not"
        return "may"

    def write(self, bucket: Bucket) -> Answer:
        """Write a comment."""
        where = {"org": self.org, "bucket": self.buckets.name(bucket), "precision": "ms"}
        answer = self.http.post("/api/v2/write", params=where, content=b"#", headers=self._headers)
        if answer.status_code == 404:
            return "no bucket"
        return "may" if answer.status_code in {204, 400} else "may not"

    def _ask(self, influxql: str, *, database: str = "") -> httpx.Response:
        return self.http.post("/query", data={"db": database, "q": influxql}, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.token}"}
