"""The digital development index of a region, its sectors and its units, period by period."""

from dashboards.grafana.index_panels import (
    INDEX_WINDOW,
    indicator_table,
    region_tiles,
    region_trend,
    sector_trend,
    statement,
    unit_bars,
    unit_table,
)
from dashboards.grafana.panel import Dashboard, Row
from dashboards.grafana.texts import Text
from dashboards.grafana.variables import WORLD


def index() -> Dashboard:
    """Return the page of whoever compares plants, sectors and years."""
    return Dashboard(
        key="index",
        title=Text("Digital development index", "数字化发展指数"),
        description=Text(
            "The index as it was kept: `factory index compute --write`. What makes a unit's index "
            "is told by `factory index explain`.",
            "已保存的指数：`factory index compute --write`。"
            "单位指数的构成见 `factory index explain`。",
        ),
        variables=(WORLD, INDEX_WINDOW),
        since="now-3y",
        rows=(
            Row(
                title=Text("The region", "地区"),
                panels=(
                    region_tiles(width=16, height=6),
                    statement(width=8, height=6),
                    region_trend(width=12, height=10),
                    sector_trend(width=12, height=10),
                ),
            ),
            Row(
                title=Text("Indicators and units", "指标与单位"),
                panels=(
                    indicator_table(width=8, height=22),
                    unit_table(width=10, height=22),
                    unit_bars(width=6, height=22),
                ),
            ),
        ),
    )
