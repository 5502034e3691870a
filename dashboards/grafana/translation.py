"""Two builds of one page go in, texts that stand in one language only come out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Keys whose values a person reads.
_VISIBLE = frozenset(
    {"title", "description", "label", "noValue", "alias", "content", "text", "tooltip"}
)
_VISIBLE_PROPERTIES = frozenset({"displayName"})
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLACEHOLDER = re.compile(r"\$\{\w+\}|\$\w+")
# Symbols and names that are the same word in both languages.
ALIKE = frozenset({"", "OEE", "All", "live", "English", "中文"})


def untranslated(english: Mapping[str, Any], chinese: Mapping[str, Any]) -> list[str]:
    """Return the visible texts that are missing in one of the two builds, or mixed up."""
    found: list[str] = []
    ours, theirs = dict(_texts(english)), dict(_texts(chinese))
    found += [f"{path}: stands in one language only" for path in sorted(ours.keys() ^ theirs)]
    for path in sorted(ours.keys() & theirs):
        one, other = ours[path], theirs[path]
        if one not in ALIKE and _CHINESE.search(one):
            found.append(f"{path}: Chinese in the English page: {one}")
        words = _PLACEHOLDER.sub("", other).strip()
        if words not in ALIKE and not _CHINESE.search(words):
            found.append(f"{path}: no Chinese: {other}")
    return found


def _texts(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            here = f"{path}.{key}"
            spelled_unit = key == "unit" and str(value).startswith("suffix:")
            if isinstance(value, str) and (key in _VISIBLE or spelled_unit):
                yield here, value
            elif key == "value" and node.get("id") in _VISIBLE_PROPERTIES:
                yield here, str(value)
            else:
                yield from _texts(value, here)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for number, value in enumerate(node):
            yield from _texts(value, f"{path}[{number}]")
