"""Units, decimals, colours, names and links of values, as Grafana's field configuration."""

from collections.abc import Callable, Mapping, Sequence

from grafana_foundation_sdk.models import dashboard as sdk

from dashboards.grafana.links import address
from dashboards.grafana.loss_words import (
    ATTRIBUTION_COLOUR,
    UNKNOWN_ROOT,
    attribution_name,
    cause_names,
    reason_names,
    waited_for_names,
)
from dashboards.grafana.panel import Column, Link, Names, Panel, Query, Steps
from dashboards.grafana.rate_words import STATUS_NAMES, rate_names
from dashboards.grafana.states import NEUTRAL, leaf_names, state_names
from dashboards.grafana.texts import Language, Text

NO_DATA = Text(
    "No data for this choice of world, line and time.", "所选数据集、产线和时间内没有数据。"
)
_YES_NO = {
    "true": (Text("yes", "是"), "#4fd892"),
    "false": (Text("no", "否"), "#ff7b7b"),
}


def field_defaults(panel: Panel, custom: object, language: Language) -> sdk.FieldConfig:
    """Return how all values of a panel are shown unless an override says otherwise."""
    fixed = not panel.steps and not panel.names
    return sdk.FieldConfig(
        unit=_unit(panel.unit, language),
        decimals=panel.decimals,
        min_val=panel.least,
        max_val=panel.most,
        mappings=_mappings(panel.names, language) if panel.names else None,
        thresholds=_thresholds(panel.steps or ((None, NEUTRAL),)),
        color=sdk.FieldColor(
            mode=sdk.FieldColorModeId.PALETTE_CLASSIC_BY_NAME
            if fixed and panel.kind != "stat"
            else sdk.FieldColorModeId.THRESHOLDS
        ),
        links=[_link(panel.link, language)] if panel.link else None,
        no_value=(panel.no_value or NO_DATA).in_(language) if panel.queries else None,
        custom=custom,
    )


def query_overrides(
    queries: Sequence[Query], language: Language
) -> list[sdk.DashboardFieldConfigSourceOverrides]:
    """Return what is special to one query: its colour, thresholds, unit or line."""
    made: list[sdk.DashboardFieldConfigSourceOverrides] = []
    for number, query in enumerate(queries):
        properties: list[tuple[str, object]] = []
        if query.colour:
            properties.append(("color", {"fixedColor": query.colour, "mode": "fixed"}))
        if query.steps:
            properties.append(("thresholds", _thresholds(query.steps)))
            properties.append(("color", {"mode": "thresholds"}))
        if query.unit:
            properties.append(("unit", _unit(query.unit, language)))
        if query.decimals is not None:
            properties.append(("decimals", query.decimals))
        if query.dashed:
            properties.append(("custom.lineStyle", {"dash": [8, 6], "fill": "dash"}))
            properties.append(("custom.drawStyle", "line"))
            properties.append(("custom.fillOpacity", 0))
            properties.append(("custom.lineInterpolation", "stepAfter"))
            properties.append(("custom.stacking", {"group": "dashed", "mode": "none"}))
        if query.points:
            properties.append(("custom.drawStyle", "points"))
            properties.append(("custom.pointSize", 9))
        if properties:
            made.append(_override("byFrameRefID", chr(ord("A") + number), properties))
    return made


def column_overrides(
    columns: Sequence[Column], language: Language
) -> list[sdk.DashboardFieldConfigSourceOverrides]:
    """Return title, unit, colour, names and link of each named column."""
    return [_override("byName", column.name, _properties(column, language)) for column in columns]


def _properties(column: Column, language: Language) -> list[tuple[str, object]]:
    properties: list[tuple[str, object]] = [("displayName", column.title.in_(language))]
    if column.unit:
        properties.append(("unit", column.unit))
    if column.decimals is not None:
        properties.append(("decimals", column.decimals))
    if column.width is not None:
        properties.append(("custom.width", column.width))
    if column.colour:
        properties.append(("color", {"fixedColor": column.colour, "mode": "fixed"}))
    if column.steps:
        properties.append(("thresholds", _thresholds(column.steps)))
        properties.append(("color", {"mode": "thresholds"}))
        properties.append(("custom.cellOptions", {"type": "color-text"}))
    if column.names:
        properties.append(("mappings", _mappings(column.names, language)))
        properties.append(("custom.cellOptions", {"type": "color-text"}))
    if column.link:
        properties.append(("links", [_link(column.link, language)]))
    if column.invisible:
        properties.append(("custom.fillOpacity", 0))
        properties.append(("custom.lineWidth", 0))
        hidden = {"legend": True, "tooltip": True, "viz": False}
        properties.append(("custom.hideFrom", hidden))
    if column.hidden or column.only not in {None, language}:
        properties.append(("custom.hidden", True))
    return properties


def _override(
    matcher: str, options: str, properties: Sequence[tuple[str, object]]
) -> sdk.DashboardFieldConfigSourceOverrides:
    return sdk.DashboardFieldConfigSourceOverrides(
        matcher=sdk.MatcherConfig(id_val=matcher, options=options),
        properties=[sdk.DynamicConfigValue(id_val=name, value=value) for name, value in properties],
    )


def _unit(unit: str | Text, language: Language) -> str:
    return unit if isinstance(unit, str) else f"suffix: {unit.in_(language)}"


def _thresholds(steps: Steps) -> sdk.ThresholdsConfig:
    return sdk.ThresholdsConfig(
        mode=sdk.ThresholdsMode.ABSOLUTE,
        steps=[sdk.Threshold(value=value, color=colour) for value, colour in steps],
    )


class _DataLink(sdk.DashboardLink):
    """A link of a value; the SDK's own class writes keys that only links of a page have."""

    def to_json(self) -> dict[str, object]:
        """Return what Grafana reads."""
        return {"targetBlank": False, "title": self.title, "url": self.url}


def _link(link: Link, language: Language) -> sdk.DashboardLink:
    return _DataLink(title=link.title.in_(language), url=address(link, language))


def _uncoloured(names: Mapping[str, Text]) -> dict[str, tuple[Text, str]]:
    return {word: (name, "") for word, name in names.items()}


# Name and colour of each word that values may be.
_SHOWN: Mapping[Names, Callable[[], Mapping[str, tuple[Text, str]]]] = {
    "state": lambda: {str(code): named for code, named in state_names().items()},
    "leaf": lambda: dict(leaf_names().items()),
    "yes_no": lambda: _YES_NO,
    "attribution": lambda: {
        one: (attribution_name(one), colour) for one, colour in ATTRIBUTION_COLOUR.items()
    },
    "reason": lambda: _uncoloured(reason_names()),
    "cause": lambda: _uncoloured(cause_names()),
    "root": lambda: _uncoloured({"unknown": UNKNOWN_ROOT}),
    "waited_for": lambda: _uncoloured(waited_for_names()),
    "rate": lambda: _uncoloured(rate_names()),
    "status": lambda: _uncoloured({str(one): name for one, name in STATUS_NAMES.items()}),
}


def _mappings(names: Names, language: Language) -> list[sdk.ValueMapping]:
    return [
        sdk.ValueMap(
            options={
                value: sdk.ValueMappingResult(
                    text=text.in_(language), color=colour or None, index=number
                )
                for number, (value, (text, colour)) in enumerate(_SHOWN[names]().items())
            }
        )
    ]
