"""One kept-alive connection to InfluxDB: bodies of lines out, answers to InfluxQL in.

Writes go through influxdb-client's synchronous write service, reads through `/query`, which
InfluxDB 1.8, 2 and 3 answer alike.
"""

import gzip
import urllib.parse
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx
import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException
from influxdb_client.service.write_service import WriteService

from contract.series import Bucket, FieldType
from influx.answers import Asked, Refusal, error_of, message_of, refusal_of, statement_error
from influx.buckets import BucketSet
from influx.config import InfluxConfig
from influx.errors import BadQuery, InfluxAway, InfluxRefused

if TYPE_CHECKING:
    import pandas as pd

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_READ_S = 60.0
# A statement that fails is left out of a CSV answer, and those behind it are not executed. So the
# answer is whole only if this one's rows stand at its end.
_SENTINEL = "SHOW DATABASES"
_SENTINEL_ROWS = b"name,tags,name\ndatabases,,"


class Influx:
    """A connection with one token and one set of buckets; writes are for one thread at a time.

    Args:
        config: address, organisation, bucket set, token file and time-out of one write.
    """

    def __init__(self, config: InfluxConfig) -> None:
        self._config = config
        token = config.token()
        # On loopback nothing is saved by packing; between hosts level 1 costs little.
        self._packs = urllib.parse.urlsplit(config.url).hostname not in _LOOPBACK
        self._client = InfluxDBClient(
            url=config.url, token=token, org=config.org, timeout=round(config.timeout_s * 1000)
        )
        self._writes = WriteService(self._client.api_client)
        self._reads = httpx.Client(
            base_url=config.url,
            headers={"Authorization": f"Token {token}"},
            timeout=httpx.Timeout(config.timeout_s, read=max(_LONGEST_READ_S, config.timeout_s)),
            trust_env=False,
        )

    @property
    def buckets(self) -> BucketSet:
        """The set of buckets it was made for."""
        return self._config.buckets

    def write(self, bucket: Bucket, body: bytes) -> Refusal | None:
        """Write lines with times in ms; return which were refused, None when all are stored.

        Raises InfluxAway, InfluxRefused or TooLarge; of those only InfluxAway may have stored
        anything, and writing it again changes nothing.
        """
        packed = {"content_encoding": "gzip"} if self._packs else {}
        try:
            self._writes.post_write(
                org=self._config.org,
                bucket=self.buckets.name(bucket),
                body=gzip.compress(body, compresslevel=1) if self._packs else body,
                precision="ms",
                content_type="text/plain; charset=utf-8",
                **packed,
            )
        except ApiException as error:
            said = error.body or error.reason or ""
            return refusal_of(int(error.status or 0), str(said), self._asked(bucket))
        except urllib3.exceptions.HTTPError as error:
            raise self._away(error) from error
        return None

    def query(
        self, influxql: str, *, bucket: Bucket, types: Mapping[str, FieldType]
    ) -> "pd.DataFrame":
        """Return the rows of one statement; times are ms, see `influx.table.parse`.

        Raises InfluxAway, InfluxRefused or BadQuery.
        """
        answer = self._ask(f"{influxql}; {_SENTINEL}", bucket, accept="application/csv")
        place = answer.rfind(_SENTINEL_ROWS)
        if place < 0:
            raise self._why(influxql, bucket)
        from influx.table import parse  # pandas, which who only writes has no use for

        return parse(answer[:place], types)

    def query_exact(
        self, influxql: str, *, bucket: Bucket, types: Mapping[str, FieldType]
    ) -> "pd.DataFrame":
        """Return the rows of one statement, with a null told from an empty text.

        Raises InfluxAway, InfluxRefused or BadQuery.
        """
        answer = self._ask(influxql, bucket, accept="application/json")
        try:
            from influx.table import parse_exact

            return parse_exact(answer, types)
        except ValueError as error:
            raise self._refused(influxql, bucket, str(error)) from error

    def keeps_ms(self, bucket: Bucket) -> int | None:
        """Return how long the bucket's rows are kept, in ms; None for ever."""
        name = self.buckets.name(bucket)
        try:
            answer = self._reads.get("/api/v2/buckets", params={"name": name})
        except httpx.HTTPError as error:
            raise self._away(error) from error
        if answer.status_code != 200:
            raise error_of(answer.status_code, message_of(answer.text), self._asked(bucket))
        try:
            rules = [rule for one in answer.json()["buckets"] for rule in one["retentionRules"]]
            seconds = max((int(rule["everySeconds"]) for rule in rules), default=0)
        except (ValueError, KeyError, TypeError) as error:
            raise self._stranger() from error
        return seconds * 1000 or None

    def close(self) -> None:
        """Close the connections, once; what is left to the interpreter's end complains there."""
        self._reads.close()
        self._client.close()
        del self._writes, self._client

    def __enter__(self) -> Self:
        """Return itself, open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def _ask(self, influxql: str, bucket: Bucket, *, accept: str) -> bytes:
        question = {"db": self.buckets.name(bucket), "epoch": "ms", "q": influxql}
        try:
            answer = self._reads.post("/query", data=question, headers={"Accept": accept})
        except httpx.HTTPError as error:
            raise self._away(error) from error
        if answer.status_code == 400:
            raise BadQuery(f"InfluxDB did not understand {influxql!r}: {message_of(answer.text)}")
        if answer.status_code != 200:
            raise error_of(answer.status_code, message_of(answer.text), self._asked(bucket))
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise self._stranger()
        return answer.content

    def _why(self, influxql: str, bucket: Bucket) -> Exception:
        """Return the error of a statement that left no rows of the sentinel behind it."""
        words = statement_error(self._ask(influxql, bucket, accept="application/json"))
        if not words:  # it went well the second time
            return InfluxAway(
                f"InfluxDB at {self._config.url} broke off its answer to {influxql!r}"
            )
        return self._refused(influxql, bucket, words)

    def _refused(self, influxql: str, bucket: Bucket, words: str) -> Exception:
        asked = self._asked(bucket)
        if "database not found" in words or "unauthorized" in words:
            return InfluxRefused(
                f"InfluxDB at {asked.url} shows no database {asked.bucket!r} to the token in "
                f"{asked.token_file} ({words}): run `factory influx check`"
            )
        return BadQuery(f"InfluxDB could not execute {influxql!r}: {words}")

    def _stranger(self) -> InfluxRefused:
        return InfluxRefused(
            f"what answers at {self._config.url} is no InfluxDB: name the address of one"
        )

    def _asked(self, bucket: Bucket) -> Asked:
        config = self._config
        return Asked(config.url, self.buckets.name(bucket), str(config.token_file))

    def _away(self, error: Exception) -> InfluxAway:
        return InfluxAway(f"InfluxDB at {self._config.url} does not answer: {error}")
