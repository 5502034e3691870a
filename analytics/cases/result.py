"""What a case file wanted beside what came out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One figure: wanted, got, and whether they agree."""

    what: str
    wanted: str
    got: str
    ok: bool


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case file."""

    case: str
    title: str
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """True when every figure agrees."""
        return all(check.ok for check in self.checks)


def check_number(what: str, wanted: float, got: float, *, tolerance: float | None = None) -> Check:
    """Compare two numbers; by default they may differ by 1e-9 of the figure, at least of 1."""
    allowed = 1e-9 * max(1.0, abs(wanted)) if tolerance is None else tolerance
    return Check(what, f"{wanted:.10g}", f"{got:.10g}", abs(got - wanted) <= allowed)
