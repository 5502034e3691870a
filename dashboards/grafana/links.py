"""Addresses of pages, and links that keep time range and variables."""

from dashboards.grafana.panel import Link
from dashboards.grafana.texts import Language

NAVIGATION_TAG: dict[Language, str] = {"en": "smart-factory-en", "zh": "smart-factory-zh"}
_KEPT = ("world", "site")


def uid_in(uid: str, language: Language) -> str:
    """Return the uid of a page in one language."""
    return uid if language == "en" else f"{uid}-{language}"


def address(link: Link, language: Language) -> str:
    """Return the address behind a link; `given` wins over the variables of this page."""
    span = (
        ("${__from}", "${__to}")
        if link.span is None
        else tuple(f"${{__data.fields.{name}.numeric}}" for name in link.span)
    )
    parts = [f"${{{name}:queryparam}}" for name in _KEPT if name not in link.given]
    parts += [f"var-{name}={value}" for name, value in link.given.items()]
    parts += [f"from={span[0]}", f"to={span[1]}"]
    return f"/d/{uid_in(f'sf-{link.dashboard}', language)}?{'&'.join(parts)}"
