"""Queries of losses: where the time of segments went. Their rows add up, so they are only summed.

Losses of a line stand beside those of its machines, without a machine's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from contract.loss_names import BigLoss
from contract.reasons import LOSS_GROUPS, REASONS, LossGroup
from contract.series import LOSS
from contract.states import LEAVES, Leaf
from dashboards.grafana.influxql import (
    Expression,
    Select,
    Table,
    above,
    call,
    chosen,
    either,
    equal,
    is_,
    none_of,
    one_of,
    select,
    unequal,
)
from dashboards.grafana.kpi_queries import PER_UNIT_TAGS
from dashboards.grafana.loss_words import BIG_LOSS_GROUPS, NOT_LOST, group_name
from dashboards.grafana.states import leaf_name
from dashboards.grafana.texts import Text

LOSSES = Table(LOSS)
_DURATION = LOSSES["duration_s"]
_ORDER_RUNS = Text("planned, order runs", "计划内（有工单）")
_PLANNED_DELAYS: tuple[LossGroup, ...] = ("planned_down", "no_order", "setup")


_ON_LINE = (
    is_(LOSSES["void"], False),
    chosen(LOSSES["site"], "site"),
    chosen(LOSSES["work_center"], "line"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the waterfall; without groups it holds its whole leaf."""

    name: Text
    leaf: Leaf
    groups: tuple[LossGroup, ...] = ()


def _delays() -> tuple[LossGroup, ...]:
    """Return the groups that a delay may be in: those of reasons that nobody plans."""
    groups = {reason.group for reason in REASONS.values()} | {"unspecified"}
    return tuple(one for one in LOSS_GROUPS if one in groups and one not in _PLANNED_DELAYS)


# From calendar time to valuable time, in the order of ISO 22400-2's time model; what is lost in
# production comes out of the planned run time.
WATERFALL: tuple[Bar, ...] = (
    *(Bar(leaf_name(leaf), leaf) for leaf in ("unscheduled", "planned_down", "unknown", "down")),
    *(Bar(group_name(group), "delay", (group,)) for group in _delays()),
    Bar(_ORDER_RUNS, "delay", _PLANNED_DELAYS),
    Bar(leaf_name("setup"), "setup"),
    *(
        Bar(group_name(group), "production", (group,))
        for group in ("unrated", "speed", "start_up", "quality", "valuable")
    ),
)


def losses_of(*, unit: bool) -> list[str]:
    """Return the conditions for losses of the chosen machines, or of the chosen line itself."""
    machine = LOSSES["work_unit"]
    # All machines is any text, the line's own empty one among them.
    chosen_ones = [chosen(machine, "unit"), unequal(machine, "")]
    return [*_ON_LINE, *(chosen_ones if unit else [equal(machine, "")])]


def both_ends(bar: Bar, *, unit: bool) -> Select:
    """Return what is left of the time behind a bar and before it: the ends of where it floats."""
    place = WATERFALL.index(bar)
    ends = either(*(_or_zero(_within(bars), unit=unit) for bars in _behind_and_before(place)))
    return select(ends, [ends["lost_s"].named("lost_s")], time="")


def _behind_and_before(place: int) -> tuple[Sequence[Bar], Sequence[Bar]]:
    return WATERFALL[place + 1 :], WATERFALL[place:]


def _or_zero(condition: str, *, unit: bool) -> Select:
    """Return the time of losses that fulfil a condition; 0, not nothing, where others have all."""
    where = losses_of(unit=unit)
    nothing = Expression(f"{call('sum', _DURATION)} - {call('sum', _DURATION)}", "part")
    parts = select(LOSSES, [nothing], where=where)
    if condition:
        mine = call("sum", _DURATION).named("part")
        parts = either(select(LOSSES, [mine], where=[*where, condition]), parts)
    return select(parts, [call("sum", parts["part"]).named("lost_s")])


def _within(bars: Sequence[Bar]) -> str:
    """Return the condition that a loss is in one of these bars; nothing where there are none."""
    left_out = {bar.leaf for bar in WATERFALL if bar not in bars}
    whole = [leaf for leaf in LEAVES if leaf not in left_out]
    conditions = [one_of(LOSSES["leaf"], whole)] if whole else []
    for leaf in sorted(left_out):
        groups = [group for bar in bars if bar.leaf == leaf for group in bar.groups]
        if groups:
            both = f"{equal(LOSSES['leaf'], leaf)} AND {one_of(LOSSES['loss_group'], groups)}"
            conditions.append(f"({both})")
    return f"({' OR '.join(conditions)})" if conditions else ""


def pareto(field: str, *, unit: bool) -> Select:
    """Return what cost most by reason, or by group where time has no reason to give."""
    amount = call("sum", LOSSES[field]).named("amount")
    where = [*losses_of(unit=unit), none_of(LOSSES["loss_group"], NOT_LOST)]
    explained = select(
        LOSSES, [amount], where=[*where, unequal(LOSSES["reason"], "")], group=("reason",)
    )
    grouped = select(
        LOSSES, [amount], where=[*where, equal(LOSSES["reason"], "")], group=("loss_group",)
    )
    named = either(
        *(
            select(one, [one[tag].named("cause"), one["amount"].named("amount")], time="")
            for one, tag in ((explained, "reason"), (grouped, "loss_group"))
        )
    )
    columns = [named[name].named(name) for name in ("cause", "amount")]
    return select(named, columns, where=[above(named["amount"], 0)], time="")


def by_tag(tag: str, *, unit: bool) -> Select:
    """Return the time lost, one series for each word of a tag."""
    where = [*losses_of(unit=unit), none_of(LOSSES["loss_group"], NOT_LOST)]
    return select(LOSSES, [call("sum", _DURATION).named("lost_s")], where=where, group=(tag,))


def by_hour(*, unit: bool) -> Select:
    """Return where the time of each hour went, by loss group."""
    return select(
        LOSSES,
        [call("sum", _DURATION).named("lost_s")],
        where=losses_of(unit=unit),
        group=("loss_group",),
        every="1h",
        fill="none",
    )


def waited_for(*, unit: bool) -> Select:
    """Return the time starved and blocked, by the machine at the root of it."""
    sums = select(
        LOSSES,
        [call("sum", _DURATION).named("lost_s")],
        where=[*losses_of(unit=unit), one_of(LOSSES["loss_group"], ("starved", "blocked"))],
        group=("root_unit",),
    )
    columns = [sums["root_unit"].named("root_unit"), sums["lost_s"].named("lost_s")]
    return select(sums, columns, time="")


def big_loss(loss: BigLoss, *, unit: bool) -> Select:
    """Return the time of one of the six big losses."""
    return _or_zero(one_of(LOSSES["loss_group"], BIG_LOSS_GROUPS[loss]), unit=unit)


def lost_in(group: LossGroup) -> Select:
    """Return the time that each machine of the line lost in a group."""
    return _lost_by_machines(equal(LOSSES["loss_group"], group))


def stood_alone() -> Select:
    """Return the time that each machine of the line stood through a fault of its own."""
    own = equal(LOSSES["attribution"], "own")
    return _lost_by_machines(own, one_of(LOSSES["leaf"], ("delay", "down")))


def _lost_by_machines(*where: str) -> Select:
    return select(
        LOSSES,
        [call("sum", _DURATION).named("lost_s")],
        where=[*_ON_LINE, unequal(LOSSES["work_unit"], ""), *where],
        group=PER_UNIT_TAGS,
    )


def lost_for(codes: Sequence[str]) -> Select:
    """Return the time that each chosen machine lost for these reasons."""
    return _for("duration_s", codes)


def stops_for(codes: Sequence[str]) -> Select:
    """Return how often each chosen machine stopped for these reasons."""
    return _for("count", codes)


def _for(field: str, codes: Sequence[str]) -> Select:
    if unlisted := set(codes) - set(REASONS):
        raise KeyError(f"{sorted(unlisted)} are not in the stop-reason catalogue")
    return select(
        LOSSES,
        [call("sum", LOSSES[field]).named("amount")],
        where=[*losses_of(unit=True), one_of(LOSSES["reason"], codes)],
        group=PER_UNIT_TAGS,
    )
