"""What becomes of a piece at a station: good, silently defective, repaired at once, or lost."""

from random import Random
from typing import Literal

from simulators.sewing.flow import Faults
from simulators.sewing.section import QualityConfig

__all__ = ["Verdict", "judge"]

Verdict = Literal["good", "missed", "rework", "scrap"]
"""`missed`: defective, but counted as good because nobody saw it here."""


def judge(random: Random, rate: float, config: QualityConfig, unit: str) -> tuple[Verdict, Faults]:
    """Draw the verdict on one piece and the faults seen at this station."""
    if random.random() >= rate:
        return "good", ()
    faults = (unit, unit) if random.random() < config.second_defect_share else (unit,)
    draw = random.random()
    if draw < config.scrap_share:
        return "scrap", faults
    if draw < config.scrap_share + config.noticed_share:
        return "rework", faults
    return "missed", ()
