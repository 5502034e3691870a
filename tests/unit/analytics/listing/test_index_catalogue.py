"""The catalogue as a list: a row per indicator with all that the file says."""

from analytics.index.digital.catalogue_file import shipped
from analytics.listing.dictionary import dictionary
from analytics.listing.index_catalogue import index_catalogue


def test_every_indicator_has_its_record() -> None:
    """References, formula, measurement class, roll-up and basis are those of the file."""
    rows = index_catalogue().set_index("indicator")
    records = shipped().by_id()
    assert list(rows.index) == list(records)
    for name, record in records.items():
        row = rows.loc[name]
        assert row["reference"] == record.national.value
        assert row["reference_source"] == record.national.source
        assert row["benchmark_status"] == record.benchmark.status
        assert (row["plausible_low"], row["plausible_high"]) == record.plausible
        for field in ("formula", "definition", "unit", "measurement", "roll_up", "basis"):
            assert row[field] == getattr(record, field)


def test_every_column_is_in_the_dictionary() -> None:
    """Columns are named in English and Chinese."""
    known = dictionary()
    mine = known[known["listing"] == "index_catalogue"]
    assert mine["field"].to_list() == list(index_catalogue().columns)
    assert (mine[["name_en", "name_zh"]] != "").all(axis=None)
