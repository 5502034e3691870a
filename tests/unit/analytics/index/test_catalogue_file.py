"""The catalogue of indicators is checked when it is read."""

import re
from importlib.resources import files

import pytest

from analytics.errors import BadConfig
from analytics.index.digital.catalogue_file import read, shipped

TEXT = files("analytics.index.digital").joinpath("catalogue.toml").read_text(encoding="utf-8")


def test_the_shipped_catalogue_has_what_was_published_of_its_shape() -> None:
    """Four dimensions and 28 items are public, their division is ours: 7, 7, 8 and 6."""
    found = shipped()
    assert [one.id for one in found.dimensions] == ["DF", "DM", "DP", "GC"]
    counts = [
        sum(one.dimension == name.id for one in found.indicators) for name in found.dimensions
    ]
    assert counts == [7, 7, 8, 6]
    for one in found.indicators:
        assert all((one.name_en, one.name_zh, one.note_en, one.note_zh, one.minimum_evidence))


def test_regions_are_rolled_up_by_the_rule_of_each_indicator() -> None:
    """Net values weigh by assets, changes per item by output, R&D tools are a share of firms."""
    rules = {one.id: one.roll_up for one in shipped().indicators if one.roll_up != "mean"}
    assert rules == {
        "DF1": "asset_weighted",
        "DM5": "share_of_firms",
        "GC2": "output_weighted",
        "GC4": "output_weighted",
    }


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('id = "DF2"', 'id = "DF1"', r"indicator DF1 stands 2 times"),
        ("value = 45.0", "value = 90.0", r"DF1: higher is better, so floor 0 < national 90"),
        ("floor = 60.0", "floor = 5.0", r"GC5: lower is better, so floor 5 > national 30"),
        ("plausible = [0.01, 20.0]", "plausible = [0.0, 20.0]", r"DM4: on a logarithmic scale"),
        ("plausible = [0.0, 60.0]", "plausible = [0.0, 10.0]", r"GC6: plausible = \[0, 10\]"),
        (
            'rate = "idle_energy_share"',
            'rate = "energy"',
            r"GC5: series green has no rate 'energy'",
        ),
        ('definition = "security_ticks.v1"\nunit', "unit", r"missing required field `definition`"),
        (
            'answer = "ladder"\nsteps = 5',
            'answer = "ladder"',
            r"DM1: answer = 'ladder' needs steps",
        ),
        ('direction = "higher"', 'direction = "up"', r"Invalid enum value 'up'"),
    ],
)
def test_mistakes_are_refused_by_name(was: str, becomes: str, said: str) -> None:
    """Each message names the indicator or the place, and what is wrong there."""
    assert was in TEXT
    with pytest.raises(BadConfig, match=said):
        read(TEXT.replace(was, becomes, 1).encode(), where="catalogue.toml")


def test_published_references_name_publisher_and_date() -> None:
    """What is published says by whom and when; what is assumed says that it is."""
    for one in shipped().indicators:
        for reference in (one.national, one.benchmark):
            assert re.match(r"\d{4}", reference.date)
            assert (reference.status == "published") == ("." in reference.source.split(" ")[0])
