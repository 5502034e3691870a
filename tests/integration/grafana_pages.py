"""Built dashboards as Grafana would open them: variables filled, every query with every choice."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dashboards.grafana.build import OUT
from tests.integration.grafana_variables import Range, substitute
from tests.integration.grafana_world import GrafanaWorld

Page = Mapping[str, Any]
Row = dict[str, object]
_PIPELINE = '-telemetry"."autogen"."'
_TAIL_MS = 30 * 60 * 1000


@cache
def page_of(path: Path) -> Page:
    """Read one built dashboard."""
    page: Page = json.loads(path.read_text(encoding="utf-8"))
    return page


def pages(language: str) -> list[Page]:
    """Return the built dashboards of one language."""
    return [page_of(path) for path in sorted((OUT / language).glob("sf-*.json"))]


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of one panel with one choice of variables, and what was answered."""

    page: str
    panel: str
    ref: str
    choice: tuple[tuple[str, str], ...]
    query: str
    rows: list[Row] = field(hash=False)

    @property
    def name(self) -> tuple[str, str, str]:
        """Which query it is, whatever was chosen."""
        return self.page, self.panel, self.ref


class Opened:
    """One page opened on a filled world."""

    def __init__(self, page: Page, world: GrafanaWorld) -> None:
        self.page = page
        self.world = world
        self.variables_asked = 0
        self._values: dict[str, list[str]] = {}

    @property
    def chosen(self) -> Range:
        """The time range: the world's, or for the pipeline's page the last half hour of wall."""
        if self.page["uid"].startswith("sf-pipeline"):
            end = self.world.accounts_end
            return Range(end - _TAIL_MS, end, "10s")
        return Range(self.world.start, self.world.end, "1m")

    def choices(self) -> Iterator[dict[str, str]]:
        """Return every choice of the variables that have no 'all'; the others stay at all."""
        known: dict[str, str] = {"world": self.world.world}
        yield from self._choose(list(self.page["templating"]["list"]), known)

    def _choose(
        self, variables: list[Mapping[str, Any]], known: dict[str, str]
    ) -> Iterator[dict[str, str]]:
        if not variables:
            yield dict(known)
            return
        first, *rest = variables
        name = str(first["name"])
        if first["type"] == "custom":
            known[name] = str(first["current"]["value"])
            yield from self._choose(rest, known)
            return
        values = self.values(first, known)
        if name == "world":
            assert self.world.world in values, values
            yield from self._choose(rest, known)
        elif first.get("includeAll"):
            yield from self._choose(rest, {**known, name: str(first["allValue"])})
        else:
            for value in values:
                yield from self._choose(rest, {**known, name: value})

    def values(self, variable: Mapping[str, Any], known: Mapping[str, str]) -> list[str]:
        """Ask for the values of a variable; there must be some."""
        query = substitute(str(variable["query"]), known, self.chosen)
        self.variables_asked += 1
        rows = self.world.ask(query)
        found = [str(row.get("value", row.get("distinct", row.get("name")))) for row in rows]
        pattern = str(variable.get("regex") or "").strip("/")
        if pattern:
            matches = [re.search(pattern, one) for one in found]
            found = [match.group(1) for match in matches if match]
        assert found, f"{self.page['uid']}: the variable {variable['name']} has no value: {query}"
        return sorted(set(found))

    def asked(self) -> Iterator[Asked]:
        """Execute every query of every panel with every choice; repeated rows for each value."""
        for known in list(self.choices()):
            repeated: list[dict[str, str]] = [{}]
            for panel in self.page["panels"]:
                if panel["type"] == "row":
                    repeated = self._repeats(panel.get("repeat"), known)
                for target, more in itertools.product(panel.get("targets") or [], repeated):
                    yield self._execute(panel["title"], target, {**known, **more})

    def _repeats(self, name: str | None, known: Mapping[str, str]) -> list[dict[str, str]]:
        if not name:
            return [{}]
        variable = next(one for one in self.page["templating"]["list"] if one["name"] == name)
        return [{name: value} for value in self.values(variable, known)]

    def _execute(self, panel: str, target: Mapping[str, str], known: Mapping[str, str]) -> Asked:
        query = substitute(target["query"], known, self.chosen)
        choice = tuple(sorted(known.items()))
        rows = self.world.ask(query)
        return Asked(str(self.page["uid"]), panel, target["refId"], choice, query, rows)


_ASKED: dict[str, list[Asked]] = {}


def asked_of(world: GrafanaWorld) -> list[Asked]:
    """Return every query of every English page with every choice, asked once for a test run."""
    if world.world not in _ASKED:
        opened = [Opened(page, world) for page in pages("en")]
        found = [one for page in opened for one in page.asked()]
        queries = len({one.name for one in found})
        variables = sum(page.variables_asked for page in opened)
        print(  # noqa: T201  the number belongs into the note of a run
            f"\n{len(opened)} pages: {queries} panel queries executed {len(found)} times, "
            f"{variables} variable queries"
        )
        _ASKED[world.world] = found
    return _ASKED[world.world]


def answers_of(asked: list[Asked], page: str, panel: str, ref: str = "A") -> list[Row]:
    """Return all rows that a query answered, whatever was chosen; the choice fills missing tags."""
    found = [one for one in asked if one.name == (page, panel, ref)]
    assert found, (page, panel, ref)
    return [{**dict(one.choice), **row} for one in found for row in one.rows]
