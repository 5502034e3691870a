"""Queries of the pipeline's own account: services, agents and the ledger of deliveries."""

from collections.abc import Sequence
from typing import Literal

from contract.series import DELIVERY, PIPELINE
from dashboards.grafana.influxql import (
    Select,
    Table,
    call,
    chosen,
    equal,
    select,
    total,
)

ACCOUNTS = Table(PIPELINE)
LEDGER = Table(DELIVERY)
PER_LINE = ("site", "work_center")
# What a counter counts depends on the service: samples of ingest, KPI rows of analytics.
Service = Literal["ingest", "analytics"]
_AGENT = [
    equal(ACCOUNTS["service"], "edge_agent"),
    chosen(ACCOUNTS["site"], "site"),
    chosen(ACCOUNTS["work_center"], "line"),
]


def _of_service(service: Service) -> list[str]:
    return [equal(ACCOUNTS["kind"], "counters"), equal(ACCOUNTS["service"], service)]


def counter_rate(name: str, service: Service = "ingest") -> Select:
    """Return how fast a counter of each service rises, per second."""
    return select(
        ACCOUNTS,
        [call("non_negative_derivative", call("max", ACCOUNTS[name]), "1s").named(name)],
        where=_of_service(service),
        group=("service", "instance"),
        every="$__interval",
        fill="none",
    )


def counter_now(name: str, service: Service = "ingest") -> Select:
    """Return the newest count of each service since it started."""
    return select(
        ACCOUNTS,
        [call("last", ACCOUNTS[name]).named(name)],
        where=_of_service(service),
        group=("service", "instance"),
    )


def lag(service: Service = "ingest") -> Select:
    """Return the largest lag of each interval, ms."""
    return select(
        ACCOUNTS,
        [call("max", ACCOUNTS["lag_ms"]).named("lag_ms")],
        where=_of_service(service),
        group=("service", "instance"),
        every="$__interval",
        fill="none",
    )


def agents() -> Select:
    """Return the newest account of each agent: alive, boot, session, what it sent and kept."""
    names = ("samples", "spool", "dropped", "refused_late", "session")
    return _newest_of_agents(names, [*_AGENT, equal(ACCOUNTS["kind"], "status")])


def agents_alive() -> Select:
    """Return the last word on each agent; its will says that it died."""
    return _newest_of_agents(("alive",), _AGENT)


def _newest_of_agents(names: Sequence[str], where: Sequence[str]) -> Select:
    """Return a row for each agent, its line in columns: groups of a table may have one tag only."""
    newest = select(
        ACCOUNTS,
        [call("last", ACCOUNTS[name]).named(name) for name in names],
        where=where,
        group=PER_LINE,
    )
    return select(newest, [newest[name].named(name) for name in (*PER_LINE, *names)], time="")


def agent_accounts() -> Select:
    """Return how many accounts each agent sent in each interval; none means silence."""
    return select(
        ACCOUNTS,
        [call("count", ACCOUNTS["samples"]).named("accounts")],
        where=[*_AGENT, equal(ACCOUNTS["kind"], "status")],
        time="time >= ${__from}ms AND time < ${__to}ms",
        group=PER_LINE,
        every="$__interval, ${__to}ms",
        fill="0",
    )


def spool_depth() -> Select:
    """Return the spool rows not yet sent."""
    return select(
        ACCOUNTS,
        [call("max", ACCOUNTS["spool"]).named("spool")],
        where=[*_AGENT, equal(ACCOUNTS["kind"], "status")],
        group=PER_LINE,
        every="$__interval",
        fill="none",
    )


def ledger_gap() -> Select:
    """Return samples that the ledger's numbering says were sent, but no delivery holds."""
    where = [chosen(LEDGER["site"], "site"), chosen(LEDGER["work_center"], "line")]
    ends = select(
        LEDGER,
        [
            total([LEDGER["first"], LEDGER["samples"]]).named("reached"),
            LEDGER["first"].named("first"),
            LEDGER["samples"].named("samples"),
        ],
        where=where,
        group=PER_LINE,
    )
    gap = call("max", ends["reached"]).minus(call("min", ends["first"]))
    return select(
        ends,
        [gap.minus(call("sum", ends["samples"])).named("missing")],
        time="",
        group=PER_LINE,
    )


def ledger_rate(name: str) -> Select:
    """Return samples that deliveries brought, per interval."""
    return select(
        LEDGER,
        [call("sum", LEDGER[name]).named(name)],
        where=[chosen(LEDGER["site"], "site"), chosen(LEDGER["work_center"], "line")],
        group=PER_LINE,
        every="$__interval",
        fill="none",
    )
