"""The values of the tags that rows name enter; state, modes and reason leave, first match wins.

A combination that no row covers is unknown and counted; so is a tag that is unavailable, uncounted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from edge_agent.convert import Convert, spell, to_text, to_word
from edge_agent.mapping_config import ROW_FIELDS, ReasonFrom, Row, VendorValue
from edge_agent.source import Scalar
from edge_agent.unmapped import Unmapped

_MOST_CACHED = 4096  # a counter named in `when` by mistake must not eat the memory


@dataclass(frozen=True, slots=True)
class Decision:
    """The fields that a combination of tag values gives, and a reason still to be looked up."""

    fields: Mapping[str, str | None]
    reason_tag: str | None = None
    reason: Convert | None = None


class StateRows:
    """The decision table of one unit, compiled; remembers each combination it has decided."""

    def __init__(
        self, rows: Sequence[Row], *, words: Mapping[str, Mapping[str, str]], unmapped: Unmapped
    ) -> None:
        self.tags: tuple[str, ...] = tuple(dict.fromkeys(tag for row in rows for tag in row.when))
        said = {name for row in rows for name in row.then.model_fields_set}
        self.fields: tuple[str, ...] = tuple(name for name in ROW_FIELDS if name in said)
        self._unmapped = unmapped
        self._unknown = Decision(dict.fromkeys(self.fields))
        self._rows = tuple(
            (self._matcher(row), self._decision(row, words=words, unmapped=unmapped))
            for row in rows
        )
        self.reason_tags: frozenset[str] = frozenset(
            decision.reason_tag for _, decision in self._rows if decision.reason_tag is not None
        )
        self._cache: dict[tuple[Scalar, ...], Decision] = {}
        self._uncovered: set[tuple[Scalar, ...]] = set()

    def decide(self, held: Mapping[str, Scalar]) -> Decision:
        """Decide by the values as they stand; None is unavailable."""
        key = tuple([held[tag] for tag in self.tags])
        decision = self._cache.get(key)
        if decision is None:
            decision = self._find(key)
            if len(self._cache) >= _MOST_CACHED:
                self._cache.clear()
                self._uncovered.clear()
            self._cache[key] = decision
        if decision is self._unknown and key in self._uncovered:
            pairs = zip(self.tags, key, strict=True)
            self._unmapped.count(", ".join(f"{tag}={spell(value)}" for tag, value in pairs))
        return decision

    def _find(self, key: tuple[Scalar, ...]) -> Decision:
        if any(value is None for value in key):
            return self._unknown
        for matches, decision in self._rows:
            if matches(key):
                return decision
        self._uncovered.add(key)
        return self._unknown

    def _matcher(self, row: Row) -> Callable[[tuple[Scalar, ...]], bool]:
        wanted = tuple(
            (self.tags.index(tag), tuple(value) if isinstance(value, list) else (value,))
            for tag, value in row.when.items()
        )

        def matches(key: tuple[Scalar, ...]) -> bool:
            return all(_any_of(key[place], values) for place, values in wanted)

        return matches

    def _decision(
        self, row: Row, *, words: Mapping[str, Mapping[str, str]], unmapped: Unmapped
    ) -> Decision:
        then = row.then
        fields: dict[str, str | None] = {
            "state": then.state,
            "operation_mode": then.operation_mode,
            "control_mode": then.control_mode,
            "reason": then.reason if isinstance(then.reason, str) else "",
        }
        mine = {name: fields[name] for name in self.fields}
        if not isinstance(then.reason, ReasonFrom):
            return Decision(mine)
        tag, table = then.reason.tag, then.reason.words
        convert = (
            to_text(tag, unmapped=unmapped)
            if table is None
            else to_word(tag, table=words[table], closed=False, unmapped=unmapped)
        )
        return Decision(mine, tag, convert)


def _any_of(value: Scalar, wanted: tuple[VendorValue, ...]) -> bool:
    """Compare as people read: 6 equals 6.0, but true is not 1 and "6" is not 6."""
    return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in wanted)
