"""The lists of the API: parameters to queries, pages with links, files that are whole."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from analytics.export import export
from dashboards.board.app import create_app
from dashboards.board.listing_queries import (
    ChangeQuery,
    DictionaryQuery,
    KpisQuery,
    ListingQuery,
    LossesQuery,
    OrdersQuery,
    SpcQuery,
    StopsQuery,
    TradeQuery,
)
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import HOUR_MS, SHIFT_START, SITE

FILLER = f"{SITE}/bottling/line-1/filler"
BASE = "http://127.0.0.1:8420"


@pytest.fixture
def made() -> MadePlant:
    """A plant five hours into its early shift."""
    return MadePlant(wall=lambda: SHIFT_START + 5 * HOUR_MS)


@pytest.fixture
def client(made: MadePlant) -> Iterator[TestClient]:
    """A client of the board over it."""
    app = create_app(made, made, made, export=export)
    with TestClient(app, base_url=BASE) as opened:
        yield opened


def test_parameters_become_a_query(made: MadePlant, client: TestClient) -> None:
    """Names, instants and paths arrive at the reader as they were meant."""
    client.get(
        "/api/v1/kpi",
        params={
            "by": "unit",
            "window": "hour",
            "path": FILLER,
            "from": "2026-03-02T08:00:00+08:00",
            "as_of": "2026-03-03T00:00:00Z",
            "view": "teep",
        },
    )
    client.get("/api/v1/dictionary")
    assert made.lists == [
        KpisQuery(
            by="unit",
            window="hour",
            path=FILLER,
            start=1_772_409_600_000,
            as_of=1_772_496_000_000,
            view="teep",
        ),
        DictionaryQuery(),
    ]


@pytest.mark.parametrize(
    ("url", "query"),
    [
        (
            "/losses?by=reason&by=loss_group&level=unit&show=pareto_count&window=day",
            LossesQuery(
                level="unit", by=("reason", "loss_group"), show="pareto_count", window="day"
            ),
        ),
        (
            "/losses?show=six_big&minor_below_s=300",
            LossesQuery(show="six_big", minor_below_s=300.0),
        ),
        (
            "/stops?show=microstops&shorter_than_s=60",
            StopsQuery(show="microstops", shorter_than_s=60.0),
        ),
        (
            "/trade?measure=line_efficiency&measure=din8743_general&by=order&level=line",
            TradeQuery(measure=("line_efficiency", "din8743_general"), by="order", level="line"),
        ),
        (
            "/spc?characteristic=fill_level&product=cola&show=alarms",
            SpcQuery(characteristic="fill_level", product="cola", show="alarms"),
        ),
        ("/orders?show=summary&path=line-1", OrdersQuery(show="summary", path="line-1")),
        (
            "/change?window=day&at=1970-01-01T00:00:07Z&path=filler",
            ChangeQuery(window="day", at=7_000, path="filler"),
        ),
    ],
)
def test_each_list_has_its_query(
    made: MadePlant, client: TestClient, url: str, query: ListingQuery
) -> None:
    """What a route is asked for arrives at the reader as one query."""
    assert client.get(f"/api/v1{url}").status_code == 200
    assert made.lists == [query]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/losses?by=machine", ("by", "loss_group", "reason")),
        ("/losses?show=pie", ("show", "waterfall")),
        ("/stops?shorter_than_s=0", ("shorter_than_s", "greater than 0")),
        ("/trade?measure=sunshine", ("measure", "line_efficiency")),
        ("/spc?show=bars", ("show", "capability")),
        ("/orders?show=late", ("show", "summary")),
        ("/change?window=hour", ("window", "shift")),
        ("/dictionary?path=x", ("path", "not a parameter")),
    ],
)
def test_what_a_list_cannot_answer_is_told(
    client: TestClient, url: str, words: tuple[str, ...]
) -> None:
    """A parameter that cannot be used answers 400 and says what is allowed."""
    answer = client.get(f"/api/v1{url}")
    assert answer.status_code == 400
    assert all(word in answer.json()["error"] for word in words), answer.json()


def test_pages_are_linked_until_the_end(client: TestClient) -> None:
    """Each page of JSON links to the next; all pages together are the whole list."""
    whole = client.get("/api/v1/kpi", params={"by": "line"}).json()
    url, seen, pages = "/api/v1/kpi?by=line&limit=5", [], 0
    while url:
        answer = client.get(url)
        seen += answer.json()
        pages += 1
        url = answer.links.get("next", {}).get("url", "")
    assert (len(whole), pages) == (12, 3)
    assert seen == whole


def test_a_file_is_whole_and_named(client: TestClient) -> None:
    """CSV has every row without a limit, and as many as one where it is given."""
    answer = client.get("/api/v1/kpi?by=line&format=csv")
    assert len(answer.text.splitlines()) == 13
    assert 'filename="kpi.csv"' in answer.headers["content-disposition"]
    limited = client.get("/api/v1/kpi?by=line&format=csv&limit=2")
    assert len(limited.text.splitlines()) == 3
    assert 'rel="next"' in limited.headers["link"]


def test_a_spreadsheet_is_given(client: TestClient) -> None:
    """`format=xlsx`, or Accept, answers with a workbook that has a dictionary."""
    answer = client.get("/api/v1/kpi?by=line&format=xlsx")
    media_type = answer.headers["content-type"]
    assert media_type.endswith("spreadsheetml.sheet")
    with ZipFile(BytesIO(answer.content)) as book:
        assert "dictionary" in book.read("xl/workbook.xml").decode()
    asked = client.get("/api/v1/kpi?by=line", headers={"accept": media_type})
    assert asked.content == answer.content


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("by=machine", ("by", "unit", "order")),
        ("limit=0", ("limit", "greater than or equal to 1")),
        ("limit=10001", ("limit", "less than or equal to 10000")),
        ("after=x", ("after", "Link")),
        ("view=best", ("view", "teep")),
        ("as_of=now", ("as_of", "ISO 8601")),
        ("page=2", ("page", "not a parameter")),
    ],
)
def test_bad_parameter_is_told_by_name(
    client: TestClient, query: str, words: tuple[str, ...]
) -> None:
    """A parameter that cannot be used answers 400 and a sentence that says what is allowed."""
    answer = client.get(f"/api/v1/kpi?{query}")
    assert answer.status_code == 400
    sentence = answer.json()["error"]
    assert all(word in sentence for word in words), sentence
