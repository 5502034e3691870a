"""Lists asked of a running owner: the same query arrives, and the same rows come back."""

from datetime import date

import pandas as pd

from analytics.export import export
from dashboards.board.listing_parameters import ChangeParameters, KpiParameters
from dashboards.board.listing_queries import (
    ChangeQuery,
    DictionaryQuery,
    KpisQuery,
    LossesQuery,
    PlanQuery,
    TradeQuery,
)
from dashboards.board.rate_parameters import PlanParameters
from factory.listing_requests import from_parquet, parameters_of


def test_a_query_survives_the_way_through_its_parameters() -> None:
    """What is asked for by parameters is the query that they were made from."""
    query = KpisQuery(by="unit", window="day", start=1_500, end=3_000, as_of=7, path="filler")
    name, said = parameters_of(query)
    assert name == "kpi"
    assert said["from"] == "1970-01-01T00:00:01.500Z"
    assert KpiParameters.model_validate(said).asked == query
    change = ChangeQuery(window="week", at=1_500, path="filler")
    assert ChangeParameters.model_validate(parameters_of(change)[1]).asked == change
    plan = PlanQuery(path="chongqing", period="quarter", day=date(2026, 3, 2))
    route, said = parameters_of(plan)
    assert (route, said["date"]) == ("automation/plan", "2026-03-02")
    assert PlanParameters.model_validate(said).asked == plan
    assert parameters_of(DictionaryQuery()) == ("dictionary", {})


def test_lists_of_words_are_given_again() -> None:
    """Several keys or measures are one parameter that is given again; none are left out."""
    assert parameters_of(LossesQuery(by=("reason", "order"), minor_below_s=1.5)) == (
        "losses",
        {"level": "line", "by": ["reason", "order"], "show": "sums", "minor_below_s": "1.5"},
    )
    assert parameters_of(TradeQuery()) == ("trade", {})


def test_rows_come_back_as_they_were() -> None:
    """Numbers, words, flags and nulls of a Parquet export are read back to equal exports."""
    rows = pd.DataFrame(
        {
            "path": ["a/b", "é"],
            "ratio": [0.1, float("nan")],
            "revision": [1, 2],
            "partial": [True, False],
            "on_time": pd.Series([True, None], dtype="boolean"),
            "nobody_knows": pd.Series([None, None], dtype="boolean"),
            "order": ["", "O1"],
        }
    )
    for some in (rows, rows.head(0)):
        back = from_parquet(export(some, "parquet"))
        for form in ("csv", "json", "table", "xlsx"):
            assert export(back, form, "kpi") == export(some, form, "kpi")
