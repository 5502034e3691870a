"""The provisioning files: what Grafana reads at its start."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # the package has no types

from dashboards.grafana.build import OUT, RULES
from dashboards.grafana.grafana_json import DATASOURCE_UID
from dashboards.grafana.push import FOLDERS
from dashboards.grafana.rules import query_complaints

_PROVISIONING = RULES.parents[1]


def _yaml(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((_PROVISIONING / name).read_text(encoding="utf-8"))
    return read


@pytest.fixture
def alert_rules() -> list[dict[str, Any]]:
    """The rules as they are committed."""
    groups = json.loads(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_datasource_is_the_one_that_dashboards_name() -> None:
    """One InfluxDB under the uid of the dashboards, its token in a file, its database twice."""
    (source,) = _yaml("datasources/influxdb.yaml")["datasources"]
    assert source["uid"] == DATASOURCE_UID
    assert source["database"] == source["jsonData"]["dbName"] == "kpi"
    assert source["jsonData"]["httpHeaderName1"] == "Authorization"
    assert source["secureJsonData"]["httpHeaderValue1"].startswith("$__file{")


def test_folders_are_those_of_push() -> None:
    """A pushed and a provisioned page lie in the same folder of their language."""
    providers = _yaml("dashboards/smart-factory.yaml")["providers"]
    assert {(one["folderUid"], one["folder"]) for one in providers} == set(FOLDERS.values())
    for one in providers:
        assert (OUT / Path(one["options"]["path"]).name).is_dir()


def test_alerts_stay_here() -> None:
    """The root policy and its contact point name no address outside this host."""
    said = _yaml("alerting/contact-points.yaml")
    (point,) = said["contactPoints"]
    assert said["policies"][0]["receiver"] == point["name"]
    assert [one["settings"]["addresses"] for one in point["receivers"]] == ["plant@localhost"]


def test_alert_rules_hold_no_dollar_sign() -> None:
    """Provisioning would take it for an environment variable and leave it out."""
    assert "$" not in RULES.read_text(encoding="utf-8")


def test_alert_rules_are_whole(alert_rules: list[dict[str, Any]]) -> None:
    """Each rule has a query of ours, a reduction, a threshold, and words in both languages."""
    assert len({rule["uid"] for rule in alert_rules}) == len(alert_rules) == 9
    pages = {path.stem for path in OUT.glob("*/sf-*.json")}
    for rule in alert_rules:
        query, reduce, threshold = rule["data"]
        assert query["datasourceUid"] == DATASOURCE_UID
        assert query["model"]["resultFormat"] == "time_series"
        assert query_complaints(query["model"]["query"]) == []
        assert (reduce["model"]["expression"], threshold["model"]["expression"]) == ("A", "B")
        assert rule["condition"] == threshold["refId"]
        notes = rule["annotations"]
        assert notes["summary"] != notes["summary_zh"]
        for address in (notes["dashboard"], notes["dashboard_zh"]):
            assert address.split("?")[0].removeprefix("/d/") in pages


def test_only_the_silent_store_fires_on_nothing(alert_rules: list[dict[str, Any]]) -> None:
    """No data is no alert, but for the rule that watches whether anything is written at all."""
    said = {rule["uid"]: rule["noDataState"] for rule in alert_rules}
    assert said.pop("sf-store") == "Alerting"
    assert set(said.values()) == {"OK"}


def test_a_store_that_cannot_be_asked_fires_the_rule_of_the_store(
    alert_rules: list[dict[str, Any]],
) -> None:
    """A dead InfluxDB is an error of every query, not an empty answer: that rule must fire."""
    said = {rule["uid"]: rule["execErrState"] for rule in alert_rules}
    assert said.pop("sf-store") == "Alerting"
    assert set(said.values()) == {"Error"}
