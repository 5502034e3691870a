"""What people are told of a rate."""

from pathlib import Path
from random import Random

import pytest

from analytics.automation.explain_rate import Language, explanation_lines
from analytics.automation.rate import RateValue
from analytics.automation.rates import rates_of
from analytics.cases.rate_file import load_rate_case, sums_of_case
from contract.automation_rates import AUTOMATION_RATE
from tests.unit.analytics.automation.rate_plant import made_plant

CASES = Path(__file__).parents[3] / "cases" / "automation"


def _rate(case: str, rate: str) -> RateValue:
    path = CASES / f"{case}.toml"
    values = rates_of(sums_of_case(load_rate_case(path), where=str(path)))
    return next(value for value in values if value.definition.id == rate)


def test_explanation_names_formula_items_bounds_and_hours() -> None:
    """Definition, numerator and denominator, every item, bounds and hours stand in the text."""
    rate = _rate("execution-ordinary", "automatic_execution_share")
    assert explanation_lines([rate]) == [
        "A1 automatic execution share / 自动运行占比",
        "line case/case/hall/line, day 2026-03-01T22:00:00Z – 2026-03-02T22:00:00Z",
        "",
        f"formula: {rate.definition.formula}",
        "definition: automatic_execution_share.v1 (own definition on telemetry)",
        f"declared: {rate.definition.declared}",
        "",
        "80.00%, observed: enough was seen",
        "  32 of 40, between 77.92% and 82.08%, declared 75.00%",
        "  bounds: unseen time is manual below, as declared above; counts may still come",
        "  2 machines, 32.00 h seen",
        "  filler fill          27 / 30          between 90.00% and 90.00%  declared 100.00%",
        "  packer pack           5 / 10          between 41.67% and 58.33%  declared 0.00%",
        "    filler: seen 20.00 of 20.00 h",
        "    packer: seen 12.00 of 14.00 h",
    ]


def test_chinese_explanation_says_the_same_in_chinese() -> None:
    """Numbers are the same; words are Chinese, but for definitions."""
    rate = _rate("assists-zero", "mean_time_between_assists")
    text = "\n".join(explanation_lines([rate], "zh"))
    assert "定义: mean_time_between_assists.v1" in text
    assert "7 h, censored: 未观测到人工干预" in text
    assert "21 / 0, 区间 7 h 至 -" in text
    assert "filler: 观测 24.00 / 24.00 小时" in text


def test_unit_that_may_still_tell_counts_is_named() -> None:
    """Somebody sees why a bound is wide."""
    rate = _rate("parameters-unknown-to-the-end", "closed_loop_parameter_share")
    (line,) = [line for line in explanation_lines([rate]) if line.startswith("    filler")]
    assert line.endswith("more of its counts may come")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", list(AUTOMATION_RATE))
def test_every_rate_is_explained_with_every_item(name: str, language: Language) -> None:
    """No item of a rate is left out, in either language."""
    rate = next(one for one in rates_of(made_plant(Random(3)).sums()) if one.definition.id == name)
    lines = explanation_lines([rate], language)
    assert len([line for line in lines if " / " in line and line.startswith("  ")]) >= len(
        rate.items
    )
    assert rate.definition.definition in "\n".join(lines)
