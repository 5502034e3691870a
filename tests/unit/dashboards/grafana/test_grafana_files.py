"""The committed dashboards and alert rules: up to date, valid, and right by our own rules."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # the package has no types
import pytest

from analytics.master.data import load_master_data
from contract.series import KPI
from dashboards.grafana.build import OUT, RULES, dashboard_files, rule_file, stale, write
from dashboards.grafana.check import complaints_of
from dashboards.grafana.influxql import Table, call, select
from dashboards.grafana.rules import complaints, query_complaints
from dashboards.grafana.targets import Targets
from dashboards.grafana.translation import untranslated
from factory.cli.grafana import targets_of
from factory.plant_files import packaged_plants

_BOTH = ("en", "zh")
_SCHEMA = Path(__file__).parents[3] / "cases" / "grafana" / "dashboard.schema.json"


@pytest.fixture(scope="module")
def targets() -> Targets:
    """The demo plant's targets."""
    return targets_of(load_master_data(packaged_plants() / "demo-plant" / "site.toml"))


@pytest.fixture(scope="module")
def files(targets: Targets) -> dict[str, str]:
    """The dashboards, built anew."""
    return dashboard_files(targets)


@pytest.fixture
def plant(files: dict[str, str]) -> dict[str, Any]:
    """The plant overview, free to be spoiled."""
    return copy.deepcopy(json.loads(files["en/sf-plant.json"]))


def test_committed_dashboards_are_up_to_date(files: dict[str, str]) -> None:
    """The committed files are what the builders make of the demo plant's master data."""
    assert stale(files, OUT) == []


def test_committed_alert_rules_are_up_to_date(targets: Targets) -> None:
    """The committed rules are what the builders make of the demo plant's master data."""
    assert RULES.read_text(encoding="utf-8") == rule_file(targets)


def test_built_dashboards_keep_our_rules(files: dict[str, str]) -> None:
    """No dashboard has an unknown panel, column, tag or variable, an overlap, or half a text."""
    assert complaints_of(files) == []


def test_built_dashboards_fit_the_schema(files: dict[str, str]) -> None:
    """Every dashboard is what Grafana's own types describe."""
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for name, text in files.items():
        errors = [f"{name}: {error.message}" for error in validator.iter_errors(json.loads(text))]
        assert errors == []


def test_schema_refuses_a_wrong_type(plant: dict[str, Any]) -> None:
    """The schema is one that can say no."""
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    plant["panels"][1]["gridPos"]["w"] = "wide"
    plant["templating"]["list"][0]["sort"] = 77
    found = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(plant))
    assert len(found) == 2


def test_stale_names_what_differs(files: dict[str, str], tmp_path: Path) -> None:
    """A changed, a missing and a left-over file are each named; building mends all three."""
    write(files, tmp_path)
    (tmp_path / "en" / "sf-plant.json").write_text("{}")
    (tmp_path / "zh" / "sf-line-zh.json").unlink()
    (tmp_path / "en" / "sf-gone.json").write_text("{}")
    assert stale(files, tmp_path) == ["en/sf-gone.json", "en/sf-plant.json", "zh/sf-line-zh.json"]
    write(files, tmp_path)
    assert stale(files, tmp_path) == []


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ('SELECT "oee" FROM "${world}-kpi"."autogen"."kpi"', "kpi has no oee"),
        ('SELECT "oee_index" FROM "${world}-kpi"."autogen"."kpis"', "no measurement kpis"),
        ('SELECT "state" FROM "${world}-kpi"."autogen"."sample"', "no measurement sample"),
        ('SELECT "oee_index" FROM "kpi"', "reads 0 series"),
        (
            'SELECT "g" FROM (SELECT "end" AS "g" FROM "live-kpi"."autogen"."kpi" GROUP BY "end")',
            "end is no tag of kpi",
        ),
        (
            'SHOW TAG VALUES FROM "${world}-kpi"."autogen"."segment" WITH KEY = "product"',
            "product is no tag of segment",
        ),
    ],
)
def test_rules_find_what_influxdb_would_answer_with_nothing(query: str, complaint: str) -> None:
    """A name that the contract does not have, or not as a tag, is found in the built text."""
    assert any(complaint in one for one in query_complaints(query))


def test_rules_find_faults_of_a_page(plant: dict[str, Any]) -> None:
    """An unknown panel type, an overlap, an unknown variable, twins and a wrong alias are found."""
    one, other = plant["panels"][1], plant["panels"][2]
    one["type"] = "angular-gauge"
    one["title"] = other["title"]
    one["gridPos"] = dict(other["gridPos"])
    one["id"] = other["id"]
    one["targets"][0]["query"] += " LIMIT ${limit}"
    one["targets"][0]["alias"] = "$tag_work_unit"
    found = "\n".join(complaints(plant))
    for words in (
        "panel type 'angular-gauge' is unknown",
        "overlap",
        "2 panels are called so",
        "two panels have one id",
        "${limit} is no variable",
        "alias names the tag work_unit",
    ):
        assert words in found


def test_text_in_one_language_is_found(files: dict[str, str], plant: dict[str, Any]) -> None:
    """A text that was not translated, is missing, or is Chinese in the English page is found."""
    chinese = json.loads(files["zh/sf-plant-zh.json"])
    chinese["panels"][1]["title"] = "Machines now"
    del chinese["panels"][2]["description"]
    plant["panels"][3]["title"] = "计划"
    assert len(untranslated(plant, chinese)) == 3


def test_two_pages_with_one_uid_are_found(files: dict[str, str]) -> None:
    """Grafana would keep only one of them."""
    doubled = {**files, "en/sf-again.json": files["en/sf-plant.json"]}
    assert any("2 dashboards have this uid" in one for one in complaints_of(doubled))
    lonely = {name: text for name, text in files.items() if name != "zh/sf-plant-zh.json"}
    assert "sf-plant: there is no page in zh" in complaints_of(lonely)


def test_thresholds_come_from_the_site(targets: Targets) -> None:
    """Another target of the site is another threshold of the dashboards and another alert."""
    assert targets.oee_index == 0.65
    assert targets.quality_ratio == 0.97  # the lowest of the lines, where the site has none
    other = Targets(oee_index=0.42)
    assert '"value": 0.42' in dashboard_files(other)["en/sf-plant.json"]
    assert "0.42" in rule_file(other)


def test_ways_to_other_pages_keep_what_fits(files: dict[str, str]) -> None:
    """A choice of several lines does not go along to a page of one; one line goes to the next."""
    plant, line = (json.loads(files[f"en/sf-{name}.json"]) for name in ("plant", "line"))
    ways = {link["title"]: link["url"] for link in plant["links"]}
    assert ways["Line"] == (
        "/d/sf-line?${world:queryparam}&${site:queryparam}&${window:queryparam}&${shift:queryparam}"
    )
    assert all(link["keepTime"] for link in plant["links"])
    assert "${line:queryparam}" in {link["title"]: link["url"] for link in line["links"]}["Machine"]
    assert "${line:queryparam}" not in {one["title"]: one["url"] for one in line["links"]}["Sewing"]


def test_every_page_leads_to_all_others_and_to_the_other_language(files: dict[str, str]) -> None:
    """Each page names all others in their order, and itself in the other language."""
    uids = {language: [name for name in files if name.startswith(language)] for language in _BOTH}
    for name, text in files.items():
        page = json.loads(text)
        language = name.split("/")[0]
        own = [Path(one).stem for one in uids[language] if one != name]
        targets = [link["url"].split("?")[0].removeprefix("/d/") for link in page["links"]]
        assert targets[:-1] == own
        assert targets[-1].removesuffix("-zh") == page["uid"].removesuffix("-zh")
        assert targets[-1] != page["uid"]


def test_a_table_may_group_by_one_tag_only(plant: dict[str, Any]) -> None:
    """Grafana's newer response parser mixes up several tags of a table's groups."""
    target = {"resultFormat": "table", "refId": "A"}
    kpis = Table(KPI)
    tags = ("site", "work_center")
    inner = select(kpis, [call("last", kpis["end"]).named("end")], group=tags)
    columns = [inner[name].named(name) for name in (*tags, "end")]
    target["query"] = select(inner, columns, time="").text
    plant["panels"][1]["targets"] = [target]
    assert complaints(plant) == []
    target["query"] = inner.text
    assert any("a table groups by 2 tags" in one for one in complaints(plant))


def test_columns_of_a_merged_table_stand_in_their_order(plant: dict[str, Any]) -> None:
    """Grafana merges queries in the order of their fields; the page has an order of its own."""
    (table,) = (panel for panel in plant["panels"] if len(panel.get("transformations") or []) > 1)
    merge, organize = table["transformations"]
    assert (merge["id"], organize["id"]) == ("merge", "organize")
    order = organize["options"]["indexByName"]
    assert order["production_day"] < order["oee_index"] < order["good_quantity"]


def test_units_that_round_away_are_found(plant: dict[str, Any]) -> None:
    """Grafana shows 34800 as 35 K and an hour and a half as 2 hours, where no decimal is left."""
    plant["panels"][1]["fieldConfig"]["defaults"].update({"unit": "short", "decimals": 0})
    assert any("is rounded to whole" in one for one in complaints(plant))


def test_a_choice_of_fixed_words_has_one_text_for_each(files: dict[str, str]) -> None:
    """A comma in the name of a rate does not end it: options are as many as Grafana would read."""
    pages = [json.loads(text) for text in files.values()]
    fixed = [one for page in pages for one in page["templating"]["list"] if one["type"] == "custom"]
    assert any("\\," in one["query"] for one in fixed)
    for one in fixed:
        read = re.split(r"(?<!\\),", one["query"])
        assert [text.rpartition(" : ")[2] for text in read] == [
            option["value"] for option in one["options"]
        ]
