"""The options of each panel type: how values are drawn, never what they are."""

from grafana_foundation_sdk.models import (
    barchart,
    bargauge,
    common,
    piechart,
    stat,
    statetimeline,
    table,
    text,
    timeseries,
)

from dashboards.grafana.panel import Kind, Panel
from dashboards.grafana.texts import Language

_LEGEND = common.VizLegendOptions(
    calcs=[],
    display_mode=common.LegendDisplayMode.LIST,
    placement=common.LegendPlacement.BOTTOM,
    show_legend=True,
)
_TOOLTIP = common.VizTooltipOptions(
    mode=common.TooltipDisplayMode.MULTI, sort=common.SortOrder.NONE
)
_LAST = common.ReduceDataOptions(calcs=["lastNotNull"], fields="", values=False)


def options_of(panel: Panel, language: Language) -> tuple[object, object | None]:
    """Return the options of a panel and the custom part of its fields."""
    axis = panel.axis.in_(language) if panel.axis else None
    content = panel.content.in_(language) if panel.content else ""
    looks: dict[Kind, tuple[object, object | None]] = {
        "stat": (_stat(), None),
        "bargauge": (_bargauge(), None),
        "piechart": (_piechart(), None),
        "table": (_table(), common.TableFieldOptions(inspect=False)),
        "barchart": (_barchart(panel), _bars(axis)),
        "text": (text.Options(mode=text.TextMode.MARKDOWN, content=content), None),
        "state-timeline": (_states(), statetimeline.FieldConfig(fill_opacity=90, line_width=0)),
        "timeseries": (
            timeseries.Options(legend=_LEGEND, tooltip=_TOOLTIP),
            _curve(panel, axis),
        ),
    }
    return looks[panel.kind]


def _stat() -> stat.Options:
    return stat.Options(
        graph_mode=common.BigValueGraphMode.NONE,
        color_mode=common.BigValueColorMode.VALUE,
        justify_mode=common.BigValueJustifyMode.AUTO,
        text_mode=common.BigValueTextMode.VALUE_AND_NAME,
        reduce_options=_LAST,
        orientation=common.VizOrientation.AUTO,
    )


def _bargauge() -> bargauge.Options:
    return bargauge.Options(
        display_mode=common.BarGaugeDisplayMode.BASIC,
        value_mode=common.BarGaugeValueMode.TEXT,
        reduce_options=_LAST,
        orientation=common.VizOrientation.HORIZONTAL,
        legend=common.VizLegendOptions(show_legend=False),
    )


def _piechart() -> piechart.Options:
    return piechart.Options(
        pie_type=piechart.PieChartType.DONUT,
        legend=piechart.PieChartLegendOptions(
            calcs=[],
            display_mode=common.LegendDisplayMode.TABLE,
            placement=common.LegendPlacement.RIGHT,
            show_legend=True,
            values=[piechart.PieChartLegendValues.PERCENT],
        ),
        tooltip=_TOOLTIP,
        reduce_options=common.ReduceDataOptions(calcs=["sum"], fields="", values=False),
    )


def _table() -> table.Options:
    return table.Options(show_header=True, cell_height=common.TableCellHeight.SM)


def _barchart(panel: Panel) -> barchart.Options:
    stacked = panel.floating or panel.look == "stacked"
    return barchart.Options(
        x_field=panel.category or None,
        orientation=common.VizOrientation.HORIZONTAL,
        stacking=common.StackingMode.NORMAL if stacked else common.StackingMode.NONE,
        # What a floating bar stands on would be labelled, too.
        show_value=common.VisibilityMode.NEVER if panel.floating else common.VisibilityMode.AUTO,
        legend=_LEGEND,
        tooltip=_TOOLTIP,
    )


def _bars(axis: str | None) -> barchart.FieldConfig:
    return barchart.FieldConfig(
        fill_opacity=85,
        line_width=0,
        axis_label=axis,
    )


def _states() -> statetimeline.Options:
    return statetimeline.Options(
        show_value=common.VisibilityMode.NEVER,
        merge_values=True,
        row_height=0.9,
        align_value=common.TimelineValueAlignment.LEFT,
        legend=_LEGEND,
        tooltip=_TOOLTIP,
        per_page=40,
    )


def _curve(panel: Panel, axis: str | None) -> timeseries.FieldConfig:
    drawn_as_bars = panel.look in {"bars", "stacked"}
    return timeseries.FieldConfig(
        draw_style=common.GraphDrawStyle.BARS if drawn_as_bars else common.GraphDrawStyle.LINE,
        line_width=0 if drawn_as_bars else 2,
        fill_opacity=85 if drawn_as_bars else 0,
        line_interpolation=common.LineInterpolation.STEP_AFTER
        if panel.look == "steps"
        else common.LineInterpolation.LINEAR,
        # A window's value stands at its start and covers what follows.
        bar_alignment=common.BarAlignment.AFTER,
        bar_width_factor=0.9,
        show_points=common.VisibilityMode.AUTO,
        span_nulls=False,
        axis_label=axis,
        axis_soft_min=0 if panel.from_zero else None,
        stacking=common.StackingConfig(
            mode=common.StackingMode.NORMAL
            if panel.look == "stacked"
            else common.StackingMode.NONE,
            group="A",
        ),
        thresholds_style=common.GraphThresholdsStyleConfig(
            mode=common.GraphThresholdsStyleMode.DASHED
            if panel.steps and not drawn_as_bars
            else common.GraphThresholdsStyleMode.OFF
        ),
    )
