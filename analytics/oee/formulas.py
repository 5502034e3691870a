"""The formulas of the KPIs as data: id, symbols and clause, for provenance and explanations."""

from dataclasses import dataclass

# Raised whenever a formula or a rule below it changes a figure.
FORMULA_SET = "iso22400-2/1"


@dataclass(frozen=True, slots=True)
class Formula:
    """How one field is computed from sums; PBT_obs is PBT minus unknown time.

    Args:
        id: stable id with version.
        field: the KPI field it gives.
        expression: in symbols of ISO 22400-2.
        null_when: when the field has no value.
        clause: where the formula comes from.
    """

    id: str
    field: str
    expression: str
    null_when: str
    clause: str


FORMULAS: tuple[Formula, ...] = (
    Formula("A/1", "availability", "APT / PBT_obs", "PBT_obs = 0", "ISO 22400-2 availability"),
    Formula("E/1", "effectiveness", "S_P / APT", "APT = 0", "ISO 22400-2 effectiveness"),
    Formula("Q/1", "quality_ratio", "S_G / S_P", "S_P = 0", "ISO 22400-2 quality ratio"),
    Formula("OEE/1", "oee_index", "S_G / PBT_obs", "PBT_obs = 0", "ISO 22400-2 OEE index"),
    Formula("COV/1", "coverage", "1 - UNKNOWN / PBT", "never", "domain reference 1.7"),
    Formula("A-LOW/1", "availability_low", "APT / PBT", "PBT = 0", "domain reference 1.7"),
    Formula(
        "A-HIGH/1",
        "availability_high",
        "(APT + UNKNOWN) / PBT",
        "PBT = 0",
        "domain reference 1.7",
    ),
    Formula("OEE-LOW/1", "oee_low", "S_G / PBT", "PBT = 0", "domain reference 1.7"),
    Formula(
        "OEE-HIGH/1",
        "oee_high",
        "(S_G + e_max * UNKNOWN) / PBT",
        "PBT = 0",
        "domain reference 1.7",
    ),
)
