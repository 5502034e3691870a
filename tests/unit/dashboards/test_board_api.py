"""The board's API over a made plant: parameters, formats, refusals, headers."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from fastapi.testclient import TestClient

from analytics.export import export
from contract.errors import BadName
from contract.reasons import ATTRIBUTIONS, LOSS_GROUPS, REASONS
from contract.trade_measures import TRADE_MEASURES
from dashboards.board.app import create_app
from dashboards.board.errors import NotReady
from dashboards.board.model import OeeQuery
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import HOUR_MS, SHIFT_START, SITE

NOW = SHIFT_START + 5 * HOUR_MS
FILLER = f"{SITE}/bottling/line-1/filler"
BASE = "http://127.0.0.1:8420"


@pytest.fixture
def made() -> MadePlant:
    """A plant five hours into its early shift."""
    return MadePlant(wall=lambda: NOW)


@pytest.fixture
def client(made: MadePlant) -> Iterator[TestClient]:
    """A client of the board over it."""
    app = create_app(made, made, made, export=export, metrics=lambda: "up 1\n")
    with TestClient(app, base_url=BASE) as opened:
        yield opened


def test_oee_json_is_exactly_what_the_exporter_writes(made: MadePlant, client: TestClient) -> None:
    """The rows of the API are the rows of the house's one exporter."""
    answer = client.get("/api/v1/oee", params={"by": "line", "window": "shift"})
    assert answer.status_code == 200
    wanted = export(made.oee(OeeQuery(level="line", window="shift")), "json")
    assert answer.content == wanted
    assert len(answer.json()) == 12


def test_oee_passes_every_parameter_to_the_reader(made: MadePlant, client: TestClient) -> None:
    """Times with any offset become ms UTC; level, window and path arrive unchanged."""
    client.get(
        "/api/v1/oee",
        params={
            "from": "2026-03-02T08:00:00+08:00",
            "to": "2026-03-02T01:00:00.250Z",
            "by": "unit",
            "window": "hour",
            "path": FILLER,
        },
    )
    assert made.queries == [
        OeeQuery(
            level="unit",
            window="hour",
            start=1_772_409_600_000,
            end=1_772_413_200_250,
            path=FILLER,
        )
    ]


@pytest.mark.parametrize(
    ("parameters", "accept", "media_type"),
    [
        ({}, "*/*", "application/json"),
        ({}, "text/csv", "text/csv; charset=utf-8"),
        ({}, "application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ({}, "application/json;q=0.2, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ({"format": "csv"}, "application/json", "text/csv; charset=utf-8"),
        ({}, "text/html,application/xhtml+xml", "application/json"),
    ],
)
def test_format_is_chosen_by_parameter_then_accept(
    client: TestClient, parameters: dict[str, str], accept: str, media_type: str
) -> None:
    """`format=` wins over Accept, and Accept is weighed by its q values."""
    answer = client.get("/api/v1/oee", params=parameters, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_parquet_reads_back(client: TestClient, tmp_path: Path) -> None:
    """The Parquet download is a file that DuckDB reads, with as many rows as the JSON."""
    target = tmp_path / "oee.parquet"
    answer = client.get("/api/v1/oee", params={"format": "parquet"})
    target.write_bytes(answer.content)
    assert 'filename="oee-line-shift.parquet"' in answer.headers["content-disposition"]
    with duckdb.connect() as connection:
        connection.execute("SELECT count(*) FROM read_parquet(?)", [str(target)])
        counted = connection.fetchone()
    assert counted == (12,)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/api/v1/oee?from=2026-03-02T08:00:00", ("from", "no offset")),
        ("/api/v1/oee?from=2026-03-02T08:00:00+08:00", ("from", "%2B")),
        ("/api/v1/oee?to=yesterday", ("to", "ISO 8601")),
        ("/api/v1/oee?from=2026-03-02T08:00:00Z&to=2026-03-02T07:00:00Z", ("after",)),
        ("/api/v1/oee?by=machine", ("by", "unit", "line", "site")),
        ("/api/v1/oee?window=minute", ("window", "hour")),
        ("/api/v1/oee?form=csv", ("form", "not a parameter")),
        ("/api/v1/oee?format=ods", ("format", "parquet", "xlsx")),
        (f"/api/v1/units/{FILLER}/timeline", ("from", "required")),
        (
            f"/api/v1/units/{FILLER}/timeline?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z",
            ("31 days",),
        ),
    ],
)
def test_bad_parameter_is_told_by_name(
    client: TestClient, url: str, words: tuple[str, ...]
) -> None:
    """A parameter that cannot be used answers 400 and a sentence that names it."""
    answer = client.get(url)
    assert answer.status_code == 400
    sentence = answer.json()["error"]
    assert all(word in sentence for word in words), sentence


def test_catalogue_names_every_code(client: TestClient) -> None:
    """Reasons with their group, groups, attributions and measures have names in both languages."""
    found = client.get("/api/v1/catalogue").json()
    reasons = {one["code"]: one for one in found["reasons"]}
    assert reasons.keys() == {"", "unmapped", *REASONS}
    assert reasons["breakdown_capping_head"] == {
        "code": "breakdown_capping_head",
        "name_en": "capping head breakdown",
        "name_zh": "旋盖头故障",
        "loss_group": "breakdown",
        "attribution": "own",
    }
    assert [one["code"] for one in found["loss_groups"]] == list(LOSS_GROUPS)
    assert [one["code"] for one in found["attributions"]] == list(ATTRIBUTIONS)
    assert [one["code"] for one in found["measures"]] == list(TRADE_MEASURES)
    assert all(one["name_en"] and one["name_zh"] for kind in found.values() for one in kind)


def test_accept_without_a_known_type_is_refused(client: TestClient) -> None:
    """An Accept header that names nothing we have answers 400 with what there is."""
    answer = client.get("/api/v1/oee", headers={"accept": "image/png"})
    assert answer.status_code == 400
    assert "text/csv" in answer.json()["error"]


def test_unknown_unit_is_404(client: TestClient) -> None:
    """A path nobody has spoken from answers 404, for timeline and explanation."""
    span = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-01T01:00:00Z"}
    assert client.get(f"/api/v1/units/{SITE}/a/b/c/timeline", params=span).status_code == 404
    assert client.get("/api/v1/explain", params={"path": "nobody"}).status_code == 404


def test_address_that_nothing_answers_says_where_to_look(client: TestClient) -> None:
    """What no route knows, and a method it does not take, are told as every other error is."""
    nowhere, deleted = client.get("/api/v1/nowhere"), client.delete("/api/v1/oee")
    assert (nowhere.status_code, deleted.status_code) == (404, 405)
    assert "there is no /api/v1/nowhere" in nowhere.json()["error"]
    assert "does not answer DELETE" in deleted.json()["error"]
    assert deleted.headers["allow"] == "GET"


@pytest.mark.parametrize(("error", "status"), [(NotReady("later"), 503), (BadName("path"), 400)])
def test_errors_of_readers_have_their_status(
    made: MadePlant, error: Exception, status: int
) -> None:
    """What a reader raises is answered with its sentence and its status."""

    class Failing(MadePlant):
        def oee(self, query: OeeQuery) -> pd.DataFrame:
            self.queries.append(query)
            raise error

    failing = Failing(wall=made.wall)
    app = create_app(failing, made, made, export=export)
    answer = TestClient(app, base_url=BASE).get("/api/v1/oee")
    assert (answer.status_code, answer.json()) == (status, {"error": str(error)})


def test_reasons_are_given_as_a_list(client: TestClient, made: MadePlant) -> None:
    """A JSON list of reasons is handed on with its times in ms, and answered as kept."""
    at = "2026-03-02T06:20:00Z"
    row = {"path": FILLER, "start": at, "reason": "bottle_jam", "by": "op-7"}
    kept = client.post("/api/v1/stops/reasons", json=[row, row | {"force": True}]).json()
    assert [one["force"] for one in kept["assigned"]] == [False, True]
    assert kept["assigned"][0]["end"] - kept["assigned"][0]["start"] == 600_000
    assert [(one.end, one.by) for one in made.reasons] == [(None, "op-7")] * 2
    wrong: tuple[object, ...] = (
        [],
        row,
        [row | {"start": "yesterday"}],
        [row | {"cause": "x"}],
        [{"path": FILLER, "start": at}],
    )
    for body in wrong:
        assert client.post("/api/v1/stops/reasons", json=body).status_code == 400
    unknown = client.post("/api/v1/stops/reasons", json=[row | {"path": "nobody"}])
    assert unknown.status_code == 404
    assert len(made.reasons) == 2


def test_two_revisions_are_compared(client: TestClient) -> None:
    """`revisions` asks for the difference of two; anything but two numbers is refused."""
    both = client.get("/api/v1/explain", params={"path": FILLER, "revisions": "1,2"})
    assert both.json()["data"] == {"path": FILLER, "revisions": [1, 2]}
    for wrong in ("1", "1,2,3", "0,1", "a,b", ""):
        refused = client.get("/api/v1/explain", params={"path": FILLER, "revisions": wrong})
        assert refused.status_code == 400
        assert "such as 1,2" in refused.json()["error"]


def test_explain_is_text_or_data(client: TestClient) -> None:
    """The explanation comes as JSON with both, or as plain text alone."""
    both = client.get("/api/v1/explain", params={"path": FILLER, "at": "2026-03-01T00:00:00Z"})
    assert both.json()["data"]["at"] == 1_772_323_200_000
    text = client.get("/api/v1/explain", params={"path": FILLER, "format": "text"})
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text == both.json()["text"]


def test_audit_tells_the_verdict_and_the_rows(client: TestClient) -> None:
    """Conservation as JSON says whether all is well; as CSV it is the rows."""
    told = client.get("/api/v1/audit").json()
    assert told["ok"] is True
    assert told["rows"][0]["missing"] == 0
    assert client.get("/api/v1/audit?format=csv").text.splitlines()[0].startswith("agent,boot")


def test_dead_letters_pass_the_switch(client: TestClient) -> None:
    """`resolved=true` asks the reader for the resolved ones too."""
    assert client.get("/api/v1/dead-letters").json()[0]["resolved"] is False
    assert client.get("/api/v1/dead-letters?resolved=true").json()[0]["resolved"] is True


def test_timeline_partitions_the_range(client: TestClient) -> None:
    """The stretches of a unit follow each other without gap or overlap."""
    span = {"from": "2026-02-28T22:00:00Z", "to": "2026-03-01T02:00:00Z"}
    told = client.get(f"/api/v1/units/{FILLER}/timeline", params=span).json()
    stretches = told["stretches"]
    assert stretches[0]["start"] == told["start"]
    assert stretches[-1]["end"] == told["end"]
    assert all(a["end"] == b["start"] for a, b in pairwise(stretches))


def test_health_is_red_with_the_reason(made: MadePlant, client: TestClient) -> None:
    """/healthz answers 200 when data flows, and 503 with the reason when it does not."""
    assert client.get("/healthz").status_code == 200
    made.healthy = False
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "nothing has arrived for 70 s"


def test_metrics_are_passed_through_or_absent(made: MadePlant, client: TestClient) -> None:
    """/metrics is the given text; without one it answers 404 and says where to ask."""
    assert client.get("/metrics").text == "up 1\n"
    without = TestClient(create_app(made, made, made, export=export), base_url=BASE)
    assert without.get("/metrics").status_code == 404


def test_openapi_document_describes_every_route_and_loads_offline(client: TestClient) -> None:
    """Every reference in the document resolves, and no address outside stands in it."""
    text = client.get("/api/openapi.json").text
    document = json.loads(text)
    schemas = document["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= set(schemas)
    assert {"/api/v1/oee", "/api/v1/plant", "/healthz", "/api/v1/dead-letters/replay"} <= set(
        document["paths"]
    )
    assert "http://" not in text
    assert "422" not in document["paths"]["/api/v1/oee"]["get"]["responses"]


def test_a_recomputation_is_asked_for_with_line_and_range() -> None:
    """POST hands line and range to the reader; a range that ends before it begins is refused."""
    made = MadePlant(wall=lambda: SHIFT_START + 1000)
    asked = TestClient(create_app(made, made, made, export=export), base_url="http://127.0.0.1")
    line = "demo/chongqing/bottling/line-1"
    span = {"path": line, "from": "2026-03-01T22:00:00Z", "to": "2026-03-01T23:00:00Z"}
    answer = asked.post("/api/v1/recompute", params=span)
    assert answer.json() == {"line": line, "start": 1772402400000, "end": 1772406000000}
    assert made.recomputed == [(line, 1772402400000, 1772406000000)]
    backwards = asked.post("/api/v1/recompute", params=span | {"to": "2026-03-01T21:00:00Z"})
    assert backwards.status_code in {400, 422}
    assert len(made.recomputed) == 1
