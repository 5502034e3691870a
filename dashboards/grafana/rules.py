"""Our own rules for built dashboards: what a JSON schema cannot say. Files go in, complaints out.

Queries are read from the built text, not from the builders, so that a mistake in those shows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from contract.series import MEASUREMENTS, Measurement

KNOWN_PANELS = frozenset(
    {
        "row",
        "stat",
        "bargauge",
        "timeseries",
        "state-timeline",
        "table",
        "barchart",
        "piechart",
        "text",
    }
)
_BY_NAME = {measurement.name: measurement for measurement in MEASUREMENTS}
_COLUMNS = 24
_SCALED = frozenset({"short", "s", "ms"})
_SOURCE = re.compile(r'FROM "(?:\$\{world\}|live)-(\w+)"\."autogen"\."(\w+)"')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'")
_PATTERN = re.compile(r"[=!]~ /(?:[^/\\]|\\.)*/")
_ALIAS = re.compile(r'AS "(\w+)"')
_GROUP = re.compile(r"GROUP BY ((?:[^()]|\([^()]*\))*?)(?: fill\(| ORDER| LIMIT|\)|$)")
_KEY = re.compile(r'WITH KEY = "(\w+)"')
_VARIABLE = re.compile(r"\$\{(\w+)(?::\w+)?\}")
_BRACKETS = re.compile(r"\([^()]*\)")
_ALIAS_TAG = re.compile(r"\$tag_(\w+)")
_BUILT_IN = frozenset({"__from", "__to", "__data", "__field"})


def complaints(page: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with one dashboard; an empty list is a good one."""
    found: list[str] = []
    uid = page["uid"]
    variables = {one["name"] for one in page["templating"]["list"]}
    for one in page["templating"]["list"]:
        if one["type"] == "query":
            found += query_complaints(one["query"])
            found += _unknown_variables(one["query"], variables)
    for panel in page["panels"]:
        if panel["type"] not in KNOWN_PANELS:
            found.append(f"panel type {panel['type']!r} is unknown")
        for target in panel.get("targets") or []:
            found += query_complaints(target["query"])
            tags = set(_ALIAS_TAG.findall(target.get("alias", "")))
            grouped = _outermost_groups(target["query"])
            found += [f"alias names the tag {tag}, not grouped by" for tag in tags - grouped]
            if target["resultFormat"] == "table" and len(grouped) > 1:
                found.append(f"{panel['title']}: a table groups by {len(grouped)} tags")
        found += _unknown_variables(str(panel), variables)
        found += _rounded_away(panel)
    found += _overlaps(list(page["panels"]))
    numbers = [panel["id"] for panel in page["panels"]]
    if len(set(numbers)) != len(numbers):
        found.append("two panels have one id")
    titles = Counter(panel["title"] for panel in page["panels"])
    found += [
        f"{title}: {count} panels are called so" for title, count in titles.items() if count > 1
    ]
    return [f"{uid}: {complaint}" for complaint in found]


def query_complaints(query: str) -> list[str]:
    """Return the names in a query that the contract does not have, or not as tags."""
    if query == "SHOW DATABASES":
        return []
    bare = _PATTERN.sub("", _TEXT.sub("''", query))
    sources = _SOURCE.findall(bare)
    if len(set(sources)) != 1:
        return [f"reads {len(set(sources))} series of the chosen world, not one: {query}"]
    bucket, name = sources[0]
    measurement = _BY_NAME.get(name)
    if measurement is None or measurement.bucket != bucket:
        return [f"no measurement {name} in the bucket {bucket}: {query}"]
    tags = [*_grouped(bare), *_KEY.findall(bare)]
    known = {*_names(measurement), *_ALIAS.findall(bare)}
    used = set(_QUOTED.findall(_SOURCE.sub("", bare)))
    return [
        *(f"{tag} is no tag of {name}: {query}" for tag in tags if tag not in measurement.tags),
        *(f"{name} has no {column}: {query}" for column in sorted(used - known)),
    ]


def _names(measurement: Measurement) -> Iterator[str]:
    yield from measurement.tags
    yield from (field.name for field in measurement.fields)


def _grouped(query: str) -> list[str]:
    return [tag for clause in _GROUP.findall(query) for tag in _QUOTED.findall(clause)]


def _outermost_groups(query: str) -> set[str]:
    """Return the tags that the answer of a query is grouped by, whatever inner queries do."""
    flat = _PATTERN.sub("", _TEXT.sub("''", query))
    while (flatter := _BRACKETS.sub("", flat)) != flat:
        flat = flatter
    _, _, groups = flat.partition(" GROUP BY ")
    return set(_QUOTED.findall(groups))


def _unknown_variables(text: str, variables: set[str]) -> list[str]:
    used = set(_VARIABLE.findall(text)) - variables - _BUILT_IN
    return [f"${{{name}}} is no variable of this page" for name in sorted(used)]


def _rounded_away(panel: Mapping[str, Any]) -> list[str]:
    """Return units that Grafana scales while no decimal is left: 34800 pieces would be 35 K."""
    config = panel.get("fieldConfig") or {"defaults": {}, "overrides": []}
    shown = [config["defaults"]]
    shown += [
        {one["id"]: one["value"] for one in over["properties"]} for over in config["overrides"]
    ]
    return [
        f"{panel['title']}: {one['unit']} is rounded to whole thousands, minutes or hours"
        for one in shown
        if one.get("unit") in _SCALED and not one.get("decimals")
    ]


def _overlaps(panels: Sequence[Mapping[str, Any]]) -> list[str]:
    found = [
        f"{panel['title']} is wider than the page"
        for panel in panels
        if panel["gridPos"]["x"] + panel["gridPos"]["w"] > _COLUMNS
    ]
    for one, other in combinations(panels, 2):
        a, b = one["gridPos"], other["gridPos"]
        if (
            a["x"] < b["x"] + b["w"]
            and b["x"] < a["x"] + a["w"]
            and a["y"] < b["y"] + b["h"]
            and b["y"] < a["y"] + a["h"]
        ):
            found.append(f"{one['title']} and {other['title']} overlap")
    return found
