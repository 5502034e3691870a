"""The connection plan as a list: rows in its order, names of its columns, equal bytes."""

from analytics.automation.connection_plan import NETWORKING, connection_plan
from analytics.export import FORMATS, export
from analytics.listing.dictionary import entries_of
from analytics.listing.listings import listing_of
from analytics.listing.plan import PLAN_COLUMNS, plan_rows
from tests.unit.analytics.automation.test_apparel_plant import ORDER, now, registered


def test_rows_are_the_steps_with_what_the_register_says() -> None:
    """Each machine stands once, in the order of the plan, with its name, gateway and gains."""
    steps = connection_plan(now().values(), registered())
    rows = plan_rows(steps, registered().equipment)
    assert tuple(rows.columns) == PLAN_COLUMNS
    assert [path.rpartition("/")[2] for path in rows["path"]] == ORDER
    first = rows.iloc[0]
    assert (first["rank"], first["action"]) == (1, "connect")
    assert first["gateway"] == "a network cable and an OPC UA account"
    assert first[f"{NETWORKING}_gain"] == 0.05
    assert rows[f"{NETWORKING}_after"].tolist()[-1] == 1.0
    assert rows["points"].isna().all()


def test_columns_have_names_and_rows_equal_bytes() -> None:
    """Every column is named in both languages; the same plan gives the same file in every form."""
    steps = connection_plan(now().values(), registered())
    rows = plan_rows(steps, registered().equipment)
    named = entries_of("plan", [str(name) for name in rows.columns])
    assert [one.field for one in named if not one.name_zh] == []
    assert listing_of("plan").keys_of(rows) == ["path"]
    for form in FORMATS:
        again = plan_rows(steps, registered().equipment)
        assert export(rows, form, "plan") == export(again, form, "plan")


def test_a_place_without_gaps_has_an_empty_plan() -> None:
    """Where everything is networked the list has its columns and no row."""
    rows = plan_rows([], {})
    assert (len(rows), tuple(rows.columns)) == (0, PLAN_COLUMNS)
