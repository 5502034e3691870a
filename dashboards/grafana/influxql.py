"""A small language for InfluxQL: an unknown field, tag or alias fails when a query is built."""

from collections.abc import Sequence
from dataclasses import dataclass

from contract.series import Bucket, Measurement

TIME_RANGE = "$timeFilter"


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked piece of a SELECT list; `alias` is what a reader of the answer calls it."""

    text: str
    alias: str = ""

    def named(self, alias: str) -> "Expression":
        """Return the expression under a name."""
        return Expression(self.text, alias)

    def over(self, other: "Expression | int") -> "Expression":
        """Return a quotient; InfluxQL answers 0 for a division by zero, so filter it first."""
        return Expression(f"{self.text} / {_operand(other)}")

    def minus(self, other: "Expression | int") -> "Expression":
        """Return a difference."""
        return Expression(f"{self.text} - {_operand(other)}")

    def bracketed(self) -> "Expression":
        """Return the expression in brackets."""
        return Expression(f"({self.text})")

    def times(self, other: "Expression | int") -> "Expression":
        """Return a product."""
        return Expression(f"{self.text} * {_operand(other)}")

    def __str__(self) -> str:
        return f'{self.text} AS "{self.alias}"' if self.alias else self.text


def _operand(value: "Expression | int") -> str:
    return value.text if isinstance(value, Expression) else str(value)


def call(function: str, expression: Expression, *more: object) -> Expression:
    """Apply a function of InfluxQL."""
    return Expression(f"{function}({', '.join([expression.text, *map(str, more)])})")


def sum_of(*columns: Expression, less: Sequence[Expression] = ()) -> Expression:
    """Add up columns over rows, and take others away; InfluxQL sums one column at a time."""
    added = " + ".join(f"sum({one.text})" for one in columns)
    return Expression("".join([added, *(f" - sum({one.text})" for one in less)]))


def total(expressions: Sequence[Expression]) -> Expression:
    """Add columns up, in brackets."""
    return Expression("(" + " + ".join(one.text for one in expressions) + ")")


@dataclass(frozen=True, slots=True)
class Table:
    """A measurement of the chosen world, with the columns the contract gives it."""

    measurement: Measurement

    def __getitem__(self, name: str) -> Expression:
        if name not in self.measurement.tags:
            self.measurement.field(name)
        return Expression(f'"{name}"')

    def tag(self, name: str) -> str:
        """Return a quoted tag; anything else cannot be grouped by."""
        if name not in self.measurement.tags:
            raise KeyError(f"{name} is not a tag of {self.measurement.name}: it cannot group")
        return f'"{name}"'

    def __str__(self) -> str:
        return f'"{database(self.measurement.bucket)}"."autogen"."{self.measurement.name}"'


def database(bucket: Bucket, world: str = "${world}") -> str:
    """Name the database of a bucket in the chosen world."""
    return f"{world}-{bucket}"


@dataclass(frozen=True, slots=True)
class InWorld:
    """A measurement of one named world, for alert rules, which know no variables."""

    table: Table
    world: str = "live"

    def __getitem__(self, name: str) -> Expression:
        return self.table[name]

    def tag(self, name: str) -> str:
        """Return a quoted tag."""
        return self.table.tag(name)

    def __str__(self) -> str:
        measurement = self.table.measurement
        return f'"{database(measurement.bucket, self.world)}"."autogen"."{measurement.name}"'


@dataclass(frozen=True, slots=True)
class Select:
    """A query that others may select from by the aliases it made and the tags it kept."""

    text: str
    aliases: frozenset[str]
    tags: frozenset[str]

    def __getitem__(self, alias: str) -> Expression:
        if alias not in self.aliases | self.tags:
            raise KeyError(f"the inner query has no column {alias}: {self.text}")
        return Expression(f'"{alias}"')

    def tag(self, name: str) -> str:
        """Return a quoted tag that the inner query kept."""
        if name not in self.tags:
            raise KeyError(f"the inner query does not group by {name}: {self.text}")
        return f'"{name}"'

    def __str__(self) -> str:
        return f"({self.text})"


Source = Table | InWorld | Select


def select(
    source: Source,
    columns: Sequence[Expression],
    *,
    where: Sequence[str] = (),
    time: str = TIME_RANGE,
    group: Sequence[str] = (),
    every: str = "",
    fill: str = "",
    tail: str = "",
) -> Select:
    """Build a query.

    Args:
        source: where it reads.
        columns: what it answers.
        where: conditions, all of which hold.
        time: the condition on time; empty where the inner query has it.
        group: tags.
        every: an interval of `time()`, with an offset if wanted.
        fill: what an empty interval is filled with.
        tail: order and limit.
    """
    conditions = [*where, *([time] if time else [])]
    groups = [f"time({every})"] if every else []
    groups += [source.tag(tag) for tag in group]
    parts = [f"SELECT {', '.join(map(str, columns))} FROM {source}"]
    if conditions:
        parts.append("WHERE " + " AND ".join(conditions))
    if groups:
        parts.append("GROUP BY " + ", ".join(groups))
    if fill:
        parts.append(f"fill({fill})")
    if tail:
        parts.append(tail)
    aliases = frozenset(column.alias for column in columns if column.alias)
    return Select(" ".join(parts), aliases, frozenset(group))


def either(*selects: Select) -> Select:
    """Return the rows of several queries that name their columns alike, one after the other."""
    first = selects[0]
    if any((one.aliases, one.tags) != (first.aliases, first.tags) for one in selects):
        raise ValueError(f"these queries have different columns: {[one.text for one in selects]}")
    return Select("), (".join(one.text for one in selects), first.aliases, first.tags)


def equal(column: Expression, value: str) -> str:
    """Return the condition that a column has this text."""
    return f"{column.text} = '{value}'"


def unequal(column: Expression, value: str) -> str:
    """Return the condition that a column has another text."""
    return f"{column.text} != '{value}'"


def is_(column: Expression, value: bool) -> str:  # noqa: FBT001  the value of a flag
    """Return the condition that a flag is set or not."""
    return f"{column.text} = {'true' if value else 'false'}"


def above(column: Expression, value: float) -> str:
    """Return the condition that a number is greater."""
    return f"{column.text} > {value:g}"


def number(column: Expression, value: int) -> str:
    """Return the condition that a column is this number."""
    return f"{column.text} = {value}"


def chosen(column: Expression, variable: str) -> str:
    """Return the condition that a column is what a variable has chosen, be it one, some or all."""
    return f"{column.text} =~ /^${{{variable}:regex}}$/"


def one_of(column: Expression, words: Sequence[str]) -> str:
    """Return the condition that a text is one of these words."""
    return f"{column.text} =~ /^({'|'.join(words)})$/"


def none_of(column: Expression, words: Sequence[str]) -> str:
    """Return the condition that a text is none of these words, without a regular expression."""
    return " AND ".join(unequal(column, word) for word in words)
