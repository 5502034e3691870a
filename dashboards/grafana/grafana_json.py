"""Tables of panels go in, Grafana's classic JSON comes out; the only file that knows the SDK."""

import json
from collections.abc import Sequence
from typing import Any

from grafana_foundation_sdk.cog import variants
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as sdk

from dashboards.grafana.fields import column_overrides, field_defaults, query_overrides
from dashboards.grafana.links import LANGUAGE_NAME, other_language, uid_in, way_to
from dashboards.grafana.looks import options_of
from dashboards.grafana.panel import (
    FLOATING_LENGTH,
    WHOLE_WIDTH,
    Dashboard,
    Panel,
    Query,
    Row,
    Variable,
)
from dashboards.grafana.texts import Language, Text

DATASOURCE_UID = "sf-influx"
_DATASOURCE = common.DataSourceRef(type_val="influxdb", uid=DATASOURCE_UID)
_TAG = "smart-factory"
_SAME_IN = Text("This page in Chinese", "本页的英文版")
# The SDK writes these for every variable; Grafana knows them for intervals only.
_OF_INTERVALS = ("auto", "auto_count", "auto_min")
_REFRESH = ["5s", "10s", "30s", "1m", "5m", "15m"]


class InfluxQuery(variants.Dataquery):
    """A raw InfluxQL query; the SDK has no class for it."""

    def __init__(self, query: Query, *, ref_id: str, language: Language) -> None:
        self._payload: dict[str, object] = {
            "datasource": {"type": "influxdb", "uid": DATASOURCE_UID},
            "query": query.select.text,
            "rawQuery": True,
            "refId": ref_id,
            "resultFormat": "table" if query.table else "time_series",
        }
        if not query.table:
            self._payload["alias"] = query.alias.in_(language)

    def to_json(self) -> dict[str, object]:
        """Return what Grafana's InfluxDB data source reads."""
        return self._payload


def dashboard_json(
    page: Dashboard, language: Language, *, pages: Sequence[Dashboard] = ()
) -> dict[str, Any]:
    """Build one dashboard in one language, with links to `pages`."""
    made = _page(page, language, pages)
    built: dict[str, Any] = json.loads(json.dumps(made, cls=JSONEncoder))
    for variable in built["templating"]["list"]:
        for name in _OF_INTERVALS:
            del variable[name]
    for link in built["links"]:
        # Where the SDK puts it, it would hide in a menu.
        del link["placement"]
    for panel in built["panels"]:
        if not panel.get("repeat"):
            panel.pop("repeatDirection", None)
    return built


def _page(page: Dashboard, language: Language, pages: Sequence[Dashboard]) -> sdk.Dashboard:
    return sdk.Dashboard(
        uid=uid_in(page.uid, language),
        title=page.title.in_(language),
        description=page.description.in_(language),
        tags=[_TAG, f"{_TAG}-{language}"],
        editable=True,
        graph_tooltip=sdk.DashboardCursorSync.TOOLTIP,
        time=sdk.DashboardDashboardTime(from_val=page.since, to="now"),
        timepicker=sdk.TimePickerConfig(refresh_intervals=_REFRESH),
        refresh=page.refresh,
        panels=_laid_out(page.rows, language),
        templating=sdk.DashboardDashboardTemplating(
            list_val=[_variable(variable, language) for variable in page.variables]
        ),
        annotations=sdk.AnnotationContainer(list_val=[]),
        links=_navigation(page, language, pages),
    )


def _navigation(
    page: Dashboard, language: Language, pages: Sequence[Dashboard]
) -> list[sdk.DashboardLink]:
    """Link every other page of this language in their order, and this page in the other one."""
    other = other_language(language)
    others = [one for one in pages if one.uid != page.uid]
    return [
        *(_way(one.title.in_(language), way_to(one, page, language)) for one in others),
        _way(LANGUAGE_NAME[other], way_to(page, page, other), _SAME_IN.in_(language)),
    ]


def _way(title: str, url: str, tooltip: str = "") -> sdk.DashboardLink:
    return sdk.DashboardLink(
        title=title,
        type_val=sdk.DashboardLinkType.LINK,
        url=url,
        tooltip=tooltip,
        icon="dashboard",
        keep_time=True,
    )


def _laid_out(rows: Sequence[Row], language: Language) -> list[sdk.Panel | sdk.RowPanel]:
    made: list[sdk.Panel | sdk.RowPanel] = []
    top = 0
    for row in rows:
        made.append(
            sdk.RowPanel(
                id_val=len(made) + 1,
                title=row.title.in_(language),
                grid_pos=sdk.GridPos(h=1, w=WHOLE_WIDTH, x=0, y=top),
                panels=[],
                repeat=row.repeat or None,
            )
        )
        top += 1
        left = tallest = 0
        for panel in row.panels:
            if left + panel.width > WHOLE_WIDTH:
                top += tallest
                left = tallest = 0
            made.append(_panel(panel, len(made) + 1, (left, top), language))
            left += panel.width
            tallest = max(tallest, panel.height)
        top += tallest
    return made


def _panel(panel: Panel, number: int, corner: tuple[int, int], language: Language) -> sdk.Panel:
    left, top = corner
    options, custom = options_of(panel, language)
    return sdk.Panel(
        type_val=panel.kind,
        id_val=number,
        title=panel.title.in_(language),
        description=panel.description.in_(language),
        grid_pos=sdk.GridPos(h=panel.height, w=panel.width, x=left, y=top),
        datasource=_DATASOURCE if panel.queries else None,
        targets=[
            InfluxQuery(query, ref_id=chr(ord("A") + n), language=language)
            for n, query in enumerate(panel.queries)
        ]
        or None,
        interval=panel.every or None,
        transformations=_transformations(panel) or None,
        repeat=panel.repeat or None,
        repeat_direction="h" if panel.repeat else None,
        options=options,
        field_config=sdk.FieldConfigSource(
            defaults=field_defaults(panel, custom, language),
            overrides=[
                *query_overrides(panel.queries, language),
                *column_overrides(panel.columns, language),
            ],
        ),
    )


def _transformations(panel: Panel) -> list[sdk.DataTransformerConfig]:
    """Merge the queries of a table, and add rows up by a word where a panel asks for it."""
    steps: list[sdk.DataTransformerConfig] = []
    if panel.kind == "table" and len(panel.queries) > 1:
        steps.append(sdk.DataTransformerConfig(id_val="merge", options={}))
        order = {column.name: place for place, column in enumerate(panel.columns)}
        steps.append(
            sdk.DataTransformerConfig(
                id_val="organize",
                options={
                    "excludeByName": {},
                    "indexByName": order,
                    "orderByMode": "manual",
                    "renameByName": {},
                },
            )
        )
    if panel.floating:
        steps += _floating_bars()
    if panel.sort_by:
        falling = {"desc": True, "field": panel.sort_by}
        steps.append(
            sdk.DataTransformerConfig(id_val="sortBy", options={"fields": {}, "sort": [falling]})
        )
    if panel.most_bars:
        steps.append(
            sdk.DataTransformerConfig(id_val="limit", options={"limitField": panel.most_bars})
        )
    return steps


def _floating_bars() -> list[sdk.DataTransformerConfig]:
    """Turn series of two values into rows of their smaller one and the distance; drop no distance.

    Two equal sums differ by nothing, but a sum of floats may differ by dust.
    """
    lasting = {"id": "greater", "options": {"value": 0.001}}
    return [
        sdk.DataTransformerConfig(
            id_val="reduce", options={"mode": "seriesToRows", "reducers": ["min", "range"]}
        ),
        sdk.DataTransformerConfig(
            id_val="filterByValue",
            options={
                "filters": [{"config": lasting, "fieldName": FLOATING_LENGTH}],
                "match": "all",
                "type": "include",
            },
        ),
    ]


def _variable(variable: Variable, language: Language) -> sdk.VariableModel:
    model = sdk.VariableModel(
        name=variable.name,
        label=variable.label.in_(language),
        description=variable.description.in_(language),
        hide=sdk.VariableHide.HIDE_VARIABLE if variable.hidden else sdk.VariableHide.DONT_HIDE,
        multi=variable.multi,
        include_all=variable.all,
        all_value=".*" if variable.all else None,
    )
    if variable.options:
        model.type_val = sdk.VariableType.CUSTOM
        shown = [(value, text.in_(language)) for value, text in variable.options]
        # A comma of a name would end it.
        model.query = ",".join(
            f"{text.replace(',', chr(92) + ',')} : {value}" for value, text in shown
        )
        model.options = [
            sdk.VariableOption(selected=value == variable.current, text=text, value=value)
            for value, text in shown
        ]
        text = dict(shown)[variable.current]
        model.current = sdk.VariableOption(text=text, value=variable.current)
        return model
    model.type_val = sdk.VariableType.QUERY
    model.datasource = _DATASOURCE
    model.query = variable.query
    model.regex = variable.regex
    model.refresh = sdk.VariableRefresh.ON_TIME_RANGE_CHANGED
    model.sort = sdk.VariableSort.ALPHABETICAL_ASC
    if variable.all:
        model.current = sdk.VariableOption(text="All", value="$__all")
    elif variable.current:
        model.current = sdk.VariableOption(text=variable.current, value=variable.current)
    return model
