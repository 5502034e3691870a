"""A status and a body from InfluxDB go in, what they mean comes out; nothing is guessed.

Tried on 2.7.12: a partial write is 422 and stores the other lines, a malformed line is 400 and
nothing of the body is stored, and a query that fails answers 200 with an empty CSV.
"""

import json
from dataclasses import dataclass

from influx.errors import BadQuery, InfluxAway, InfluxError, InfluxRefused, TooLarge

_SHOWN = 1_000
_AWAY = frozenset({0, 408, 429})  # 0: the client had no answer at all


@dataclass(frozen=True, slots=True)
class Refusal:
    """Lines of a body that InfluxDB does not take, in its own words.

    Args:
        words: what InfluxDB said.
        others_stored: whether all lines but those at fault are stored (422), or none is (400).
    """

    words: str
    others_stored: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of whom, for the sentences of errors."""

    url: str
    bucket: str
    token_file: str


def refusal_of(status: int, body: str, asked: Asked) -> Refusal:
    """Return which lines a write of this status refused; raise where it says something else."""
    words = message_of(body)
    if status == 422:
        return Refusal(words, others_stored=True)
    if status == 400:
        return Refusal(words, others_stored=False)
    if status == 413:
        raise TooLarge(f"InfluxDB at {asked.url}: {words or 'the body is too large'}")
    raise error_of(status, words, asked)


def error_of(status: int, words: str, asked: Asked) -> InfluxError:
    """Return the error for a status that is not about lines or a query."""
    if status == 401:
        return InfluxRefused(
            f"InfluxDB at {asked.url} does not know the token in {asked.token_file} ({words}): "
            "`factory influx check` says what is wrong, `factory influx setup --rotate NAME` "
            "writes a new one"
        )
    if status == 403:
        return InfluxRefused(
            f"the token in {asked.token_file} may not use bucket {asked.bucket!r} of InfluxDB at "
            f"{asked.url} ({words}): name the token file of this service, or run "
            "`factory influx check`"
        )
    if status == 404:
        return InfluxRefused(
            f"InfluxDB at {asked.url} has no bucket {asked.bucket!r} for the token in "
            f"{asked.token_file} ({words}): run `factory influx setup`"
        )
    if status in _AWAY or status >= 500:
        return InfluxAway(f"InfluxDB at {asked.url} answered {status or 'nothing'}: {words}")
    return BadQuery(f"InfluxDB at {asked.url} answered {status}: {words}")


def message_of(body: str) -> str:
    """Return the message in an error's body, or the body where it is none of InfluxDB's."""
    try:
        found = json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        found = body
    return str(found).strip()[:_SHOWN]


def statement_error(body: bytes) -> str:
    """Return the error of the first statement in a JSON answer, empty where there is none."""
    try:
        results = json.loads(body)["results"]
        return str(results[0].get("error", "")) if results else ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return body.decode(errors="replace")[:_SHOWN]
