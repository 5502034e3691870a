"""Losses, measures and control charts on the dashboards: nothing left out, nothing named twice."""

import json
import re

import pytest

from contract.kpi_further import FURTHER_KPIS
from contract.loss_names import BIG_LOSS_OF
from contract.loss_names import NOT_LOST as NOT_LOST_OF_ANALYTICS
from contract.reasons import ATTRIBUTIONS, LOSS_GROUPS, REASONS, UNMAPPED, LossGroup, reason_of
from contract.states import LEAVES
from contract.trade_measure import TRADES
from contract.trade_measures import TRADE_MEASURES, measures_of
from dashboards.grafana.build import OUT
from dashboards.grafana.loss_queries import WATERFALL, both_ends, stops_for
from dashboards.grafana.loss_words import (
    ATTRIBUTION_COLOUR,
    BIG_LOSS_GROUPS,
    GROUP_COLOUR,
    NOT_LOST,
    cause_names,
    codes_attributed,
)
from dashboards.grafana.states import LEAF_COLOUR
from dashboards.grafana.trade_words import measure_formula, measure_unit

_IN_PRODUCTION: tuple[LossGroup, ...] = ("speed", "unrated", "start_up", "quality", "valuable")
_TRADE_PAGES = {"bottling": "sf-bottling", "sewing": "sf-sewing", "furniture": "sf-furniture"}


def _queries(page: str) -> str:
    built = json.loads((OUT / "en" / f"{page}.json").read_text(encoding="utf-8"))
    return "\n".join(
        target["query"] for panel in built["panels"] for target in panel.get("targets") or []
    )


def test_waterfall_has_a_bar_for_every_loss() -> None:
    """Whatever leaf and group a loss has, exactly one bar holds it (domain reference 1.7)."""
    possible: set[tuple[str, str]] = {("production", group) for group in _IN_PRODUCTION}
    of_reasons = {reason.group for reason in REASONS.values()} | {"unspecified"}
    possible |= {("delay", group) for group in of_reasons}
    possible |= {(leaf, leaf) for leaf in ("unscheduled", "planned_down", "unknown", "setup")}
    possible |= {("down", group) for group in of_reasons}
    for leaf, group in possible:
        bars = [bar for bar in WATERFALL if bar.leaf == leaf]
        assert sum(not bar.groups or group in bar.groups for bar in bars) == 1, (leaf, group)


def test_waterfall_stands_in_the_order_of_the_time_model() -> None:
    """Pauses and unknown time first, then time without work, setup, speed, quality, valuable."""
    leaves = list(dict.fromkeys(bar.leaf for bar in WATERFALL))
    assert leaves == [
        "unscheduled",
        "planned_down",
        "unknown",
        "down",
        "delay",
        "setup",
        "production",
    ]
    assert set(leaves) == set(LEAVES)
    assert [bar.groups for bar in WATERFALL[-5:]] == [
        ("unrated",),
        ("speed",),
        ("start_up",),
        ("quality",),
        ("valuable",),
    ]
    assert len({bar.name.en for bar in WATERFALL}) == len({bar.name.zh for bar in WATERFALL})
    assert len({bar.name.en for bar in WATERFALL}) == len(WATERFALL)


def test_last_bar_of_the_waterfall_stands_on_nothing() -> None:
    """Behind valuable time nothing is left, which a sum over no rows would not say."""
    assert '- sum("duration_s") AS "part"' in both_ends(WATERFALL[-1], unit=False).text


def test_six_big_losses_are_those_of_factory_losses() -> None:
    """Grafana puts each loss group down to the same big loss as analytics."""
    ours = {group: loss for loss, groups in BIG_LOSS_GROUPS.items() for group in groups}
    assert ours == BIG_LOSS_OF
    assert set(NOT_LOST) == NOT_LOST_OF_ANALYTICS


def test_every_group_and_attribution_has_a_colour() -> None:
    """Nothing is drawn in a colour by chance, and nothing but unknown looks unknown."""
    assert set(GROUP_COLOUR) == set(LOSS_GROUPS)
    assert set(ATTRIBUTION_COLOUR) == set(ATTRIBUTIONS)
    for colours in (GROUP_COLOUR, ATTRIBUTION_COLOUR):
        assert [name for name, one in colours.items() if one == LEAF_COLOUR["unknown"]] == [
            "unknown"
        ]


def test_every_reason_has_the_names_of_the_catalogue() -> None:
    """Reasons, none and unmapped ones have their names; where no reason is, the group's."""
    names = cause_names()
    for code in (*REASONS, "", UNMAPPED):
        assert (names[code].en, names[code].zh) == (
            reason_of(code).name_en,
            reason_of(code).name_zh,
        )
    assert names["start_up"].zh == "启动损失"
    # A code that is a group, too, must say the same.
    assert {group for group in LOSS_GROUPS if group in REASONS} == {"no_order"}


def test_reasons_of_a_page_are_in_the_catalogue() -> None:
    """A code that nobody gives would be a panel that never shows anything."""
    with pytest.raises(KeyError, match="bobin_change"):
        stops_for(("bobbin_change", "bobin_change"))


def test_waiting_and_planned_reasons_come_from_the_catalogue() -> None:
    """Who waits for a neighbour, or stands as planned, is not down."""
    codes = codes_attributed("upstream", "downstream", "planned")
    assert {"no_work", "blocked_downstream", "changeover", "break"} <= set(codes)
    assert not {"mechanic_repair", "operator_absent", "power_failure"} & set(codes)


@pytest.mark.parametrize("trade", TRADES)
def test_trade_page_shows_every_measure_of_its_trade(trade: str) -> None:
    """Each measure of the catalogue is on the page of its trade, those of every trade on each."""
    assert set(_TRADE_PAGES) == set(TRADES)
    shown = set(re.findall(r"\"measure\" = '(\w+)'", _queries(_TRADE_PAGES[trade])))
    assert shown == {measure.id for measure in measures_of(trade)}  # type: ignore[arg-type]  # one of TRADES


def test_every_measure_has_unit_and_formula_in_both_languages() -> None:
    """A measure that the catalogue gets later fails here, not on a page."""
    for measure in TRADE_MEASURES:
        unit, decimals = measure_unit(measure)
        assert unit
        assert decimals >= 0
        said = measure_formula(measure)
        assert said.en.startswith(TRADE_MEASURES[measure].formula)
        assert re.search(r"[\u4e00-\u9fff]", said.zh)
    assert "text not read" in measure_formula("din8743_general").en


def test_machine_page_shows_every_further_kpi() -> None:
    """Each KPI of the catalogue that machines have is there, and only where it is not null."""
    queries = _queries("sf-machine")
    for kpi in FURTHER_KPIS:
        if "unit" in kpi.levels:
            assert f'last("{kpi.field}")' in queries
            assert f'"{kpi.field}_null" = false' in queries


def test_estimators_are_called_so() -> None:
    """MTBF, MTTF and MTTR say that they are estimates."""
    built = json.loads((OUT / "en" / "sf-machine.json").read_text(encoding="utf-8"))
    (panel,) = (one for one in built["panels"] if one["title"].startswith("Failures"))
    aliases = [target["alias"] for target in panel["targets"]]
    assert [alias.endswith("(estimator)") for alias in aliases] == [True, True, True, False]


def test_floating_bars_are_made_of_their_two_ends() -> None:
    """Grafana reduces each series to its foot, which is not seen, and its length."""
    built = json.loads((OUT / "en" / "sf-line.json").read_text(encoding="utf-8"))
    (panel,) = (one for one in built["panels"] if one["title"].endswith("step by step"))
    assert [step["id"] for step in panel["transformations"]] == ["reduce", "filterByValue"]
    assert panel["transformations"][0]["options"]["reducers"] == ["min", "range"]
    assert panel["options"]["stacking"] == "normal"
    overrides = {
        one["matcher"]["options"]: one["properties"] for one in panel["fieldConfig"]["overrides"]
    }
    assert {"id": "custom.fillOpacity", "value": 0} in overrides["Min"]
    assert {"id": "custom.fillOpacity", "value": 0} not in overrides["Range"]
