"""Queries of raw samples: what machines said, for ranges of up to about a day."""

from collections.abc import Sequence

from contract.series import SAMPLE
from contract.states import STATE_UNKNOWN
from dashboards.grafana.influxql import Select, Table, call, chosen, number, select
from dashboards.grafana.kpi_queries import PER_LINE, PER_UNIT_TAGS

SAMPLES = Table(SAMPLE)
# Intervals count back from the end of the range, so that the newest one is whole: a short one
# would have no sample yet and show a machine as silent.
FROM_THE_END = "$__interval, ${__to}ms"
RANGE_TO_END = "time >= ${__from}ms AND time < ${__to}ms"
LAST_HOUR = "time >= ${__to}ms - 1h AND time < ${__to}ms"
LAST_MINUTE = "1m, ${__to}ms"
# Three heartbeats: a silence longer than that is unknown.
SHORTEST_INTERVAL = "30s"


def samples_of(*, unit: bool = True) -> list[str]:
    """Return the conditions for samples of the chosen places."""
    conditions = [chosen(SAMPLES["site"], "site"), chosen(SAMPLES["work_center"], "line")]
    return [*conditions, chosen(SAMPLES["work_unit"], "unit")] if unit else conditions


def states(*, unit: bool = True) -> Select:
    """Return the last state of each interval; an interval without a sample is unknown."""
    return select(
        SAMPLES,
        [call("last", SAMPLES["state_code"]).named("state")],
        where=samples_of(unit=unit),
        time=RANGE_TO_END,
        group=PER_UNIT_TAGS,
        every=FROM_THE_END,
        fill=str(STATE_UNKNOWN),
    )


def state_now(*, unit: bool = True) -> Select:
    """Return each machine's state in the last minute of the range, unknown if it was silent."""
    tags = PER_UNIT_TAGS
    minutes = select(
        SAMPLES,
        [call("last", SAMPLES["state_code"]).named("code")],
        where=samples_of(unit=unit),
        time=LAST_HOUR,
        group=tags,
        every=LAST_MINUTE,
        fill=str(STATE_UNKNOWN),
    )
    return select(minutes, [call("last", minutes["code"]).named("state")], time="", group=tags)


def machines_in(code: int) -> Select:
    """Return how many machines of each line are in this state in the last minute of the range."""
    now = state_now(unit=False)
    return select(
        now,
        [call("count", now["state"]).named("machines")],
        where=[number(now["state"], code)],
        time="",
        group=PER_LINE,
    )


def rate_of(counter: str, *, unit: bool = True) -> Select:
    """Return how fast a cumulative counter rises, per hour."""
    return select(
        SAMPLES,
        [call("non_negative_derivative", call("max", SAMPLES[counter]), "1h").named("rate")],
        where=samples_of(unit=unit),
        group=PER_UNIT_TAGS,
        every="$__interval",
        fill="none",
    )


def counted(counter: str, *, unit: bool = True, group: Sequence[str] = PER_UNIT_TAGS) -> Select:
    """Return what a cumulative counter counted in each interval; a reset counts nothing."""
    return select(
        SAMPLES,
        [call("non_negative_difference", call("max", SAMPLES[counter])).named("counted")],
        where=samples_of(unit=unit),
        group=group,
        every="$__interval",
        fill="none",
    )


def newest_words(names: Sequence[str]) -> Select:
    """Return the newest words of the chosen machine: order, product, program."""
    newest = select(
        SAMPLES,
        [call("last", SAMPLES[name]).named(name) for name in names],
        where=samples_of(),
        group=PER_UNIT_TAGS,
    )
    # A table's groups may have one tag only: Grafana mixes up several.
    return select(newest, [newest[name].named(name) for name in ("work_unit", *names)], time="")
