"""What analytics says of losses, measures and control charts of the world that Grafana shows."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.loss_queries import LossKey, loss_pareto, loss_rows
from analytics.oee.pareto import ParetoBy
from analytics.six_big_losses import six_big_losses
from analytics.spc.listing import spc_rows
from analytics.stores.duckdb_kpi_store import DuckdbKpiStore
from analytics.trade.queries import trade_rows
from contract.kpi import KpiLevel
from dashboards.grafana.loss_queries import Bar
from dashboards.grafana.loss_words import NOT_LOST, big_loss_name
from tests.integration.grafana_pages import Asked, Row
from tests.integration.grafana_world import GrafanaWorld

# A place as the choices of a page name it: a line, or a line and its machine.
Place = str
Amounts = dict[tuple[Place, str], float]


@dataclass(frozen=True, slots=True)
class Causes:
    """The frames of analytics, read from the DuckDB file of the world."""

    lines: pd.DataFrame
    units: pd.DataFrame
    paretos: Mapping[tuple[KpiLevel, ParetoBy], pd.DataFrame]
    big: Mapping[KpiLevel, pd.DataFrame]
    trade: pd.DataFrame
    spc: pd.DataFrame

    def losses(self, level: KpiLevel) -> pd.DataFrame:
        """Return the losses of lines or of machines by leaf, group, attribution and root."""
        return self.lines if level == "line" else self.units


def causes_of(world: GrafanaWorld) -> Causes:
    """Read what analytics says of the whole world."""
    by: tuple[LossKey, ...] = ("leaf", "loss_group", "attribution", "root_unit")
    levels: tuple[KpiLevel, ...] = ("line", "unit")
    with duckdb.connect(str(world.store), read_only=True) as connection:
        store = DuckdbKpiStore(connection)
        ranked: tuple[ParetoBy, ...] = ("duration_s", "count")
        return Causes(
            lines=loss_rows(store, level="line", by=by),
            units=loss_rows(store, level="unit", by=by),
            paretos={
                (level, one): loss_pareto(store, level=level, ranked_by=one)
                for level in levels
                for one in ranked
            },
            big={level: six_big_losses(store, level=level) for level in levels},
            trade=trade_rows(store),
            spc=spc_rows(store, start=0, end=2**62),
        )


def place_of(path: object) -> Place:
    """Return a line, or a line and its machine, of a path."""
    return "/".join(str(path).split("/")[3:])


def place_chosen(row: Row, level: KpiLevel) -> Place:
    """Return the place that a page was opened for."""
    return f"{row['line']}/{row['unit']}" if level == "unit" else str(row["line"])


def amounts_of(rows: pd.DataFrame, key: str, value: str = "duration_s") -> Amounts:
    """Sum a column of frames by place and a word."""
    sums: Amounts = {}
    for path, word, amount in zip(rows["path"], rows[key], rows[value], strict=True):
        place = place_of(path), str(word)
        sums[place] = sums.get(place, 0.0) + float(amount)
    return sums


def lost(rows: pd.DataFrame) -> pd.DataFrame:
    """Return losses of known planned busy time."""
    return rows[~rows["loss_group"].isin(NOT_LOST)]


def bars_of(asked: list[Asked], page: str, panel: str, level: KpiLevel) -> dict[Place, list[Row]]:
    """Return the two ends of each bar of the waterfall by place, in the order of the queries."""
    found: dict[Place, list[Row]] = {}
    for one in asked:
        if (one.page, one.panel) == (page, panel):
            chosen = dict(one.choice)
            found.setdefault(place_chosen({**chosen}, level), []).extend(one.rows)
    return found


def expected_bar(rows: pd.DataFrame, bar: Bar) -> float:
    """Return the time of one bar from losses by leaf and group."""
    mine = rows[rows["leaf"] == bar.leaf]
    if bar.groups:
        mine = mine[mine["loss_group"].isin(bar.groups)]
    return float(mine["duration_s"].sum())


def causes_named(pareto: pd.DataFrame, value: str) -> Amounts:
    """Return what was lost by reason, or by group where there is no reason."""
    reasons = pareto["reason"].where(pareto["reason"] != "", pareto["loss_group"])
    return amounts_of(pareto.assign(cause=reasons), "cause", value)


def big_losses(rows: pd.DataFrame) -> Amounts:
    """Return the six big losses by place and English name."""
    named = [big_loss_name(loss).en for loss in rows["big_loss"]]
    return amounts_of(rows.assign(name=named), "name")
