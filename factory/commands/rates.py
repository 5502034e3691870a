"""The commands of rates: the one place they are of, and what explains one of them."""

from datetime import date

from analytics.automation.explain_rate import Language
from contract.rates import Period, RateSeries
from factory.commands.printed import TextFormat, print_told
from factory.commands.reading import Source
from factory.errors import ConfigError


def place_given(**places: str | None) -> str | None:
    """Return the one place that options name, None for all of them."""
    given = {name: path for name, path in places.items() if path is not None}
    if len(given) > 1:
        raise ConfigError(f"{_options(given)} exclude each other: give one")
    return next(iter(given.values()), None)


def place_needed(**places: str | None) -> str:
    """Return the one place that options name."""
    path = place_given(**places)
    if path is None:
        raise ConfigError(f"say whose with one of {_options(places)}")
    return path


def explain(
    source: Source,
    series: RateSeries,
    name: str,
    *,
    path: str,
    period: Period,
    day: date | None,
    output: TextFormat,
    language: Language,
) -> None:
    """Print what a rate is made of."""
    with source.reports(with_masters=True) as reports:
        found = reports.explain_rate(series, name, path=path, period=period, day=day)
    text = found.data["text_zh"] if language == "zh" else found.text
    print_told(str(text), found.data, output=output)


def _options(places: dict[str, str] | dict[str, str | None]) -> str:
    return ", ".join(f"--{name}" for name in places)


def day_of(text: str | None) -> date | None:
    """Read a production day of an option that may be absent."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"--date {text!r} is no date: write e.g. 2026-03-02") from error
