"""Case files of rates of automation through the real calculation."""

from collections.abc import Iterator
from pathlib import Path

from analytics.automation.rate import RateValue
from analytics.automation.rates import rates_of
from analytics.cases.file import NULL
from analytics.cases.rate_file import WantEntry, load_rate_case, sums_of_case
from analytics.cases.result import CaseResult, Check, check_number

_FIGURES = (
    "value",
    "lower",
    "upper",
    "declared",
    "numerator",
    "denominator",
    "machines",
    "evidence_hours",
)


def run_rate_case(path: Path) -> CaseResult:
    """Run one case file; raise BadConfig where it cannot be understood."""
    case = load_rate_case(path)
    rates = {rate.definition.id: rate for rate in rates_of(sums_of_case(case, where=str(path)))}
    checks = [check for want in case.want for check in _checks(want, rates[want.rate])]
    return CaseResult(path.stem, case.title, tuple(checks))


def _checks(want: WantEntry, got: RateValue) -> Iterator[Check]:
    if want.status is not None:
        ok = want.status == got.status
        yield Check(f"{want.rate} status", want.status, got.status, ok)
    for name in _FIGURES:
        wanted, figure = getattr(want, name), getattr(got, name)
        what = f"{want.rate} {name}"
        if wanted == NULL or (wanted is not None and figure is None):
            said = (_said(None if wanted == NULL else wanted), _said(figure))
            yield Check(what, *said, ok=said[0] == said[1])
        elif wanted is not None:
            yield check_number(what, wanted, figure)


def _said(figure: float | None) -> str:
    return NULL if figure is None else f"{figure:.10g}"
