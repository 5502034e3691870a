"""Puts values where Grafana's InfluxQL data source would: time range, interval, variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ESCAPED = re.compile(r"[\\^$*+?.()|\[\]{}/]")
_VARIABLE = re.compile(r"\$\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Range:
    """The chosen time, ms, and the interval Grafana derives from it."""

    start: int
    end: int
    interval: str = "1m"


def escape(value: str) -> str:
    """Escape a value for a regular expression as Grafana does."""
    return _ESCAPED.sub(lambda match: "\\" + match.group(), value)


def substitute(query: str, values: Mapping[str, str | list[str]], chosen: Range) -> str:
    """Return the query that reaches InfluxDB; a variable without a value is a mistake.

    A list is a multi-value choice; the text `.*` is the variable's own value for all.
    """
    query = query.replace(
        "$timeFilter", f"time >= {chosen.start}ms and time <= {chosen.end}ms"
    ).replace("$__interval", chosen.interval)
    known = {**values, "__from": str(chosen.start), "__to": str(chosen.end)}

    def put(match: re.Match[str]) -> str:
        value = known[match.group(1)]
        if match.group(2) is None:
            if isinstance(value, list):
                raise TypeError(f"{match.group()} has several values in {query}")
            return value
        if match.group(2) != "regex":
            raise TypeError(f"{match.group()}: an unknown format in {query}")
        if isinstance(value, list):
            escaped = "|".join(escape(one) for one in value)
            return f"({escaped})" if len(value) > 1 else escaped
        return value if value == ".*" else escape(value)

    replaced = _VARIABLE.sub(put, query)
    if re.search(r"\$(?!/)\w|\$\{", replaced):
        raise ValueError(f"something is left to substitute in {replaced}")
    return replaced
