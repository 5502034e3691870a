"""What a rate was counted to be, before anybody asks whether enough was seen to say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from analytics.automation.rate import RateItem
from contract.rates import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One rate of one place and period.

    Args:
        value: of what was observed; None where the denominator is nothing.
        status: holds whatever was seen; None where evidence decides.
        enough: holds where enough was seen.
    """

    items: tuple[RateItem, ...]
    numerator: float
    denominator: float
    value: float | None
    lower: float | None
    upper: float | None
    declared: float | None = None
    status: Status | None = None
    enough: Status = "observed"


def share(
    items: Sequence[RateItem],
    *,
    status: Status | None = None,
    enough: Status | None = None,
    bounds: tuple[float, float] | None = None,
) -> Counted:
    """Add up items to a share; without anything it could be a share of it is not applicable.

    Args:
        items: `lower`, `upper` and `declared` of each are shares of its denominator.
        status: as in `Counted`.
        enough: as in `Counted`, where it is not what the sums say.
        bounds: where those of the items do not add up.
    """
    numerator = fsum(item.numerator for item in items)
    denominator = fsum(item.denominator for item in items)
    value = numerator / denominator if denominator > 0 else None
    lower, upper = bounds or (_mean(items, "lower"), _mean(items, "upper"))
    return Counted(
        items=tuple(items),
        numerator=numerator,
        denominator=denominator,
        value=value,
        # Sums may be off by a rounding.
        lower=lower if lower is None or value is None else min(lower, value),
        upper=upper if upper is None or value is None else max(upper, value),
        declared=_mean(items, "declared"),
        status=status,
        enough=enough or ("not_applicable" if value is None else "observed"),
    )


def quotient(above: float, below: float) -> float | None:
    """Divide; None where there is nothing to divide by."""
    return above / below if below > 0 else None


def _mean(items: Sequence[RateItem], name: str) -> float | None:
    """Weigh a share of each item by its denominator."""
    weighed = [
        (shown, item.denominator)
        for item in items
        if item.denominator > 0 and (shown := getattr(item, name)) is not None
    ]
    whole = fsum(weight for _, weight in weighed)
    return fsum(part * weight for part, weight in weighed) / whole if whole else None
