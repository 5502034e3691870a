"""Tags of one unit in vendor words enter; the fields of a sample, as they stand, are kept here.

Compiled once from the mapping, because every reading of every machine passes through `apply`.
"""

from collections.abc import Callable, Mapping

from contract.sample import CAUSE_FIELDS, CONSUMPTION_FIELDS, COUNT_FIELDS
from edge_agent.convert import Convert, to_amount, to_count, to_measure, to_text, to_word
from edge_agent.mapping_config import CATALOGUES, FieldFrom, MappingConfig, ValueFrom
from edge_agent.pseudonym import Pseudonym
from edge_agent.source import Scalar
from edge_agent.state_rows import Decision, StateRows
from edge_agent.unmapped import Unmapped

FieldValue = str | int | float | None


class _TagPlan:
    """What one tag touches: the table of rows, a reason, fields, process values."""

    __slots__ = ("fields", "held", "pseudonym", "values")

    def __init__(self) -> None:
        self.pseudonym: Pseudonym | None = None
        self.held = False
        self.fields: tuple[tuple[str, Convert, bool], ...] = ()
        self.values: tuple[tuple[str, Convert], ...] = ()


class UnitMapper:
    """The mapping of one unit and what the unit said last."""

    __slots__ = (
        "_decision",
        "_held",
        "_on_unknown_tag",
        "_plans",
        "_reason_tag",
        "_rows",
        "causes",
        "fields",
        "touched",
        "values",
    )

    def __init__(
        self,
        mapping: MappingConfig,
        *,
        words: Mapping[str, Mapping[str, str]],
        unmapped: Unmapped,
        on_unknown_tag: Callable[[str], None],
        pseudonym: Pseudonym | None = None,
    ) -> None:
        """Compile; `words` are this unit's own word tables, laid over those of the mapping.

        The tag of the operator field is replaced by its `pseudonym` before anything looks at it.
        """
        tables = {
            name: {**mapping.words.get(name, {}), **words.get(name, {})}
            for name in {*mapping.words, *words}
        }
        self._rows = StateRows(mapping.rows, words=tables, unmapped=unmapped)
        self._on_unknown_tag = on_unknown_tag
        self._decision: Decision | None = None
        self._reason_tag: str | None = None
        self._plans: dict[str, _TagPlan] = {tag: _TagPlan() for tag in mapping.ignore}
        self._held: dict[str, Scalar] = {}
        self.fields: dict[str, FieldValue] = {"state": None, **dict.fromkeys(self._rows.fields)}
        self.values: dict[str, FieldValue] = {}
        self.touched: set[str] = set()
        for tag in (*self._rows.tags, *self._rows.reason_tags):
            self._plan(tag).held = True
            self._held[tag] = None
        for name, origin in mapping.tags.items():
            self._add_field(name, origin, tables=tables, unmapped=unmapped)
            if name == "operator" and origin.tag is not None:
                self._plan(origin.tag).pseudonym = pseudonym
        for name, value in mapping.values.items():
            self._add_value(name, value, tables=tables, unmapped=unmapped)
        self.causes: tuple[str, ...] = tuple(name for name in CAUSE_FIELDS if name in self.fields)

    def apply(self, tags: Mapping[str, Scalar]) -> bool:
        """Take the tags of one reading; tell whether a field that causes a sample changed."""
        plans = self._plans
        fields = self.fields
        changed = False
        decide = False
        for tag, raw in tags.items():
            plan = plans.get(tag)
            if plan is None:
                self._on_unknown_tag(tag)
                plans[tag] = _TagPlan()
                continue
            if plan.pseudonym is not None:
                raw = plan.pseudonym(raw)  # noqa: PLW2901  so that no line below can meet the badge
            for name, convert, cause in plan.fields:
                value = convert(raw)
                if value != fields[name]:
                    fields[name] = value
                    changed |= cause
            for name, convert in plan.values:
                self.values[name] = convert(raw)
                self.touched.add(name)
            if plan.held and self._held[tag] != raw:
                self._held[tag] = raw
                decide = True
        if decide:
            changed |= self._decide()
        return changed

    def _decide(self) -> bool:
        decision = self._rows.decide(self._held)
        if decision is self._decision and decision.reason_tag is None:
            return False
        self._decision = decision
        changed = False
        for name, value in decision.fields.items():
            if self.fields[name] != value:
                self.fields[name] = value
                changed = True
        if decision.reason_tag is not None and decision.reason is not None:
            reason = decision.reason(self._held[decision.reason_tag])
            changed |= self.fields["reason"] != reason
            self.fields["reason"] = reason
        return changed

    def _plan(self, tag: str) -> _TagPlan:
        return self._plans.setdefault(tag, _TagPlan())

    def _add_field(
        self,
        name: str,
        origin: FieldFrom,
        *,
        tables: Mapping[str, Mapping[str, str]],
        unmapped: Unmapped,
    ) -> None:
        tag = origin.tag if origin.tag is not None else name
        convert: Convert
        if origin.words is not None:
            closed = name in CATALOGUES
            convert = to_word(tag, table=tables[origin.words], closed=closed, unmapped=unmapped)
        elif name in COUNT_FIELDS:
            convert = to_count(tag, scale=int(origin.scale), unmapped=unmapped)
        elif name in CONSUMPTION_FIELDS:
            convert = to_amount(tag, scale=origin.scale, unmapped=unmapped)
        elif name in CATALOGUES:
            table = {word: word for word in CATALOGUES[name]}
            convert = to_word(tag, table=table, closed=True, unmapped=unmapped)
        else:
            convert = to_text(tag, unmapped=unmapped)
        if origin.tag is None:
            self.fields[name] = convert(origin.value)
            return
        self.fields[name] = None
        plan = self._plan(tag)
        plan.fields = (*plan.fields, (name, convert, name in CAUSE_FIELDS))

    def _add_value(
        self,
        name: str,
        origin: ValueFrom,
        *,
        tables: Mapping[str, Mapping[str, str]],
        unmapped: Unmapped,
    ) -> None:
        convert: Convert
        if origin.words is not None:
            convert = to_word(
                origin.tag, table=tables[origin.words], closed=False, unmapped=unmapped
            )
        else:
            convert = to_measure(
                origin.tag, scale=origin.scale, must=origin.unit != "", unmapped=unmapped
            )
        plan = self._plan(origin.tag)
        plan.values = (*plan.values, (name, convert))
