"""InfluxDB's management API as setting up needs it: plain rows in and out, errors in sentences.

A server's refusal names the file of the token that was refused, never the token.
"""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

import stamina
import stamina.instrumentation
import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.domain.authorization import Authorization
from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules
from influxdb_client.domain.dbrp_create import DBRPCreate
from influxdb_client.domain.onboarding_request import OnboardingRequest
from influxdb_client.domain.permission import Permission
from influxdb_client.domain.permission_resource import PermissionResource
from influxdb_client.rest import ApiException
from influxdb_client.service.dbr_ps_service import DBRPsService
from influxdb_client.service.setup_service import SetupService

from factory.influx_admin.plan import RETENTION_POLICY, Action
from influx.answers import message_of
from influx.errors import InfluxAway, InfluxError, InfluxRefused

ADMIN = "admin"
_TIMEOUT_MS = 10_000
Grant = tuple[Action, str]


@dataclass(frozen=True, slots=True)
class BucketRow:
    """A bucket on the server; 0 seconds keep for ever."""

    id: str
    name: str
    keeps_s: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """An InfluxQL database and the bucket it stands for."""

    id: str
    database: str
    bucket_id: str
    default: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A token on the server.

    Args:
        grants: actions on single buckets, by their ids.
        more: whether it may do anything beyond that, or is switched off.
    """

    id: str
    description: str
    text: str = field(repr=False)
    grants: frozenset[Grant]
    more: bool


class InfluxApi:
    """A connection that makes and removes things; `token_file` is for the sentences of errors."""

    def __init__(self, *, url: str, token: str, token_file: str) -> None:
        self._url = url
        self._token_file = token_file
        self._client = InfluxDBClient(url=url, token=token, timeout=_TIMEOUT_MS)
        self._dbrps = DBRPsService(self._client.api_client)
        self._org_id = ""

    def __enter__(self) -> Self:
        """Return itself, open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections; what is left to the interpreter's end complains there."""
        self._client.close()
        del self._dbrps, self._client

    def wait(self, seconds: float) -> bool:
        """Wait until the server answers; return whether it has never been set up."""
        # A line for each try would bury what the command says; the first one is told here.
        stamina.instrumentation.set_on_retry_hooks(())
        is_new = False
        for attempt in stamina.retry_context(
            on=InfluxAway,
            attempts=None if seconds else 1,
            timeout=seconds or None,
            wait_initial=0.1,
            wait_max=2.0,
        ):
            if attempt.num == 2:
                sys.stderr.write(f"waiting for InfluxDB at {self._url}\n")
            with attempt:
                is_new = self._is_new()
        return is_new

    def onboard(self, *, org: str, bucket: str, keeps_s: int, token: str, password: str) -> None:
        """Set up a new server: organisation, first bucket, the user admin and its token.

        Without a password nobody can sign in as that user, only come with the token.
        """
        request = OnboardingRequest(
            username=ADMIN,
            password=password or None,
            org=org,
            bucket=bucket,
            retention_period_seconds=keeps_s,
            token=token,
        )
        with self._asked():
            SetupService(self._client.api_client).post_setup(onboarding_request=request)

    def enter(self, org: str, *, make: bool) -> bool:
        """Work in this organisation from now on; return whether it was made."""
        found = self._organisation(org)
        if not found and not make:
            raise InfluxRefused(
                f"InfluxDB at {self._url} shows no organisation {org!r} to the token in "
                f"{self._token_file}: run `factory influx setup` with the admin token, or name "
                "another --org"
            )
        if not found:
            with self._asked():
                self._org_id = self._client.organizations_api().create_organization(org).id
            return True
        self._org_id = found
        return False

    def buckets(self) -> list[BucketRow]:
        """Return all buckets of the organisation."""
        with self._asked():
            return [
                BucketRow(row.id, row.name, sum(rule.every_seconds for rule in row.retention_rules))
                for row in self._client.buckets_api().find_buckets_iter(org_id=self._org_id)
            ]

    def make_bucket(self, name: str, *, keeps_s: int) -> None:
        """Make a bucket."""
        with self._asked():
            self._client.buckets_api().create_bucket(
                bucket_name=name, org=self._org_id, retention_rules=_rules(keeps_s)
            )

    def keep_for(self, bucket: BucketRow, seconds: int) -> None:
        """Change how long a bucket keeps its rows."""
        with self._asked():
            row = self._client.buckets_api().find_bucket_by_id(bucket.id)
            row.retention_rules = _rules(seconds)
            self._client.buckets_api().update_bucket(row)

    def delete_bucket(self, bucket: BucketRow) -> None:
        """Delete a bucket, all its rows and the databases that stand for it."""
        with self._asked():
            self._client.buckets_api().delete_bucket(bucket.id)

    def mappings(self) -> list[Mapping]:
        """Return the databases that were mapped by someone.

        Those that InfluxDB makes up for a bucket of the same name are left out.
        """
        with self._asked():
            rows = self._dbrps.get_dbr_ps(org_id=self._org_id).content or []
        return [
            Mapping(row.id, row.database, row.bucket_id, bool(row.default))
            for row in rows
            if not row.virtual and row.retention_policy == RETENTION_POLICY
        ]

    def map(self, database: str, bucket: BucketRow) -> None:
        """Let InfluxQL find the bucket as this database."""
        with self._asked():
            self._dbrps.post_dbrp(
                dbrp_create=DBRPCreate(
                    org_id=self._org_id,
                    bucket_id=bucket.id,
                    database=database,
                    retention_policy=RETENTION_POLICY,
                    default=True,
                )
            )

    def unmap(self, mapping: Mapping) -> None:
        """Remove a mapping."""
        with self._asked():
            self._dbrps.delete_dbrpid(mapping.id, org_id=self._org_id)

    def tokens(self) -> list[Token]:
        """Return all tokens of the organisation."""
        with self._asked():
            rows = self._client.authorizations_api().find_authorizations(org_id=self._org_id)
        return [
            Token(
                id=row.id,
                description=row.description or "",
                text=row.token or "",
                grants=frozenset(
                    (one.action, one.resource.id)
                    for one in row.permissions
                    if _is_of_one_bucket(one.resource)
                ),
                more=row.status != "active"
                or not all(_is_of_one_bucket(one.resource) for one in row.permissions),
            )
            for row in rows
        ]

    def make_token(self, description: str, grants: Iterable[Grant]) -> str:
        """Make a token that may do just this; return its text."""
        permissions = [
            Permission(action, PermissionResource(type="buckets", id=bucket, org_id=self._org_id))
            for action, bucket in sorted(grants)
        ]
        request = Authorization(
            org_id=self._org_id, permissions=permissions, description=description
        )
        with self._asked():
            made = self._client.authorizations_api().create_authorization(authorization=request)
        return str(made.token)

    def delete_token(self, token: Token) -> None:
        """Delete a token; whoever holds it is refused from now on."""
        with self._asked():
            self._client.authorizations_api().delete_authorization(token.id)

    def _organisation(self, name: str) -> str:
        """Return the id of an organisation, empty where there is none for this token."""
        try:
            found = self._client.organizations_api().find_organizations(org=name)
        except ApiException as error:
            if error.status == 404:
                return ""
            raise self._refusal(error) from error
        return str(found[0].id) if found else ""

    def _is_new(self) -> bool:
        with self._asked():
            allowed = SetupService(self._client.api_client).get_setup().allowed
        if allowed is None:
            raise InfluxRefused(f"what answers at {self._url} is no InfluxDB 2: name its --url")
        return bool(allowed)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except ApiException as error:
            raise self._refusal(error) from error
        except urllib3.exceptions.HTTPError as error:
            raise InfluxAway(
                f"InfluxDB at {self._url} does not answer ({type(error).__name__}): start it, or "
                "name it by --url"
            ) from error

    def _refusal(self, error: ApiException) -> InfluxError:
        status, words = int(error.status or 0), message_of(str(error.body or error.reason or ""))
        if status >= 500 or status in {0, 408, 429}:
            return InfluxAway(f"InfluxDB at {self._url} answered {status or 'nothing'}: {words}")
        if status == 401 and words == "unauthorized access":
            return InfluxRefused(
                f"InfluxDB at {self._url} does not know the admin token in {self._token_file}: "
                "name the file of the right one by --admin-token-file"
            )
        if status in {401, 403}:
            return InfluxRefused(
                f"the token in {self._token_file} is no admin token of InfluxDB at {self._url} "
                f"({words}): name the file of the right one by --admin-token-file"
            )
        return InfluxRefused(f"InfluxDB at {self._url} answered {status}: {words}")


def _rules(keeps_s: int) -> list[BucketRetentionRules]:
    return [BucketRetentionRules(type="expire", every_seconds=keeps_s)]


def _is_of_one_bucket(resource: PermissionResource) -> bool:
    return bool(resource.type == "buckets" and resource.id)
