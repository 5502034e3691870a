"""What a region's story says of its units together never tells one of them."""

from analytics.index.digital.region_story import region_story
from analytics.index.digital.run_tables import index_table
from tests.unit.analytics.index.digital.made_runs import city_run, run_config, run_of


def test_quartiles_of_few_units_are_withheld() -> None:
    """Of fewer than five scores the quartiles, with their mean, could be solved for each."""
    whole = region_story(city_run()).quartiles
    assert whole.notna().all(axis=None)
    assert (whole["lower"] <= whole["upper"]).all()
    best = index_table(city_run())["unit"].tolist()
    few = region_story(run_of(run_config(), members=best[:4])).quartiles
    assert few.isna().all(axis=None)
    assert few.index.equals(whole.index)
