"""A run of an edition: what it rests on, what it leaves out, and its files."""

import io

import msgspec
import openpyxl
import pandas as pd
import pytest

from analytics.errors import BadConfig, BadQuery
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.edition_run import run_edition
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.run_export import (
    RUN_FORMATS,
    RunFormat,
    configuration_in,
    exported,
)
from analytics.index.digital.run_names import COLUMN_NAMES, SHEET_NAMES
from analytics.index.digital.run_tables import metadata_of, tables_of, values_table
from analytics.index.digital.sme_table import SME_ITEMS, sme_sums
from tests.unit.analytics.index.digital.city_editions import small_city
from tests.unit.analytics.index.digital.made_runs import city_run, run_config, run_of


@pytest.mark.parametrize("form", RUN_FORMATS)
def test_equal_inputs_and_configuration_give_equal_bytes(form: RunFormat) -> None:
    """The order in which observations come changes no byte of any file."""
    again = run_of(city_run().config, small_city().observations[::-1])
    assert exported(city_run(), form) == exported(again, form)


def test_the_configuration_in_a_file_reproduces_it() -> None:
    """What the JSON says of the run is enough to write the same file again."""
    content = exported(city_run(), "json")
    assert exported(run_of(configuration_in(content)), "json") == content


def test_a_workbook_holds_the_configuration() -> None:
    """The sheet of metadata spells the configuration in full, and every table has a sheet."""
    book = openpyxl.load_workbook(io.BytesIO(exported(city_run(), "xlsx")))
    rows = {str(key): value for key, value, *_ in book["metadata"].iter_rows(values_only=True)}
    spelled = "".join(str(rows[name]) for name in rows if name.startswith("configuration"))
    assert configuration_in(spelled.encode()) == city_run().config
    assert {*tables_of(city_run()), "metadata", "catalogue", "dictionary"} == set(book.sheetnames)


def test_a_workbook_tells_what_each_reference_is_of() -> None:
    """Definition, level and population of a reference stand beside those of its indicator."""
    book = openpyxl.load_workbook(io.BytesIO(exported(city_run(), "xlsx")))
    _, heading, *rows = book["catalogue"].iter_rows(values_only=True)
    told = {str(row[0]): dict(zip(heading, row, strict=True)) for row in rows}
    for one in shipped().indicators:
        row = told[one.id]
        assert (row["plausible_low"], row["plausible_high"]) == one.plausible
        assert (row["variants"] or "") == " ".join(one.variants)
        assert row["minimum_evidence"] == one.minimum_evidence
        for name, reference in (("national", one.national), ("benchmark", one.benchmark)):
            assert row[name] == reference.value
            assert row[f"{name}_definition"] == reference.definition
            assert row[f"{name}_level"] == reference.level
            assert row[f"{name}_population"] == reference.population


def test_a_configuration_that_is_none_is_refused() -> None:
    """What cannot be read as a configuration is told as such."""
    with pytest.raises(BadConfig, match="configuration of a run"):
        configuration_in(b'{"run": {"edition": 1}}')


def test_what_became_known_later_does_not_count() -> None:
    """A run as of a time is that of the observations of that time alone."""
    vintages = sorted({one.vintage for one in small_city().observations})
    early = [one for one in small_city().observations if one.vintage <= vintages[-2]]
    found = run_of(run_config(as_of=vintages[-2]))
    pd.testing.assert_frame_equal(found.own.scores, run_of(run_config(), early).own.scores)
    assert found.vintage <= vintages[-2]


def test_units_without_an_index_are_in_no_study() -> None:
    """Who has no index has no band and moves nobody's rank in the study."""
    found = city_run()
    known = found.own.index.dropna().index
    assert found.bands is not None
    assert list(found.bands.bands.index) == list(known)
    assert found.bands.bands["rank_high"].max() <= len(known)


def test_shares_of_weight_add_up() -> None:
    """Measured, declared, generated, imputed, not applicable and missing are the whole weight."""
    assert city_run().shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert (city_run().shares["measured"] == 0).all()


def test_values_hold_every_node_of_every_unit_sector_and_region() -> None:
    """The one table of values has each node once for each of them."""
    values = values_table(city_run())
    run = city_run()
    wholes = len(run.facts) + len(run.rolled.result.scores)
    assert len(values) == wholes * len(run.own.tree.nodes)
    assert not values.duplicated(["level", "unit", "node"]).any()
    region = values[(values["unit"] == REGION) & (values["kind"] == "index")]
    assert region["score"].item() == run.index


def test_references_of_something_else_say_so() -> None:
    """A published share of enterprises is no plant rate, and the table says in what it differs."""
    table = city_run().references.set_index("indicator")
    assert "definition" in str(table.loc["DM5", "mismatch"])
    assert "level" in str(table.loc["DF1", "mismatch"])
    assert table.loc["DM5", "status"] == "published"


def test_published_figures_that_do_not_match_are_told_from_demonstration_values() -> None:
    """All differ at least in level; of the published ones a reader must know, of the others not."""
    table = city_run().references
    odd = table[table["mismatch"] != ""]
    assert set(odd["mismatch_of"]) == {"published figure", "demonstration value"}
    published = odd[odd["mismatch_of"] == "published figure"]
    assert set(published["status"]) == {"published"}
    assert set(odd.loc[odd["mismatch_of"] == "demonstration value", "mismatch"]) == {"level"}
    assert (table.loc[table["mismatch"] == "", "mismatch_of"] == "").all()


def test_no_table_shows_what_is_withheld() -> None:
    """A cell of sectors by size that is withheld has a reason and no mean."""
    table = tables_of(city_run())["sectors_by_size"]
    withheld = table[table["withheld"] != ""]
    assert len(withheld)
    assert withheld["mean_index"].isna().all()


def test_every_report_carries_what_is_comparable() -> None:
    """The sentence on the published 125.8 stands in both languages."""
    said = metadata_of(city_run())
    assert "125.8" in str(said["comparability"])
    assert "125.8" in str(said["comparability_zh"])


def test_items_of_the_sme_indicators_are_worth_what_the_questionnaire_gives() -> None:
    """Foundation has 50 points, management 30, effect 20; 79.5 of them are covered here."""
    worth = pd.DataFrame([(one.block, one.points) for one in SME_ITEMS]).groupby(0)[1].sum()
    assert worth.to_dict() == {"foundation": 50.0, "management": 30.0, "effect": 20.0}
    assert sum(one.points for one in SME_ITEMS if one.indicator) == 79.5
    sums = sme_sums(city_run().sme)
    assert (sums["points"] <= sums["of_covered"]).all()
    assert (sums["of_covered"] <= 79.5).all()


@pytest.mark.parametrize(
    ("item", "value", "share"),
    [
        ("digital_equipment", 10.0, 0.0),
        ("digital_equipment", 10.5, 0.25),
        ("digital_equipment", 60.0, 0.75),
        ("digital_equipment", 61.0, 1.0),
        ("systems", 0.0, 0.0),
        ("systems", 100 / 14, 0.25),
        ("systems", 500 / 14, 0.5),
        ("systems", 1200 / 14, 0.75),
        ("systems", 100.0, 1.0),
        ("energy", 101.0, 0.0),
        ("energy", 100.0, 0.5),
        ("energy", 99.0, 1.0),
        ("network", 75.0, 0.75),
    ],
)
def test_an_item_of_the_sme_indicators_is_scored_by_its_own_rule(
    item: str, value: float, share: float
) -> None:
    """Bands, links, ticks and ladders earn what the questionnaire says."""
    rule = next(one.share for one in SME_ITEMS if one.item == item)
    assert rule is not None
    assert rule(value) == share


def test_a_configuration_of_another_edition_is_refused() -> None:
    """References and configuration belong to one edition."""
    other = msgspec.structs.replace(run_config(), edition="1999")
    with pytest.raises(BadQuery, match="edition 1999"):
        run_of(other)


def test_a_period_without_units_is_refused() -> None:
    """There is no index of nobody."""
    with pytest.raises(BadQuery, match="has no units"):
        run_edition((), {}, shipped(), members=(), config=run_config())


def test_every_table_and_column_has_a_name_in_both_languages() -> None:
    """The dictionary leaves no column to be guessed."""
    for name, table in tables_of(city_run()).items():
        assert all(SHEET_NAMES[name])
        assert [str(one) for one in table.columns if str(one) not in COLUMN_NAMES] == []
