"""Case files of green measures through the real calculation."""

from collections.abc import Iterator
from pathlib import Path

from analytics.automation.rate import RateValue
from analytics.cases.file import NULL
from analytics.cases.green_file import Want, load_green_case
from analytics.cases.green_sums import sums_of_case
from analytics.cases.result import CaseResult, Check, check_number
from analytics.errors import BadConfig
from analytics.green.rates import green_of
from contract.errors import BadName


def run_green_case(path: Path) -> CaseResult:
    """Run one case file; raise BadConfig where it cannot be understood."""
    case = load_green_case(path)
    where = str(path)
    try:
        base = None if case.base is None else sums_of_case(case, case.base, where=where)
        sums = sums_of_case(case, case.period, where=where)
    except BadName as error:
        raise BadConfig(f"{where}: {error}: correct it") from error
    rows = {(row.definition.id, str(row.path), row.part): row for row in green_of(sums, base)}
    checks: list[Check] = []
    for want in case.want:
        row = rows.get((want.measure, want.path or case.path, want.part))
        if row is None:
            raise BadConfig(f"{where}: want: {_name(want)} has no row: correct path or part")
        checks += _checks(want, row)
    return CaseResult(path.stem, case.title, tuple(checks))


def _checks(want: Want, got: RateValue) -> Iterator[Check]:
    name = _name(want)
    yield Check(f"{name} status", want.status, got.status, want.status == got.status)
    for figure, wanted in want.figures.items():
        yield _figure(f"{name} {figure}", wanted, getattr(got, figure))
    if want.items is None:
        return
    wanted_items, got_items = (", ".join(items) for items in _items(want, got))
    yield Check(f"{name} items", wanted_items, got_items, wanted_items == got_items)
    for (*_, above, below), item in zip(want.items, got.items, strict=False):
        yield check_number(f"{name} {item.path} numerator", float(above), item.numerator)
        yield check_number(f"{name} {item.path} denominator", float(below), item.denominator)


def _items(want: Want, got: RateValue) -> tuple[list[str], list[str]]:
    wanted = [f"{item[0]} {item[1]}".strip() for item in want.items or ()]
    return wanted, [f"{item.path} {item.part}".strip() for item in got.items]


def _figure(what: str, wanted: float | str, got: float | None) -> Check:
    if isinstance(wanted, str) or got is None:
        said = NULL if got is None else f"{got:.10g}"
        return Check(what, str(wanted), said, ok=wanted == said)
    return check_number(what, wanted, got)


def _name(want: Want) -> str:
    return " ".join(part for part in (want.measure, want.part, want.path) if part)
