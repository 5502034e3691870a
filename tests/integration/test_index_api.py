"""Kept indices over HTTP: an embedded store at rest, asked as an analyst would who has no more."""

from collections.abc import Iterator
from io import BytesIO

import httpx
import pandas as pd
import pytest

from analytics.index.digital.index_rows import index_rows
from analytics.kpi_store import KpiBatch
from factory.data_dir import DataDir
from factory.open_stores import open_stores
from factory.store_reader import StoreReader
from tests.integration.served_store import at_rest
from tests.unit.analytics.index.digital.city_editions import small_city
from tests.unit.analytics.index.digital.kept_runs import run_by
from tests.unit.analytics.index.digital.made_runs import run_config

FIRST, _, LAST = small_city().periods


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the API over a store that holds two quarters of the city."""
    with open_stores(DataDir(tmp_path_factory.mktemp("kept")), None) as stores:
        for period in (FIRST, LAST):
            rows = index_rows(run_by(run_config().study.index, period))
            stores.for_analytics()[1].write(KpiBatch(rates={"index": rows}))
        store = StoreReader(stores, masters=[], dead_letters=[])
        with (
            at_rest(stores, store) as url,
            httpx.Client(base_url=f"{url}/api/v1/index", timeout=60, trust_env=False) as opened,
        ):
            yield opened


def test_an_index_is_rebuilt_from_the_values_of_a_page(client: httpx.Client) -> None:
    """Weights and scores of `values` add up to the index that `explain` tells, without our code."""
    asked = {"period": LAST, "unit": "region"}
    rows = pd.DataFrame(client.get("/values", params=asked).json())
    whole = (rows["weight"] * rows["score"]).sum()
    found = client.get("/explain", params=asked).json()["data"]
    assert found["adds_up"]
    assert found["index"] == pytest.approx(whole)
    parts = [one["contribution"] for one in found["nodes"] if one["kind"] == "indicator"]
    assert sum(parts) == pytest.approx(whole)
    assert [one["node"] for one in found["strongest"]]


def test_a_score_is_rebuilt_from_the_catalogue(client: httpx.Client) -> None:
    """Floor, reference and benchmark of `catalogue` give the scores of the region's values."""
    catalogue = pd.read_csv(BytesIO(client.get("/catalogue?format=csv").content))
    catalogue = catalogue.set_index("indicator")
    assert len(catalogue) == 28
    for one in client.get("/explain").json()["data"]["nodes"]:
        if one["kind"] != "indicator" or catalogue["transform"][one["node"]] != "none":
            continue
        floor, reference, benchmark = (
            catalogue[name][one["node"]] for name in ("floor", "reference", "benchmark")
        )
        below = 103.8 * (one["value"] - floor) / (reference - floor)
        above = 103.8 + 73.6 * (one["value"] - reference) / (benchmark - reference)
        assert one["score"] == pytest.approx(min(max(below if below < 103.8 else above, 1), 200))


def test_the_catalogue_comes_in_pages(client: httpx.Client) -> None:
    """Following the links gives every indicator once."""
    found, url = [], "/api/v1/index/catalogue?limit=10"
    while url:
        page = client.get(str(client.base_url.join(url)))
        found += [row["indicator"] for row in page.json()]
        url = page.links.get("next", {}).get("url", "")
    assert len(found) == len(set(found)) == 28


def test_a_change_is_split_exactly(client: httpx.Client) -> None:
    """Effects of indicators are the growth of the region, and of a unit."""
    for unit in ("region", "apparel-01"):
        asked = {"from": FIRST, "to": LAST, "unit": unit}
        found = client.get("/compare", params=asked).json()["data"]
        nodes = {one["node"]: one for one in found["nodes"]}
        effects = [one["effect"] for one in found["nodes"] if one["kind"] == "indicator"]
        assert found["adds_up"], found["why_not"]
        assert sum(effects) == pytest.approx(nodes["index"]["change"])
        assert nodes["index"]["to"] == pytest.approx(
            nodes["index"]["from"] * (1 + nodes["index"]["growth"])
        )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("explain?unit=nobody", "apparel-01 (unit)"),
        ("explain?period=2001-Q1", f"there is {FIRST}, {LAST}"),
        (f"compare?from={FIRST}&to=2001", "no index of 2001 is kept"),
        (f"compare?from={FIRST}&to={LAST}&unit=nobody", f"'nobody' is kept of {FIRST}"),
    ],
)
def test_what_is_unknown_is_told_with_what_is_known(
    client: httpx.Client, said: str, words: str
) -> None:
    """404 and a sentence that names units or periods."""
    answer = client.get(f"/{said}")
    assert answer.status_code == 404
    assert words in answer.json()["error"]
