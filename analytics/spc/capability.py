"""What a process can hold: Cp, Cpk from the spread within subgroups, Pp, Ppk from all of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capability:
    """Capability indices (ISO 22400-2 Cp, Cpk); None where there is no limit or no spread.

    Args:
        values: how many single values they rest on.
        sigma: standard deviation within subgroups; `overall` of all values.
    """

    values: int
    mean: float | None
    sigma: float | None
    overall: float | None
    cp: float | None
    cpk: float | None
    pp: float | None
    ppk: float | None


def capability(
    *,
    values: int,
    mean: float | None,
    sigma: float | None,
    overall: float | None,
    lower: float | None,
    upper: float | None,
) -> Capability:
    """Compare a process with its specification limits, of which one or both may be missing."""
    return Capability(
        values,
        mean,
        sigma,
        overall,
        cp=_potential(sigma, lower, upper),
        cpk=_actual(mean, sigma, lower, upper),
        pp=_potential(overall, lower, upper),
        ppk=_actual(mean, overall, lower, upper),
    )


def _potential(sigma: float | None, lower: float | None, upper: float | None) -> float | None:
    if not sigma or lower is None or upper is None:
        return None
    return (upper - lower) / (6 * sigma)


def _actual(
    mean: float | None, sigma: float | None, lower: float | None, upper: float | None
) -> float | None:
    if not sigma or mean is None:
        return None
    sides = [] if upper is None else [upper - mean]
    sides += [] if lower is None else [mean - lower]
    return min(sides) / (3 * sigma) if sides else None
