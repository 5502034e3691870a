"""Characteristics in master data: what is read from them, and what a wrong one is told."""

import pytest

from analytics.errors import BadConfig
from analytics.master.data import parse_master_data
from analytics.spc.config import CharacteristicEntry, instant

LINE = """
enterprise = "e"
site = "s"
[[lines]]
area = "a"
id = "l"
stages = [{ id = "fill", units = ["filler"] }]
[[lines.characteristics]]
unit = "filler"
name = "fill_level"
chart = "xbar_r"
subgroup = 5
"""
PRODUCT = "[lines.characteristics.products.cola]\n"
COUNTED = LINE.replace("fill_level", "defects").replace("xbar_r", "u")


def entry(text: str) -> CharacteristicEntry:
    """Read the one characteristic of a file."""
    (found,) = parse_master_data(text, where="site.toml").file.lines[0].characteristics
    return found


def test_product_that_is_not_named_takes_the_limits_of_every_product() -> None:
    """The product "*" stands for all others; without it they have none."""
    text = LINE + PRODUCT + "lower_spec = 490\ntarget = 500\n"
    assert entry(text).product("cola").lower_spec == 490
    assert entry(text).product("lemonade").lower_spec is None
    every = text + "[lines.characteristics.products.'*']\nupper_spec = 1000\n"
    assert entry(every).product("lemonade").upper_spec == 1000
    assert entry(every).product("cola").upper_spec is None


def test_rules_are_those_of_the_chart_unless_said_otherwise() -> None:
    """A range chart watches its ranges; what is said replaces the usual rules."""
    assert entry(LINE).alarm_rules == ("1", "2", "3", "4", "ewma", "spread")
    assert entry(LINE.replace("xbar_r", "xbar_s") + 'rules = ["1"]\n').alarm_rules == ("1",)


def test_frozen_limits_carry_their_date() -> None:
    """A date with an offset is an instant."""
    text = LINE + PRODUCT
    text += "frozen = [{ frozen_at = 2026-03-02T06:00:00+08:00, centre = 500, sigma = 2 }]\n"
    assert instant(entry(text).product("cola").frozen[0].frozen_at) == 1_772_402_400_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINE.replace('unit = "filler"', 'unit = "capper"'), "unit 'capper' is in no stage"),
        (LINE + LINE[LINE.index("[[lines.char") :], "filler/fill_level: stands twice"),
        (LINE.replace("subgroup = 5", "subgroup = 1"), "a mean needs 2 values"),
        (LINE.replace("subgroup = 5", "subgroup = 30"), "beyond 25 values take xbar_s"),
        (LINE.replace("xbar_r", "individuals"), "individuals have subgroups of 1"),
        (LINE.replace("xbar_r", "u"), "chart = 'u' does not fit"),
        (LINE.replace("fill_level", "defects"), "chart = 'xbar_r' does not fit"),
        (COUNTED.replace('"u"', '"p"'), "chart = 'p' does not fit"),
        (COUNTED + 'rules = ["spread"]\n', "a chart of counts has no spread"),
        (LINE.replace("xbar_r", "cusum"), "cusum"),
        (LINE + 'rules = ["5"]\n', "rules"),
        (LINE + PRODUCT + "lower_spec = 2\nupper_spec = 1\n", "lower_spec < target < upper_spec"),
        (LINE + PRODUCT + "target = 3\nupper_spec = 3\n", "lower_spec < target < upper_spec"),
        (
            LINE + "every_product = true\n" + PRODUCT + "target = 3\n",
            "a chart of every product has the product * only",
        ),
        (LINE + PRODUCT + "frozen = [{ centre = 1 }]\n", "frozen_at"),
        (
            LINE + PRODUCT + "frozen = [{ frozen_at = 2026-03-02T06:00:00, centre = 1 }]\n",
            "a time needs an offset",
        ),
        (
            LINE + PRODUCT + "frozen = [{ frozen_at = 2026-03-02T06:00:00Z, centre = 1 }]\n",
            "limits of measured values need sigma",
        ),
        (
            LINE
            + PRODUCT
            + "frozen = [{ frozen_at = 2026-03-02T06:00:00Z, centre = 1, sigma = 1 },"
            + " { frozen_at = 2026-03-01T06:00:00Z, centre = 1, sigma = 1 }]\n",
            "in the order of their dates",
        ),
        (
            COUNTED
            + PRODUCT
            + "frozen = [{ frozen_at = 2026-03-02T06:00:00Z, centre = 1, sigma = 1 }]\n",
            "the centre of counts gives sigma",
        ),
        (
            COUNTED + PRODUCT + "frozen = [{ frozen_at = 2026-03-02T06:00:00Z, centre = 0 }]\n",
            "must be above 0",
        ),
    ],
)
def test_characteristic_that_cannot_be_charted_is_refused(text: str, said: str) -> None:
    """A mistake is told in a sentence that names the file."""
    with pytest.raises(BadConfig, match=r"^site\.toml: ") as refused:
        parse_master_data(text, where="site.toml")
    assert said in str(refused.value)
