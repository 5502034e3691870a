"""Set up InfluxDB for one set of buckets, again and again: what is there stays as it is.

An admin token goes in; buckets, InfluxQL databases and the services' own tokens come out.
"""

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from factory.errors import ConfigError
from factory.influx_admin.api import ADMIN, BucketRow, InfluxApi, Mapping
from factory.influx_admin.plan import DAY_S, Change, Role, roles_of, token_file
from factory.influx_admin.token_files import TokenFiles
from factory.influx_admin.tokens import drop_token, replace_token, settle_token
from factory.influx_place import DEFAULT_TOKENS, DEFAULT_URL, InfluxPlace
from influx.buckets import BUCKETS, BucketSet
from influx.config import read_token


@dataclass(frozen=True, slots=True)
class InfluxTarget:
    """An InfluxDB, one of its bucket sets, and where tokens lie.

    Args:
        world: whose buckets; empty for the live plant's.
        admin_token_file: default: `admin.token` among the others, made for a new server.
        group: who may read the services' token files beside their owner.
        wait_s: how long to wait for a server that does not answer yet.
    """

    url: str = DEFAULT_URL
    org: str = "factory"
    world: str = ""
    tokens: Path = DEFAULT_TOKENS
    admin_token_file: Path | None = None
    group: int | None = None
    wait_s: float = 60.0

    def __post_init__(self) -> None:
        # Refuses an address or a world that cannot be.
        InfluxPlace(url=self.url, org=self.org, world=self.world).config("board")

    @property
    def files(self) -> TokenFiles:
        """How token files are written."""
        return TokenFiles(self.tokens, self.group)

    @property
    def admin_file(self) -> Path:
        """The file of the admin token."""
        return self.admin_token_file or token_file(self.tokens, ADMIN)


def set_up(
    target: InfluxTarget, *, retention_days: int = 30, admin_password_file: Path | None = None
) -> list[Change]:
    """Make what is missing and change what differs; return both, and what was there.

    `retention_days` is for the live telemetry; all else is kept. Without `admin_password_file`
    nobody can sign in to a server that was new, only come with a token.
    """
    password = _password(admin_password_file)
    telemetry = BucketSet(target.world).name("telemetry")
    keeps_s = {telemetry: 0 if target.world else retention_days * DAY_S}
    changes: list[Change] = []
    first = ""
    file = target.admin_file
    made_up = target.admin_token_file is None and not file.exists()
    token = secrets.token_urlsafe(48) if made_up else read_token(file)
    with _connect(target, token) as api:
        if api.wait(target.wait_s):
            if made_up:  # before it is needed, for nobody could read it from the server
                target.files.write(file, token + "\n", private=True)
            first = telemetry
            api.onboard(
                org=target.org,
                bucket=first,
                keeps_s=keeps_s[first],
                token=token,
                password=password,
            )
        elif made_up:
            raise ConfigError(
                f"InfluxDB at {target.url} is set up already and {file} is not there: "
                "name the file that holds its admin token by --admin-token-file"
            )
        changes.append(_admin(target, made=bool(first)))
        made = api.enter(target.org, make=True) or bool(first)
        changes.append(Change(f"organisation {target.org}", "made" if made else "there"))
        changes += [
            _settle_bucket(api, BucketSet(target.world).name(bucket), keeps_s, first=first)
            for bucket in BUCKETS
        ]
        changes += _settle_databases(api, target.world)
        changes += [
            settle_token(api, target.files, role, target.world)
            for role in dict.fromkeys((*roles_of(target.world), "grafana"))
        ]
    return changes


def rotate(target: InfluxTarget, role: Role) -> list[Change]:
    """Replace one role's token: make a new one, write it, then delete the old."""
    if role not in roles_of(target.world):
        raise ConfigError(f"{role} has one token for all worlds: rotate it without --world")
    with opened(target) as api:
        wanted = {BucketSet(target.world).name(bucket) for bucket in BUCKETS}
        if not wanted.issubset(bucket.name for bucket in api.buckets()):
            named = f" --world {target.world}" if target.world else ""
            raise ConfigError(
                f"InfluxDB at {target.url} lacks buckets of {', '.join(sorted(wanted))}: "
                f"run `factory influx setup{named}` before a token is rotated"
            )
        return [replace_token(api, target.files, role, target.world)]


def drop_world(target: InfluxTarget) -> list[Change]:
    """Delete a played world's buckets with all their rows, its tokens and their files."""
    if not target.world:
        raise ConfigError("the live plant's buckets are never dropped: name a world")
    with opened(target) as api:
        names = {BucketSet(target.world).name(bucket) for bucket in BUCKETS}
        dropped = [bucket for bucket in api.buckets() if bucket.name in names]
        for bucket in dropped:
            api.delete_bucket(bucket)
        for role in roles_of(target.world):
            drop_token(api, role, target.world)
            token_file(target.tokens, role, target.world).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not there, or someone else's files are in it
        (target.tokens / target.world).rmdir()
    return [Change(f"bucket {bucket.name}", "changed", "dropped") for bucket in dropped]


@contextlib.contextmanager
def opened(target: InfluxTarget) -> Iterator[InfluxApi]:
    """Connect with the admin token to a server that was set up before."""
    with _connect(target, read_token(target.admin_file)) as api:
        if api.wait(target.wait_s):
            raise ConfigError(f"InfluxDB at {target.url} is new: run `factory influx setup` first")
        api.enter(target.org, make=False)
        yield api


def _password(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--admin-password-file {file}: cannot be read ({error})") from error


def _connect(target: InfluxTarget, token: str) -> InfluxApi:
    return InfluxApi(url=target.url, token=token, token_file=str(target.admin_file))


def _admin(target: InfluxTarget, *, made: bool) -> Change:
    what = f"admin token in {target.admin_file}"
    if made:
        return Change(what, "made")
    # A file that somebody named keeps the mode that he gave it.
    if target.admin_token_file is None and target.files.mend(target.admin_file, private=True):
        return Change(what, "changed", "its mode was another")
    return Change(what, "there")


def _settle_bucket(api: InfluxApi, name: str, keeps_s: dict[str, int], *, first: str) -> Change:
    wanted = keeps_s.get(name, 0)
    what = f"bucket {name}, {duration(wanted)}"
    found = next((bucket for bucket in api.buckets() if bucket.name == name), None)
    if found is None:
        api.make_bucket(name, keeps_s=wanted)
        return Change(what, "made")
    if found.keeps_s != wanted:
        api.keep_for(found, wanted)
        return Change(what, "changed", f"was {duration(found.keeps_s)}")
    return Change(what, "made" if name == first else "there")


def duration(seconds: int) -> str:
    """Say how long a bucket keeps its rows."""
    return f"rows kept {seconds / DAY_S:g} days" if seconds else "rows kept for ever"


def _settle_databases(api: InfluxApi, world: str) -> list[Change]:
    buckets = {bucket.name: bucket for bucket in api.buckets()}
    mappings = api.mappings()
    return [
        _settle_database(api, database, buckets[BucketSet(world).name(bucket)], mappings)
        for bucket in BUCKETS
        for database in BucketSet(world).databases(bucket)
    ]


def _settle_database(
    api: InfluxApi, database: str, bucket: BucketRow, mappings: Sequence[Mapping]
) -> Change:
    what = f"database {database} for bucket {bucket.name}"
    found = next((one for one in mappings if one.database == database), None)
    if found is None:
        api.map(database, bucket)
        return Change(what, "made")
    if found.bucket_id == bucket.id and found.default:
        return Change(what, "there")
    api.unmap(found)
    api.map(database, bucket)
    return Change(what, "changed", "stood for another bucket or was not the default")
